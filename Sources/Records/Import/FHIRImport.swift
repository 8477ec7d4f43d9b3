import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Registry
import Stages

extension Registry {
  /// Patients, laboratory results and treatments of FHIR R4 files, read as `hepatica toxicity` reads them.
  ///
  /// Names, addresses and telephone numbers of a Patient are refused, not skipped: such a file should not have left its
  /// hospital. A result that the registry has and that a file retracts is removed. Resources that the registry has no
  /// table for are counted and left alone.
  /// - Parameter site: that new patients belong to.
  /// - Returns: what was imported, and how many resources of other kinds there were.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importFHIR(
    _ url: URL, site: String, conflicts: ConflictRule = .refuse, by author: Author
  ) throws -> (count: ImportCount, skipped: [String: Int]) {
    try importFHIR([url], site: site, conflicts: conflicts, by: author)
  }

  /// The pages of one answer are given together.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importFHIR(
    _ urls: [URL], site: String, conflicts: ConflictRule = .refuse, by author: Author
  ) throws -> (count: ImportCount, skipped: [String: Int]) {
    let measurands = try RuleLibrary().rules("measurands")
    let known = Set(try rows("patients").map(\.id))
    let opened = try LaboratoryFile.open(
      urls.map(\.path), measurands: measurands, options: .init(), known: known)
    var people = PatientImport(site: site)
    for patient in opened.patients { people.add(patient) }
    for (resource, patient) in opened.procedures { people.add(resource, of: patient) }
    let found = LaboratoryImport(
      opened.files, measurands: measurands, into: try catalogue.table("laboratory"))
    let problems = opened.problems + people.problems + found.problems
    if !problems.isEmpty { throw Problems(problems) }
    let own = try self.own(opened.rows)
    let incoming =
      try people.rows.map {
        Incoming(table: try catalogue.table($0.table), place: $0.place, texts: $0.texts)
      } + own
    var count = try judged().take(
      incoming + found.rows, byKey: true, conflicts: conflicts,
      retracted: try retracted(opened.retracted), by: author)
    var account = InputAccount()
    account.results = found.results
    count.notes += found.unknownNotes([]) + account.findings
    var skipped = opened.account.leftOut.merging(people.skipped, uniquingKeysWith: +)
      .merging(found.leftOut.filter { $0.value > 0 }, uniquingKeysWith: +)
    skipped[FHIRRow.kind] = nil
    return (count, skipped)
  }
}

extension Registry {
  /// Rows that an export of ours carries whole, in the order in which tables refer to each other.
  /// - Throws: `Problem` for a table that this registry lacks.
  private func own(_ rows: [FHIRRow]) throws -> [Incoming] {
    let byTable = Dictionary(grouping: rows, by: \.table)
    for name in byTable.keys.sorted() { _ = try catalogue.table(name) }
    return catalogue.tables.flatMap { table in
      (byTable[table.name] ?? []).map { Incoming(table: table, place: $0.place, texts: $0.texts) }
    }
  }

  /// Rows of the laboratory that a source takes back: a result, and the parts of a panel, whose rows have its LOINC code
  /// behind its name.
  private func retracted(_ names: [String]) throws -> [(table: String, id: String)] {
    guard !names.isEmpty else { return [] }
    let wanted = Set(names)
    return try rows(LaboratoryColumn.table).map(\.id).filter { id in
      if wanted.contains(id) { return true }
      guard let part = id.firstMatch(of: /^(.+)-\d{1,7}-\d$/) else { return false }
      return wanted.contains(String(part.1))
    }.map { (LaboratoryColumn.table, $0) }
  }
}

/// Patients, deaths and courses of FHIR resources.
private struct PatientImport {
  let site: String
  private(set) var rows: [(table: String, place: String, texts: [String: String])] = []
  private(set) var problems: [Problem] = []
  private(set) var skipped: [String: Int] = [:]

  init(site: String) { self.site = site }

  mutating func add(_ patient: FHIRPatient) {
    problems += patient.identifying.map { key in
      Problem(
        .dataRejected, what: "the Patient has “\(key)”", at: patient.location,
        why: "the registry holds pseudonyms only", remedy: "pseudonymise the file where it comes from")
    }
    var texts = ["id": patient.pseudonym, "site": site]
    if !patient.gender.isEmpty { texts["sex"] = patient.gender }
    if !patient.birth.isEmpty { texts["birth_year"] = String(patient.birth.prefix(4)) }
    rows.append(("patients", patient.location, texts))
    guard !patient.died.isEmpty else { return }
    rows.append(
      (
        "deaths", patient.location,
        ["id": patient.pseudonym, "patient": patient.pseudonym, "died": String(patient.died.prefix(10))]
      ))
  }

  mutating func add(_ resource: FHIRResource, of patient: FHIRPatient) {
    let content = resource.content
    let codings = content["code"]?["coding"]?.elements ?? []
    let own = codings.first { $0["system"]?.text == "urn:hepatica:course-kind" }
    guard let kind = own?["code"]?.text else {
      skipped["Procedure of another kind", default: 0] += 1
      return
    }
    guard !["entered-in-error", "not-done"].contains(content["status"]?.text ?? "") else {
      skipped["Procedure that was not done or entered in error", default: 0] += 1
      return
    }
    let period = content["performedPeriod"]
    rows.append(
      (
        "courses", content.location,
        [
          "id": resource.name, "patient": patient.pseudonym, "kind": kind,
          "started": String((period?["start"]?.text ?? "").prefix(10)),
          "ended": String((period?["end"]?.text ?? "").prefix(10)),
          "region": content["bodySite"]?.elements.first?["text"]?.text ?? "",
          "product": content["usedCode"]?.elements.first?["text"]?.text ?? "",
        ]
      ))
  }
}
