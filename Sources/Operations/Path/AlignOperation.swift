import Arguments
import Foundation
import Studies
import Workflow

public struct AlignOperation: Operation {
  var study = StudyFields()
  public init() {}

  public static let about = About(
    "align", .path, "register all time points to the reference", takes: "CTs of all time points",
    gives: "`alignment.json`",
    "Registers each time point's CT rigidly to the reference CT and applies the transform to its emission image.",
    writes: ["alignment.json"],
    examples: [
      .init("hepatica align case.json5", "results next to the case file"),
      .init("hepatica align case.json5 -o /data/p01", "results elsewhere"),
    ])

  public static var fields: [Field<Self>] { \.study }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome { try study.journey(context).take(.align) }
}
