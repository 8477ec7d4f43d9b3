import Arguments
import Checks
import Diagnostics
import Foundation
import Identity
import Stages
import Studies
import Workflow

public struct DeidentifyOperation: Operation {
  var folder = FilePath("")
  var output = FilePath("")
  var key = FilePath("")
  var withCaptures = false
  public init() {}

  public static let about = About(
    "deidentify", .archive, "research copies of all DICOM objects of a folder",
    takes: "a folder of DICOM objects, a key file",
    gives: "copies that name nobody, sorted by pseudonym and study; next to the key the table of pseudonyms",
    """
    DICOM PS3.15 Annex E: Basic Profile with the options Retain Longitudinal Temporal Information with Modified Dates, Retain Patient \
    Characteristics, Clean Descriptors, Clean Structured Content and Retain Safe Private. UIDs are new by a keyed hash, all dates of a \
    patient move by the same days, geometry, times between events and activities stay. The same key makes the same copies again, and \
    the same patient of later images; a key file that does not exist is made, for its owner alone. Pixels are not changed: captures and \
    ultrasound, in which text may be drawn, are left out unless --with-captures is given, and are then named. Documents, waveforms and \
    presentation states are left out.
    """,
    examples: [
      .init(
        "hepatica deidentify images --output research --key keys/trial.key",
        "copies in research, the key and its table apart"),
      .init(
        "hepatica deidentify images --output research --key keys/trial.key --with-captures",
        "captures too; look at each before it is handed on"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "folder of DICOM objects", completes: .folders)
    Field.option(\.output, "output", "o", "FOLDER", "where the copies go", needed: true, completes: .folders)
    Field.option(
      \.key, "key", nil, "FILE", "key file (mode 0600), outside both folders; made if it is not there",
      needed: true)
    Field.flag(
      \.withCaptures, "with-captures", nil,
      "copy captures and other pictures that may show text, and name them")
  }

  /// - Throws: `Problem` if folders or key do not lie apart, others may read the key, or a copy cannot be written.
  public func run(_ context: Context) throws -> Outcome {
    let work = try FolderDeidentification(
      context.url(folder), to: context.url(output), keyFile: context.url(key), withCaptures: withCaptures)
    let report = try work.run(context.progress)
    let named = (report.toLookAt + report.leftOut).map { "\($0.path): \($0.reason)" }
    let line =
      "\(counted(report.patients, "patient")), \(report.studies.count) studies, \(counted(report.objects, "object")); "
      + "\(report.tally.removed) elements removed, \(report.tally.replaced) replaced, \(report.tally.shifted) dates moved, "
      + "\(report.tally.cleaned) texts cleaned, \(report.tally.kept) kept"
    return try Outcome(
      text: ([line] + named).joined(separator: "\n"), content: Record(report),
      findings: notes(report).map { Finding(ProgramNote.copies($0)) })
  }

  private func notes(_ report: DeidentificationReport) -> [CopiesNote] {
    let reasons = Dictionary(grouping: report.leftOut, by: \.reason).sorted { $0.key < $1.key }
    return (report.toLookAt.isEmpty ? [] : [.pixels(report.toLookAt.count)])
      + (report.unnamed > 0 ? [.namingNobody(report.unnamed)] : [])
      + reasons.map { .leftOut($1.count, why: $0) }
  }

  struct Record: Encodable {
    var hepatica = 1
    var patients, objects: Int
    var studies: [String]
    var tally: Deidentifier.Tally
    var leftOut, toLookAt: [DeidentificationReport.Note]

    init(_ report: DeidentificationReport) {
      (patients, objects, studies) = (report.patients, report.objects, report.studies.sorted())
      (tally, leftOut, toLookAt) = (report.tally, report.leftOut, report.toLookAt)
    }
  }
}
