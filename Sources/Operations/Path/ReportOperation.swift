import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

public struct ReportOperation: Operation {
  var study = StudyFields()
  var objects = ObjectFields()
  var amends: FilePath?
  var reason: String?
  var record = RecordFields()
  public init() {}

  public static let about = About(
    "report", .path, "results to a report", takes: "all of the above",
    gives: "`report.html`, `report.pdf`, `report.json`, `dicom/`",
    """
    Writes report.html, report.pdf, report.json and the DICOM objects. With --amends the report names the one that it replaces and why, with \
    the chain of those before it; an earlier report in the same folder is kept under amended/. With --registry the doses \
    of earlier therapies that the patient's record holds count towards the limits, as with hepatica run.
    """,
    writes: [
      "report.html", "report.pdf", "report.json", "report.txt", "regions.csv", "tables/*.csv", "dicom/*.dcm",
      "bed-*.nii.gz",
      "amended/*/report.*",
    ],
    examples: [
      .init("hepatica report case.json5", "results next to the case file"),
      .init("hepatica report case.json5 -o /data/p01", "results elsewhere"),
      .init(
        "hepatica report case.json5 --amends results/report.json --why remeasured",
        "a report in place of an earlier one"),
    ])

  public static var fields: [Field<Self>] {
    \.study
    \.objects
    Field.option(\.amends, "amends", nil, "REPORT", "report.json of the report that this one amends", .input)
    Field.option(\.reason, "why", nil, "REASON", "why it is amended")
    \.record
  }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome {
    let link = record.place(in: context).map {
      RecordLink(place: $0, patient: record.patient, day: nil, recording: nil)
    }
    var journey = try study.journey(context) { if let link { try RunRecording.knowing(link, &$0) } }
    journey.form = try objects.form(context)
    let outcome = try journey.take(.report, amending: amendment(context))
    guard let link, let folder = outputFolder(in: context) else { return outcome }
    return try RunRecording.complete(outcome, in: folder, link)
  }

  private func amendment(_ context: Context) throws -> ReportAmendment? {
    if let url = context.url(amends) { return try ReportAmendment(of: url, because: reason ?? "") }
    guard reason == nil else {
      throw Problem(
        .usage, what: "--why is the reason of an amendment", at: "--why",
        remedy: "name the report: --amends report.json")
    }
    return nil
  }
}
