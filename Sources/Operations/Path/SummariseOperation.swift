import Arguments
import Foundation
import Studies
import Workflow

public struct SummariseOperation: Operation {
  var study = StudyFields()
  public init() {}

  public static let about = About(
    "summarise", .path, "absorbed dose to the table of regions", takes: "absorbed dose, structures",
    gives: "`summary.json`, `summary.csv`",
    "Dose–volume histograms, mean doses with uncertainty budgets, BED and EQD2 per region.",
    writes: ["summary.json", "summary.csv"],
    examples: [
      .init("hepatica summarise case.json5", "results next to the case file"),
      .init("hepatica summarise case.json5 -o /data/p01", "results elsewhere"),
    ])

  public static var fields: [Field<Self>] { \.study }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome { try study.journey(context).take(.summarise) }
}
