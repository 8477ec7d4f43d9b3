import DICOM
import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import ImageFiles
import Intake
import Registry
import Trials

/// One door for bytes from outside, as the fuzzer knocks at it.
struct Reader {
  let name: String
  /// Of the file that some doors read from.
  var suffix = ""
  let read: @Sendable (Data, URL) throws -> Void

  static let all: [Reader] = texts + tables + images + records

  private static let texts = [
    text("json5") { _ = try JSON5.parse($0, document: "f") },
    text("case") { _ = try CaseFile.parse($0, at: URL(filePath: "/dev/null/case.json5")) },
    text("plan") { _ = try PlanFile.parse($0, at: URL(filePath: "/dev/null/plan.json5")) },
    text("burden") { _ = try BurdenFile.parse($0, at: URL(filePath: "/dev/null/burden.json5")) },
    text("calibration") { _ = try CalibrationFile.parse($0, document: "f") },
    text("protocol") { _ = try ProtocolFile(text: $0, document: "f") },
  ]

  private static let tables = [
    Reader(name: "table") { data, _ in
      let table = try TableFile(data, path: "f")
      for row in 0..<min(table.count, 100) {
        let fields = table.fields(row)
        let again = try TableFile(Data((csvLine(table.header) + csvLine(fields)).utf8), path: "g")
        if again.count == 1, again.fields(0) != fields { fatalError("a row is not read back as it was") }
      }
    },
    file("patients", "csv") { _ = try PatientTable($0) },
    file("fhir", "json") { _ = try FHIRFiles([$0], knows: { _ in true }) },
  ]

  private static let images = [
    file("nifti", "nii") { try image($0) }, file("nifti-gz", "nii.gz") { try image($0) },
    file("metaimage", "mha") { try image($0) }, file("nrrd", "nrrd") { try image($0) },
    file("dicom", "dcm") { path in
      let frames = try PixelFrames(DataSet.read(path))
      if frames.frames > 0 { _ = try frames.bytes(frame: 0) }
    },
    file("inventory", "dcm") { _ = try Inventory.scan([$0]) },
  ]

  private static let records = [
    file("backup", "backup") { path in
      let target = path + ".sqlite"
      defer { for end in ["", "-wal", "-shm", ".lock", ".anchor"] { unlink(target + end) } }
      try Registry.restore(URL(filePath: path), to: .file(URL(filePath: target)))
    },
    Reader(name: "shard") { data, _ in _ = try MonteCarloTally(data: data) },
  ]

  private static func text(_ name: String, _ read: @escaping @Sendable (String) throws -> Void) -> Reader {
    Reader(name: name) { data, _ in try read(String(decoding: data, as: UTF8.self)) }
  }

  private static func file(
    _ name: String, _ suffix: String, _ read: @escaping @Sendable (String) throws -> Void
  ) -> Reader {
    Reader(name: name, suffix: suffix) { data, url in
      try data.write(to: url)
      try read(url.path)
    }
  }

  /// The header alone decides how much is read: a small file that claims much must be refused.
  private static func image(_ path: String) throws {
    let header = try ImageFiles.header(path)
    if header.grid.size.count * header.component.bytes < 1 << 20 { _ = try ImageFiles.read(path) }
  }
}
