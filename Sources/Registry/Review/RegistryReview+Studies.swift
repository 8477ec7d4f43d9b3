import Quantities

extension RegistryReview {
  /// Enrolments held against their research study: its days, its consent form, consent before enrolment and treatment.
  mutating func researchStudies() {
    guard registry.catalogue.version >= 4 else { return }
    for study in rows[ResearchStudyColumn.table] ?? [] { complete(study) }
    for row in rows[ScreeningColumn.table] ?? [] {
      guard let study = byID[ResearchStudyColumn.table]?[row.text("study")] else { continue }
      guard row["enrolled"].integer == 1 else { continue }
      window(row, study)
      consent(row, study)
    }
  }

  private mutating func complete(_ study: Row) {
    let lacking = [
      ("ethics", "no reference of the ethics committee"), ("started", "no first day of enrolment"),
    ]
    .filter { study[$0.0].isNull }.map(\.1)
    guard !lacking.isEmpty else { return }
    add(
      .gap, "\(lacking.joined(separator: ", ")) of the study", in: ResearchStudyColumn.table, [study],
      remedy: "registry set research_studies \(study.id) with what is lacking", decision: false)
  }

  private mutating func window(_ row: Row, _ study: Row) {
    guard let day = Self.day(row["screened"]) else { return }
    let isEarly = Self.day(study["started"]).map { day < $0 } ?? false
    let isLate = Self.day(study["ended"]).map { day > $0 } ?? false
    guard isEarly || isLate else { return }
    add(
      .contradiction,
      "enrolled \(isEarly ? "before the first" : "after the last") day of enrolment of the study",
      in: ScreeningColumn.table, [row], remedy: "check both days, or record a deviation")
  }

  private mutating func consent(_ row: Row, _ study: Row) {
    let patient = byID[PatientColumn.table]?[row.text("patient")]
    guard let signed = Self.day(row["consented"]) ?? Self.day(patient?["consented"] ?? .null) else {
      return add(
        .gap, "enrolled without a day of consent", in: ScreeningColumn.table, [row],
        remedy: "registry set screenings with consented")
    }
    let (mine, inForce) = (row.text("consent_form"), study.text("consent_form"))
    if !mine.isEmpty, !inForce.isEmpty, mine != inForce {
      add(
        .gap, "another version of the consent form than that in force was signed", in: ScreeningColumn.table,
        [row], remedy: "check the version; where it was in force then, nothing is wrong", decision: false)
    }
    let treated = (rows[CourseColumn.table] ?? []).filter {
      $0.text("patient") == row.text("patient") && $0["index_therapy"].integer == 1
    }.compactMap { Self.day($0["started"]) }.min()
    if let treated, signed > treated {
      add(
        .contradiction, "consent to the study is later than its therapy", in: ScreeningColumn.table, [row],
        remedy: "check both days, or record a deviation")
    }
  }
}
