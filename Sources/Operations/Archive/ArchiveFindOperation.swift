import Arguments
import Diagnostics
import Foundation
import Network
import Studies
import Workflow

public struct ArchiveFindOperation: Operation {
  var archive = ArchiveFields()
  var level = QueryLevel.study
  var patientID = ""
  var patientName = ""
  var date = ""
  var modality = ""
  var accession = ""
  var description = ""
  var study = ""
  var limit = 1000
  public init() {}

  public static let about = About(
    "archive find", .archive, "which patients, studies or series does an archive have?",
    takes: "an archive, conditions",
    gives: "a table of what matches",
    """
    C-FIND, or QIDO-RS. Texts may hold the wildcards * and ?; a date may be a range. With --json, values are given by the \
    keywords of DICOM, in UTF-8.
    """,
    examples: [
      .init("hepatica archive find archives.json5 pacs --patient-id P01", "the studies of a patient"),
      .init(
        "hepatica archive find archives.json5 pacs --modality NM --date 20260101-20260131", "of a month"),
      .init(
        "hepatica archive find archives.json5 pacs --level series --study 1.2.840.99.1",
        "the series of a study"),
    ])

  public static var fields: [Field<Self>] {
    \.archive
    Field.option(\.level, "level", nil, "LEVEL", "patient, study or series")
    Field.option(\.patientID, "patient-id", nil, "ID", "patient ID")
    Field.option(\.patientName, "patient-name", nil, "NAME", "family name^given name, with wildcards")
    Field.option(\.date, "date", nil, "DATE", "date of the study, YYYYMMDD or a range: 20260101-20260131")
    Field.option(\.modality, "modality", nil, "MODALITY", "such as CT, NM or PT")
    Field.option(\.accession, "accession", nil, "NUMBER", "accession number")
    Field.option(
      \.description, "description", nil, "TEXT", "description of the study or series, with wildcards")
    Field.option(\.study, "study", nil, "UID", "Study Instance UID")
    Field.option(\.limit, "limit", nil, "N", "take at most N answers", in: .within(1...1_000_000))
  }

  /// - Throws: `Problem` for a query that cannot be asked, or an archive that does not answer.
  public func run(_ context: Context) throws -> Outcome {
    let (archives, peer) = try archive.read(context)
    let result = try Search.run(query, at: peer, of: archives)
    let count = "\(result.answers.count) found\(result.isCutShort ? ", and there are more (--limit)" : "")"
    let rows = result.table
    let table = result.answers.isEmpty ? "" : listing(rows[0], Array(rows.dropFirst())) + "\n"
    return try Outcome(
      text: table + count,
      content: Record(level: result.level, answers: result.answers, isCutShort: result.isCutShort))
  }

  private var query: Query {
    var query = Query(level)
    (query.patientID, query.patientName, query.date, query.modality) = (
      patientID, patientName, date, modality
    )
    (query.accession, query.description, query.study, query.limit) = (accession, description, study, limit)
    return query
  }

  struct Record: Encodable {
    var hepatica = 1
    var level: QueryLevel
    var answers: [QueryAnswer]
    var isCutShort: Bool
  }
}
