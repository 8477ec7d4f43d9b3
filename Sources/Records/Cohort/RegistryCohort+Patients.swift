import Diagnostics
import Quantities
import Registry
import Trials

/// The patients of a registry and how far each of them came.
///
/// Disease is extrahepatic if a lesion lies in another organ than the liver. Treatment is not complete if the
/// last radionuclide course says so or lacks planned cycles. A patient cannot be judged if no response was assessed after the start although others' was. The
/// arm is known once the lists of the registry's only trial were opened: a trial under way is not looked at by arm.
extension RegistryCohort {
  var patientTable: TextTable {
    get throws {
      let earlier = Dictionary(grouping: courses.filter(isEarlier)) { $0.text(.patient) }
      let (arms, organs) = (try arms, try organs)
      let (lesions, causes, drugs) = (try liverLesions, try causesOfDeath, try RecordedDrugs(registry))
      let (ended, further) = (ended, try further(drugs))
      let rows = patients.map { p -> [String] in
        [
          p.id, p.text(.site), arms[p.id] ?? "", age(p), ["female": "F", "male": "M"][p.text(.sex)] ?? "",
          p.text(.primarySite), p[.grade].printed, p[.ecog].printed, p[.burdenPercent].printed,
          organs[p.id].map { $0 == ["liver"] ? "no" : "yes" } ?? "",
          Set((earlier[p.id] ?? []).map(Self.treatment)).sorted().joined(separator: ";"),
          lesions[p.id].map { "\($0.count)" } ?? "", lesions[p.id]?.longest.map { "\($0)" } ?? "",
          starts[p.id].map { drugs.hepatotoxic(p.id, on: $0).joined(separator: ";") } ?? "",
          causes[p.id] ?? "", daysAfterLast(p).map { "\($0)" } ?? "", ended[p.id] ?? "", unevaluable(p.id),
          starts[p.id] == nil ? "no course recorded" : "",
        ] + further.map { $0.value(p) }
      }
      return table(
        "patients",
        [
          "patient", "centre", "arm", "age_years", "sex", "primary_site", "who_grade", "ecog",
          "burden_percent", "extrahepatic", "prior_therapy", "liver_lesions", "largest_lesion_mm",
          "hepatotoxic_drugs", "cause_of_death", "days_after_last", "discontinued_reason",
          "unevaluable_reason",
          "untreated_reason",
        ] + further.map(\.name), rows)
    }
  }

  /// A drug, an operation or an embolisation by its name; a radionuclide therapy by its kind.
  private static func treatment(_ course: CourseRow) -> String {
    let (kind, product) = (course.text(.kind), course.text(.product))
    return course.isRadionuclide || product.isEmpty ? kind : product.replacing(";", with: ",")
  }

  private struct Further {
    var name: String
    var value: (PatientRow) -> String
  }

  /// Columns that only those registries have in which somebody has something in them.
  private func further(_ drugs: RecordedDrugs) throws -> [Further] {
    let combined = try combinations(drugs)
    let miliary = try before("miliary disease")
    let all = [
      Further(name: "ki67_percent") { $0[.ki67Percent].printed },
      Further(name: "differentiation") { $0.text(.differentiation) },
      Further(name: "combined_with") { combined[$0.id] ?? "" },
      Further(name: "miliary") { miliary[$0.id].map { $0 ? "yes" : "no" } ?? "" },
    ]
    return all.filter { column in
      patients.contains { column.value($0) != "" && column.value($0) != "none" }
    }
  }

  /// What was last stated of a sign before the index therapy, by patient.
  private func before(_ term: String) throws -> [String: Bool] {
    guard registry.catalogue.version >= 4 else { return [:] }
    let rows = try registry.rows(of: FindingColumn.self, order: [.found])
    return rows.reduce(into: [:]) { stated, row in
      let patient = row.text(.patient)
      guard laboratory.vocabulary[row.text(.term)]?.name == term, let start = starts[patient],
        let day = CalendarDay(iso8601: row.text(.found)), day <= start
      else { return }
      stated[patient] = row[.present].integer == 1
    }
  }

  /// Drugs against the tumour that went with the index therapy, by patient: of the list of drugs and of drug courses. A course
  /// counts that ended on its first day or later, or that is open and began from a month before on. `none` for patients of whom
  /// some drug is known.
  private func combinations(_ drugs: RecordedDrugs) throws -> [String: String] {
    var known = Set(courses.filter { $0.text(.kind) == "drug" }.map { $0.text(.patient) })
    if registry.catalogue.version >= 3 {
      known.formUnion(try registry.rows(of: DrugColumn.self).map { $0.text(.patient) })
    }
    return known.reduce(into: [:]) { all, patient in
      guard let start = starts[patient] else { return }
      let last = index.days[patient]?.max() ?? start
      let own = courses.filter { $0.text(.patient) == patient && goesWith($0, start...last) }
      let names = Set(own.map(Self.treatment) + drugs.antitumour(patient, start...last)).sorted()
      all[patient] = names.isEmpty ? "none" : names.joined(separator: " + ")
    }
  }

  private func goesWith(_ course: CourseRow, _ days: ClosedRange<CalendarDay>) -> Bool {
    guard course.text(.kind) == "drug", let first = CalendarDay(iso8601: course.text(.started)),
      first <= days.upperBound
    else { return false }
    guard let last = CalendarDay(iso8601: course.text(.ended)) else {
      return first >= days.lowerBound.adding(months: -1)
    }
    return last >= days.lowerBound
  }

  private func age(_ patient: PatientRow) -> String {
    guard let start = starts[patient.id], let birth = patient[.birthYear].integer else { return "" }
    return "\(start.year - birth)"
  }

  /// Organs with lesions, by patient.
  private var organs: [String: Set<String>] {
    get throws {
      try registry.rows(of: LesionColumn.self).reduce(into: [:]) { organs, lesion in
        organs[lesion.text(.patient), default: []].insert(lesion.text(.organ).lowercased())
      }
    }
  }

  /// Why the last radionuclide course is not complete, by patient; empty where it is.
  private var ended: [String: String] {
    let given = Dictionary(grouping: administrations) { $0.text(.course) }
    let last = courses.filter { Self.radionuclide.contains($0.text(.kind)) && !isEarlier($0) }
    return last.reduce(into: [:]) { reasons, course in
      reasons[course.text(.patient)] = Self.incomplete(course, given: given[course.id]?.count ?? 0)
    }
  }

  /// An empty reason is not “completed”: the planned cycles must have been given, or somebody must have said so.
  private static func incomplete(_ course: CourseRow, given: Int) -> String {
    let planned = course[.plannedCycles].integer
    switch course.text(.reasonEnded) {
    case "completed":
      guard let planned, given > 0, given < planned else { return "" }
      return "stated as completed with \(given) of \(counted(planned, "cycle")) recorded"
    case "":
      if let planned {
        return given >= planned ? "" : "\(given) of \(planned) planned cycles so far, no reason stated"
      }
      return course[.ended].isNull && course[.kind] != "TARE" ? "not stated whether completed" : ""
    case let reason: return reason
    }
  }

  private func unevaluable(_ patient: String) -> String {
    guard starts[patient] != nil, !responses.isEmpty else { return "" }
    let isJudged = responses.criteria.contains { responses.best(patient, $0) != nil }
    return isJudged ? "" : "no assessment of response"
  }

  private var arms: [String: String] {
    get throws {
      guard registry.catalogue.version >= 2 else { return [:] }
      let trials = try registry.rows(of: TrialColumn.self)
      guard trials.count == 1, !trials[0][.opened].isNull else { return [:] }
      let rows = try registry.rows(of: AllocationColumn.self, where: [.purpose: "production"])
      return rows.reduce(into: [:]) { arms, row in
        if !row[.patient].isNull, !row[.arm].isNull { arms[row.text(.patient)] = row.text(.arm) }
      }
    }
  }
}
