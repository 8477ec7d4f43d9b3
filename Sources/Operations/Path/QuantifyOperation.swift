import Arguments
import Foundation
import Studies
import Workflow

public struct QuantifyOperation: Operation {
  var study = StudyFields()
  public init() {}

  public static let about = About(
    "quantify", .path, "images to activity", takes: "emission images, calibration",
    gives: "`activity/*.nii.gz`, Bq/mL on the reference grid",
    "Turns each emission image into activity concentration (Bq/mL) on the reference grid.",
    writes: ["activity/*.nii.gz", "activity/*.json"],
    examples: [
      .init("hepatica quantify case.json5", "results next to the case file"),
      .init("hepatica quantify case.json5 -o /data/p01", "results elsewhere"),
    ])

  public static var fields: [Field<Self>] { \.study }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome { try study.journey(context).take(.quantify) }
}
