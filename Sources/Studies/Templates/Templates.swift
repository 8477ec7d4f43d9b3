import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Workflow

// First files with a comment at every line, written where nobody has one yet.

extension CaseTemplate {
  /// - Throws: `Problem` if the file exists already or cannot be written.
  public static func run(
    _ folder: URL, to file: URL, overwrite: Bool, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    guard overwrite || !FileManager.default.fileExists(atPath: file.path) else {
      throw Problem(
        .cannotCreate, what: "the case file exists already", at: file.path, remedy: "--force replaces it")
    }
    let inventory = try Inventory.read([folder.path], progress: progress)
    let text = text(inventory, images: relative(folder, to: file))
    try writeAtomically(text, to: file)
    let left = text.split(separator: "\n").dropFirst(2).filter { $0.contains(open) }.count
    let unknown = inventory.entries.filter(\.isUnexplained).count
    let understood = inventory.entries.count - unknown
    return try Outcome(
      text: "\(file.path): \(understood) series understood, \(unknown) that do not state what they are, "
        + "\(left) lines left for you (“\(open)”)",
      content: Record(case: file.path, series: understood, unexplained: unknown, open: left),
      review: left == 0 ? [] : ["fill in what no image states"])
  }

  private struct Record: Encodable {
    var hepatica = 1
    var `case`: String
    var series, unexplained, open: Int
  }
}

extension BurdenTemplate {
  /// - Throws: `Problem` if the file exists already or cannot be written.
  public static func run(_ file: URL, overwrite: Bool) throws -> Outcome {
    guard overwrite || !FileManager.default.fileExists(atPath: file.path) else {
      throw Problem(
        .cannotCreate, what: "the burden file exists already", at: file.path, remedy: "--force replaces it")
    }
    try writeAtomically(text, to: file)
    return Outcome(
      text: "\(file.path): name your images and structures, then hepatica burden \(file.lastPathComponent)",
      json: "{\"hepatica\": 1, \"burden\": \"\(file.path)\"}")
  }
}

extension PlanTemplate {
  /// - Throws: `Problem` if the file exists already or cannot be written.
  public static func run(_ kind: Kind, to file: URL, overwrite: Bool) throws -> Outcome {
    guard overwrite || !FileManager.default.fileExists(atPath: file.path) else {
      throw Problem(
        .cannotCreate, what: "the plan file exists already", at: file.path, remedy: "--force replaces it")
    }
    try writeAtomically(text(kind), to: file)
    return Outcome(
      text:
        "\(file.path): replace the example values by the patient's, then hepatica plan \(file.lastPathComponent)",
      json: "{\"hepatica\": 1, \"plan\": \"\(file.path)\"}")
  }
}
