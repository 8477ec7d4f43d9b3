import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Stages
import Trials
import Workflow

/// Tumour response of each lobe of a trial's subjects, from a table of lesions into the registry.
///
/// The lesions of one lobe are judged as if they were all there are, by every criterion; which lobe a lesion belongs to
/// is what the registry's table of lesions says under the same name.
public enum TrialResponse {
  /// - Parameters:
  ///   - table: as `hepatica response` takes it.
  ///   - reader: rows of this reader alone.
  ///   - columns: names for columns, or a data dictionary of REDCap.
  /// - Throws: `Problems` with every fault of the table, lesions that the registry does not know, patients without
  ///   allocation.
  public static func run(
    _ table: URL, of trial: String, in place: String, reader: String?, columns: URL? = nil,
    decimalComma: Bool = false, corrects: Bool, by author: Author
  ) throws -> Outcome {
    let registry = try Registry.open(Location(place))
    let row = try registry.trial(trial)
    let plan = try TrialProtocol(locked: row)
    guard plan.design == .withinPatient else {
      throw Problem(
        .usage, what: "\(trial) does not compare lobes", at: place,
        remedy: "hepatica response judges whole patients")
    }
    // Metabolic criteria want to know which cycles were given before a visit.
    let days = try IndexTherapies(
      registry.rows(of: CourseColumn.self), registry.rows(of: AdministrationColumn.self)
    ).days
    var options = LaboratoryFile.Options(decimalComma: decimalComma)
    if let columns { try options.read(columns.path) }
    let lesions = try LesionTable(table.path, options: options) { days[$0] ?? [] }
    var faults = InputFaults(lesions.problems + options.unused(lesions.header))
    let assessor = try ResponseAssessor(
      RuleLibrary(), policy: .init(confirmation: false, confirmationDays: 28, minimumStableDays: 42))
    var rows: [ResponseRow] = [], notes: [Finding] = []
    for course in lesions.courses where reader == nil || course.reader == reader {
      do throws(Problem) {
        guard try registry.allocation(trial, "production", course.patient) != nil else {
          throw Problem(
            .inputMissing, what: "the patient has no allocation in \(trial)", at: table.lastPathComponent,
            remedy: "hepatica trial allocate, or leave the rows out")
        }
        let lobes = try Lobes(registry, course, table.lastPathComponent)
        notes += lobes.notes
        for (lobe, part) in lobes.courses {
          guard let judged = try assessor.assess(part) else { continue }
          rows += Self.rows(judged, lobe, trial, file: table.lastPathComponent)
        }
      } catch { faults.add(error) }
    }
    guard faults.isEmpty else { throw Problems(faults.listed) }
    guard !rows.isEmpty else {
      throw Problem(
        .dataRejected, what: "no lobe could be assessed", at: table.lastPathComponent,
        why: "a response needs a baseline and a later visit", remedy: "check reader and dates")
    }
    let measured = rows.map { (table: ResponseColumn.table, row: $0.row) }
    let keeping = try MeasurementKeeping(measured, against: registry)
    try keeping.mustBeWanted(corrects)
    try keeping.write(to: registry, by: author)
    let record = Record(
      trial: trial, added: keeping.added.count, changed: keeping.changed.count, unchanged: keeping.unchanged,
      responses: rows.map { $0.row.values.mapValues(\.printed) })
    return try Outcome(text: record.text, content: record, findings: notes)
  }

  package struct Record: Encodable {
    var hepatica = 1
    var schema = "hepatica.trial-response/1"
    var researchUse = Version.researchUse
    var trial: String
    var added, changed, unchanged: Int
    var responses: [[String: String]]

    var text: String {
      let lines = responses.map { row in
        ["patient", "scope", "assessed", "reader", "criterion", "result"].map { row[$0] ?? "" }
      }
      return listing(["patient", "lobe", "day", "reader", "criterion", "response"], lines)
        + "\n\(counted(added, "row")) added, \(changed) corrected, \(unchanged) unchanged"
    }
  }

  private static func rows(_ course: ResponseCourse, _ lobe: Lobe, _ trial: String, file: String)
    -> [ResponseRow]
  {
    course.visits.flatMap { visit in
      ResponseCriterion.allCases.compactMap { criterion -> ResponseRow? in
        guard let result = visit.outcome(criterion) else { return nil }
        let words = [
          trial, course.patient, lobe.rawValue, idWord(criterion), visit.day.description, course.reader,
        ]
        return [
          .id: .text(words.filter { !$0.isEmpty }.joined(separator: "/")), .patient: .text(course.patient),
          .assessed: .text(visit.day.description), .criterion: .text(criterion.rawValue),
          .result: .text(result), .scope: .text("lobe \(lobe.rawValue)"),
          .reader: Value(course.reader.isEmpty ? nil : course.reader),
          .sumMm: criterion == .recist ? Value(visit.sums?.current.doubleValue) : .null,
        ]
      }
    }
  }

  /// In the ids of rows since 0.1.0, without the year of the criterion: a second run must find the rows of the first.
  private static func idWord(_ criterion: ResponseCriterion) -> String {
    criterion == .recist ? criterion.rawValue : String(criterion.rawValue.prefix { $0 != " " })
  }

  /// One course of lesions as one for each lobe.
  private struct Lobes {
    var courses: [(Lobe, LesionCourse)] = []
    var notes: [Finding] = []

    init(_ registry: Registry, _ course: LesionCourse, _ place: String) throws(Problem) {
      let known = try registry.rows(of: LesionColumn.self, where: [.patient: .text(course.patient)])
      let names = Set(course.findings.map(\.lesion)).sorted()
      let unknown = names.filter { name in !known.contains { $0.text(.name) == name } }
      guard unknown.isEmpty else {
        throw Problem(
          .inputMissing, what: "the registry has no lesions called \(unknown.joined(separator: ", "))",
          at: place,
          why: "their lobe is not known",
          remedy: "measure the patient first (hepatica trial measure), or add them with their lobe")
      }
      func lobe(_ name: String) -> Lobe? {
        known.first { $0.text(.name) == name }?[.lobe].text.flatMap { Lobe(rawValue: $0) }
      }
      let neither = names.filter { lobe($0) == nil }
      if !neither.isEmpty {
        notes = [Finding(TrialNote.inNeitherLobe(neither), at: course.patient)]
      }
      for side in Lobe.allCases {
        var part = course
        part.findings = course.findings.filter { lobe($0.lesion) == side }
        if !part.findings.isEmpty { courses.append((side, part)) }
      }
    }
  }
}
