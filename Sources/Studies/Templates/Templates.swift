import Checks
import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Stages
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
    var inventory = try Inventory.read([folder.path], progress: progress)
    inventory.lookAtValues()
    let home = file.deletingLastPathComponent()
    let files = proposal(
      inventory, images: relative(folder, to: file), root: folder.path, calibrationFile: calibration(in: home)
    )
    try writeAtomically(files.text, to: file)
    try files.calibration.map { try writeAtomically($0, to: home.appending(path: "calibration.json5")) }
    let left = ([files.text, files.calibration ?? ""]).map(openLines).reduce(0, +)
    let unknown = inventory.entries.filter(\.isUnexplained).count
    let understood = inventory.entries.count - unknown
    let beside =
      (files.leftOut == 0 ? "" : "; \(files.leftOut) left out, which the file lists")
      + (files.calibration == nil ? "" : "; calibration.json5 next to it is for the camera's factor")
    return try Outcome(
      text: "\(file.path): \(understood) series understood, \(unknown) that do not state what they are, "
        + "\(counted(left, "line")) left for you (“\(open)”)\(beside)",
      content: Record(
        case: file.path, series: understood, unexplained: unknown, open: left, leftOut: files.leftOut),
      findings: left == 0 ? [] : [Finding(InputNote.templateOpen)])
  }

  /// Comments aside.
  private static func openLines(_ text: String) -> Int {
    text.split(separator: "\n").filter { line in
      let trimmed = line.drop { $0 == " " }
      return !trimmed.hasPrefix("//") && line.contains("\"\(open)\"")
    }.count
  }

  /// A calibration file that lies where one is looked for.
  private static func calibration(in folder: URL) -> String? {
    let name = "calibration.json5"
    return FileManager.default.fileExists(atPath: folder.appending(path: name).path) ? name : nil
  }

  package struct Record: Encodable {
    var hepatica = 1
    var `case`: String
    var series, unexplained, open, leftOut: Int
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
