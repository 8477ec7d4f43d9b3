import Checks
import Diagnostics
import Documents
import Intake
import Workflow

/// What a folder holds, before anything is computed.
public enum Inspection {
  /// What is written of an image that something is wrong with.
  package typealias Found = ImageFinding

  /// What is written of files.
  package typealias Record = InventoryRecord

  /// - Throws: `Problem` if a path cannot be read, or nothing that Hepatica reads is there.
  public static func run(_ paths: [String], progress: @escaping ProgressHandler) throws -> Outcome {
    var inventory = try Inventory.read(paths, progress: progress)
    guard !inventory.entries.isEmpty else {
      throw Problem(
        .inputMissing,
        what: "no image, structure or dose was found among \(counted(inventory.skipped.count, "file"))",
        at: paths.joined(separator: ", "), why: reasons(inventory.skipped),
        remedy: "name the folder with the DICOM, NIfTI or MetaImage files")
    }
    inventory.lookAtValues()
    let open = inventory.entries.filter(\.needsReview)
    return try Outcome(
      text: inventory.table.joined(separator: "\n"), content: InventoryRecord(inventory),
      findings: open.map { entry in
        (entry.findings.first { $0.severity != .note } ?? entry.findings[0]).finding.moved(to: entry.id)
      })
  }

  /// Why files were passed over, the most frequent reason first.
  private static func reasons(_ skipped: [Inventory.Skipped]) -> String {
    Dictionary(grouping: skipped, by: \.reason).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .prefix(5).map { "\(counted($1.count, "file")), such as \($1[0].path): \($0)" }.joined(separator: "; ")
  }
}
