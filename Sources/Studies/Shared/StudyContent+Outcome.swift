import Files
import Foundation
import Reporting
import Stages
import Workflow

extension StudyContent {
  /// The content as the answer of a command, with its files where a folder is given.
  package func outcome(to folder: URL?, findings: [Finding] = []) throws -> Outcome {
    let page = try folder.map { try write(to: $0)[0] }
    let place = page.map { "\n\n\(name): \($0.path)" } ?? ""
    let json = try record.map { try prettyJSON($0) } ?? #"{"hepatica": 1}"#
    return Outcome(text: text + place, json: json, findings: findings)
  }
}
