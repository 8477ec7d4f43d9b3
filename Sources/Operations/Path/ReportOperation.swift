import Arguments
import Foundation
import Workflow

public struct ReportOperation: Operation {
  var study = StudyFields()
  var objects = ObjectFields()
  public init() {}

  public static let about = About(
    "report", .path, "results to a report", takes: "all of the above",
    gives: "`report.html`, `report.pdf`, `report.json`, `dicom/`",
    "Writes report.html, report.pdf, report.json and the DICOM objects.",
    writes: ["report.html", "report.pdf", "report.json", "report.txt", "regions.csv", "dicom/*.dcm"],
    examples: [
      .init("hepatica report case.json5", "results next to the case file"),
      .init("hepatica report case.json5 -o /data/p01", "results elsewhere"),
    ])

  public static var fields: [Field<Self>] {
    \.study
    \.objects
  }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome {
    var journey = try study.journey(context)
    journey.form = try objects.form(context)
    return try journey.take(.report)
  }
}
