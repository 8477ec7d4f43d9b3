import Files
import Stages
import Workflow

extension Outcome {
  /// A bare list or dictionary as the `result` of an object, which carries the version of its form.
  package init<Content: Encodable & Collection>(text: String, content: Content, findings: [Finding] = [])
    throws
  {
    self.init(text: text, json: try prettyJSON(Answer(result: content)), findings: findings)
  }
}

private struct Answer<Content: Encodable>: Encodable {
  var hepatica = 1
  var result: Content
}
