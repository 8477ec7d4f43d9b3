import Files
import Foundation
import Reporting
import Workflow

extension StudyContent {
  /// The content as the answer of a command, with its files where a folder is given.
  package func outcome(to folder: URL?, review: [String]) throws -> Outcome {
    let page = try folder.map { try write(to: $0)[0] }
    let place = page.map { "\n\n\(name): \($0.path)" } ?? ""
    guard let record else { return Outcome(text: text + place, json: #"{"hepatica": 1}"#, review: review) }
    return Outcome(text: text + place, json: try prettyJSON(record), review: review)
  }
}
