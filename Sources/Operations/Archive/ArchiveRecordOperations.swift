import Arguments
import Checks
import Diagnostics
import Files
import Foundation
import Network
import Stages
import Studies
import Workflow

public struct ArchiveRecordOperation: Operation {
  var archive = ArchiveFields()
  var file = FilePath("")
  var identifier = ""
  var pseudonym = ""
  var since: String?
  var category: String?
  public init() {}

  public static let about = About(
    "archive record", .archive, "copy the laboratory values and procedures of a patient from a FHIR service",
    takes: "a FHIR service, an identifier of the patient, a pseudonym",
    gives: "a FHIR Bundle without names, for `toxicity`, `eligibility` and `registry import`",
    """
    Patient, observations, diagnostic reports and procedures, with all pages. Names, addresses, identifiers, notes and persons \
    are left out, of the date of birth the year stays; free texts that are results stay as they are. A service that answers \
    for somebody else, or not with all that it counts, is refused.
    """,
    examples: [
      .init(
        "hepatica archive record archives.json5 ehr P01.json --patient 4711 --pseudonym P01",
        "the record of one patient"),
      .init(
        "hepatica archive record archives.json5 ehr P01.json --patient urn:oid:1.2.840.99.1|4711 --pseudonym P01 --since 2026-01-01",
        "by the kind of identifier, from a day on"),
    ])

  public static var fields: [Field<Self>] {
    \.archive
    Field.word(\.file, "FILE", "the Bundle", .output)
    Field.option(
      \.identifier, "patient", nil, "IDENTIFIER",
      "identifier of the patient at the service, or SYSTEM|IDENTIFIER",
      needed: true)
    Field.option(\.pseudonym, "pseudonym", nil, "ID", "who the patient is in the Bundle", needed: true)
    Field.option(\.since, "since", nil, "DATE", "what is of this day or later, YYYY-MM-DD")
    Field.option(\.category, "category", nil, "CODE", "observations of this category, such as laboratory")
  }

  /// - Throws: `Problem` unless the whole record of exactly one patient came.
  public func run(_ context: Context) throws -> Outcome {
    let (_, peer) = try archive.read(context)
    if let since, since.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) == nil {
      throw Problem(
        .usage, what: "“\(since)” is not a day", at: "--since", remedy: "write it as YYYY-MM-DD")
    }
    let record = try FHIRRecord(
      FHIRQuestion(identifier: identifier, pseudonym: pseudonym, since: since, category: category),
      from: FHIRServer(peer))
    try writePrivately(Data(record.bundle.utf8), to: context.url(file))
    func list(_ counts: [String: Int]) -> String {
      counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
    }
    var text = "\(file.path): \(list(record.counts))"
    if !record.leftOut.isEmpty { text += "\nleft out: \(list(record.leftOut))" }
    return try Outcome(
      text: text,
      content: Record(file: context.path(file), resources: record.counts, leftOut: record.leftOut),
      findings: record.remarks == 0 ? [] : [Finding(ProgramNote.serviceRemarks(record.remarks))])
  }

  struct Record: Encodable {
    var hepatica = 1
    var file: String
    var resources, leftOut: [String: Int]
  }
}

public struct ArchiveReportOperation: Operation {
  var archive = ArchiveFields()
  var results = FilePath("")
  var identifier = ""
  var pseudonym: String?
  var isFinal = false
  public init() {}

  public static let about = About(
    "archive report", .archive, "send the dose results of a report to a FHIR service",
    takes: "a FHIR service, a folder of results, an identifier of the patient",
    gives: "a DiagnosticReport with an Observation for each region and the PDF",
    """
    One transaction: all of it is stored, or nothing. A report that was sent before is not stored twice. The report is of a \
    pseudonym; where that is not the identifier at the service, --pseudonym has to repeat it.
    """,
    examples: [
      .init(
        "hepatica archive report archives.json5 ehr results --patient 4711 --pseudonym P01",
        "the report of P01, who is 4711 at the hospital")
    ])

  public static var fields: [Field<Self>] {
    \.archive
    Field.word(\.results, "RESULTS", "folder of results", .input)
    Field.option(
      \.identifier, "patient", nil, "IDENTIFIER",
      "identifier of the patient at the service, or SYSTEM|IDENTIFIER",
      needed: true)
    Field.option(\.pseudonym, "pseudonym", nil, "ID", "pseudonym of the report")
    Field.flag(\.isFinal, "final", nil, "the report is signed: final, not preliminary")
  }

  /// - Throws: `Problem` if the report is not of the patient, was changed, or is not stored.
  public func run(_ context: Context) throws -> Outcome {
    let (_, peer) = try archive.read(context)
    let server = try FHIRServer(peer)
    let folder = context.url(results)
    let patient = identifier.split(separator: "|").last.map(String.init) ?? identifier
    try ReportDelivery.check(folder, isOf: pseudonym ?? patient)
    let delivery = try ReportDelivery(
      folder, to: server.reference(to: identifier), isFinal: isFinal)
    let (made, known) = try server.send(delivery.bundle)
    return try Outcome(
      text:
        "\(counted(delivery.regions, "dose")) and the report: \(counted(made, "resource")) made, \(known) were there already",
      content: Record(regions: delivery.regions, made: made, known: known))
  }

  struct Record: Encodable {
    var hepatica = 1
    var regions, made, known: Int
  }
}
