import Arguments
import Diagnostics
import Documents
import Foundation
import Studies
import Workflow

public struct DoseOperation: Operation {
  var study = StudyFields()
  var engine = EngineFields()
  var shard: String?
  public init() {}

  public static let about = About(
    "dose", .path, "time-integrated activity to absorbed dose", takes: "time-integrated activity, CT",
    gives:
      "`dose.nii.gz`, Gy; `--engine all`: every engine and where they disagree; `--shard K/N`: one shard",
    """
    Computes the absorbed dose per voxel with the engine of the case file or of --engine. auto takes Monte Carlo \
    where tissue is not uniform around the activity, else the kernel engine; all runs every engine and reports where \
    and why they disagree. An interrupted simulation resumes. --shard does one part of a simulation; hepatica merge \
    puts the parts together to the same bytes.
    """,
    writes: ["dose*.nii.gz", "dose*.json", "difference-*.nii.gz", "engines.json"],
    examples: [
      .init("hepatica dose case.json5", "results next to the case file"),
      .init("hepatica dose case.json5 --engine all", "every engine, and where they disagree"),
      .init("hepatica dose case.json5 --grid ct --crop Liver", "on the voxels of the CT, around the liver"),
      .init("hepatica dose case.json5 --shard 3/16 --histories 1e8", "one job of an array"),
    ])

  public static var fields: [Field<Self>] {
    \.study
    \.engine
    Field.option(
      \.shard, "shard", nil, "K/N", "only shard K of N; needs --histories or --uncertainty")
  }

  /// A part leaves its state alone; only a whole simulation writes a dose.
  public func outputFolder(in context: Context) -> URL? {
    shard == nil ? study.folder(in: context) : nil
  }

  public func run(_ context: Context) throws -> Outcome {
    let part = try shard.map(ShardNumber.init)
    let journey = try study.journey(context) { therapy in
      try engine.apply(to: &therapy.options)
      if part != nil, therapy.options.monteCarlo.seconds != nil {
        throw Problem(
          .usage, what: "a shard cannot stop by time", at: "--shard",
          why: "its content would depend on the machine", remedy: "give --histories or --uncertainty")
      }
    }
    return try part.map { try journey.shardOutcome($0) } ?? journey.take(.dose)
  }
}
