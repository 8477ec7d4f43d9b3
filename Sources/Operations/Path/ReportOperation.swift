import Arguments
import Foundation
import Workflow

public struct ReportOperation: Operation {
  var study = StudyFields()
  public init() {}

  public static let about = About(
    "report", .path, "results to a report", takes: "all of the above",
    gives: "`report.html`, `report.pdf`, `report.json`, `dicom/`",
    "Writes report.html, report.pdf and report.json.",
    writes: ["report.html", "report.pdf", "report.json", "report.txt", "regions.csv", "dicom/*.dcm"],
    examples: [
      .init("hepatica report case.json5", "results next to the case file"),
      .init("hepatica report case.json5 -o /data/p01", "results elsewhere"),
    ])

  public static var fields: [Field<Self>] { \.study }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome { try study.journey(context).take(.report) }
}
