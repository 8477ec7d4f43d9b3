import Arguments
import Foundation
import Studies
import Workflow

public struct MergeOperation: Operation {
  var study = StudyFields()
  var parts: [FilePath] = []
  var engine = EngineFields()
  var partial = false
  public init() {}

  public static let about = About(
    "merge", .path, "merge simulation shards", takes: "shards of a simulation", gives: "`dose.nii.gz`, Gy",
    """
    Combines the shards that hepatica dose --shard left: those of the work folder, or the files named. Give the \
    options that the shards were made with. The order does not matter, and a shard given twice counts once.
    """,
    writes: ["dose*.nii.gz", "dose*.json"],
    examples: [.init("hepatica merge case.json5 --histories 1e8", "all shards of the work folder")])

  public static var fields: [Field<Self>] {
    \.study
    Field.words(
      \.parts, "PART", "tally files; default: those of the work folder", .input, needed: false, key: "parts"
    )
    \.engine
    Field.flag(\.partial, "partial", nil, "accept missing shards")
  }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome {
    let journey = try study.journey(context) { try engine.apply(to: &$0.options) }
    return try journey.mergeOutcome(parts.map { context.url($0) }, partial: partial)
  }
}
