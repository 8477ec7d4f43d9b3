import Arguments
import Foundation
import Studies
import Workflow

public struct IntegrateOperation: Operation {
  var study = StudyFields()
  public init() {}

  public static let about = About(
    "integrate", .path, "time–activity curves to time-integrated activity", takes: "activities",
    gives: "`decays.nii.gz`, `curves.json`",
    "Fits the time–activity curves of regions and voxels and integrates them to infinity.",
    writes: ["decays*.nii.gz", "decays.json", "curves.json"],
    examples: [
      .init("hepatica integrate case.json5", "results next to the case file"),
      .init("hepatica integrate case.json5 -o /data/p01", "results elsewhere"),
    ])

  public static var fields: [Field<Self>] { \.study }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome { try study.journey(context).take(.integrate) }
}
