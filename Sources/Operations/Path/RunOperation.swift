import Arguments
import Foundation
import Studies
import Workflow

public struct RunOperation: Operation {
  var study = StudyFields()
  var engine = EngineFields()
  var objects = ObjectFields()
  var fresh = false
  var flow = FlowFields()
  public init() {}

  public static let about = About(
    "run", .path, "full pipeline: images to report", takes: "images", gives: "everything",
    """
    Aligns, quantifies, integrates, computes the dose, summarises and reports in one go. Steps whose results are true, \
    because nothing that they were made of has changed, are not done again, and the answer lists them; --fresh does all anew. \
    With --registry the doses of earlier therapies that the patient's record holds count towards the limits, and the \
    account of the liver over all therapies stands below the answer; --record imports the report first.
    """,
    writes: [
      "alignment.json", "activity/*.nii.gz", "activity/*.json", "decays*.nii.gz", "decays.json",
      "curves.json",
      "dose*.nii.gz", "dose*.json", "difference-*.nii.gz", "engines.json", "summary.json", "summary.csv",
      "report.html", "report.pdf", "report.json", "report.txt", "regions.csv", "tables/*.csv", "dicom/*.dcm",
      "bed-*.nii.gz",
    ],
    examples: [
      .init("hepatica run case.json5", "results next to the case file"),
      .init("hepatica run case.json5 -o /data/p01", "results elsewhere"),
      .init("hepatica run case.json5 --fresh", "every step again"),
      .init(
        "hepatica run case.json5 --identity research --key keys/trial.key", "DICOM objects that name nobody"),
    ])

  public static var fields: [Field<Self>] {
    \.study
    \.engine
    \.objects
    Field.flag(\.fresh, "fresh", nil, "do every step again, also those whose results hold")
    \.flow
  }

  public func outputFolder(in context: Context) -> URL? { study.folder(in: context) }

  public func run(_ context: Context) throws -> Outcome {
    let link = try flow.link(in: context)
    var journey = try study.journey(context) {
      try engine.apply(to: &$0.options)
      if let link { try RunRecording.knowing(link, &$0) }
    }
    journey.form = try objects.form(context)
    let outcome = try journey.take(.run, fresh: fresh)
    guard let link, let folder = outputFolder(in: context) else { return outcome }
    return try RunRecording.complete(outcome, in: folder, link)
  }
}
