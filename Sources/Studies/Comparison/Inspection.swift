import Diagnostics
import Documents
import Intake
import Workflow

/// What a folder holds, before anything is computed.
public enum Inspection {
  public static func run(_ paths: [String], progress: @escaping ProgressHandler) throws -> Outcome {
    let inventory = try Inventory.scan(paths, progress: progress)
    guard !inventory.entries.isEmpty else {
      throw Problem(
        .inputMissing, what: "no image, structure or dose was found among \(inventory.skipped.count) files",
        at: paths.joined(separator: ", "),
        remedy: "name the folder that holds the DICOM, NIfTI or MetaImage files")
    }
    let open = inventory.entries.filter(\.needsReview)
    return try Outcome(
      text: inventory.table.joined(separator: "\n"), content: InventoryRecord(inventory),
      review: open.map { "\($0.id): \($0.findings.first!.problem.what)" })
  }
}
