import Checks
import Quantities
import Registry
import Stages
import Trials

/// Times of a registry's patients by the rules of endpoints, and dates that cannot be.
extension RegistryCohort {
  /// Criterion of progression.
  package var criterion: String { rules.criterion(among: responses.criteria) }

  /// Judgements after the origin: a progression between two courses is none after the last one.
  private var judged: (all: RegistryResponses, liver: RegistryResponses?) {
    get throws {
      guard rules.origin == .lastCourse else { return (responses, liver) }
      let last = Dictionary(
        patients.compactMap { p in origin(p).map { (p.id, $0) } }, uniquingKeysWith: { a, _ in a })
      func judgements(_ scopes: Set<String>) throws -> RegistryResponses {
        try RegistryResponses(
          registry, starts: last, lesions: lesions, scopes: scopes, deaths: deaths, policy: rules.response)
      }
      return (try judgements(["", "overall"]), try liver.map { _ in try judgements(["liver"]) })
    }
  }

  var survivalTable: TextTable {
    get throws {
      let judged = try judged
      let maker = EndpointMaker(
        rules: rules, responses: judged.all, liver: judged.liver, criterion: criterion)
      let rows = patients.flatMap { p -> [[String]] in
        guard case .known(let known) = times(p) else { return [] }
        return maker.all(known).map { [p.id, $0.endpoint, "\($0.months)", $0.isEvent ? "1" : "0"] }
      }
      return table("survival", ["patient", "endpoint", "months", "event"], rows)
    }
  }

  /// What is known of a patient's times.
  private enum Times {
    case known(PatientTimes)
    case untreated
    /// No origin, or none that lies before the end: why.
    case impossible(RecordNote.TimeGap)
  }

  private func times(_ patient: PatientRow) -> Times {
    guard starts[patient.id] != nil else { return .untreated }
    guard let origin = origin(patient) else {
      return .impossible(.origin(rules.origin.words))
    }
    let seen = contacts.last(patient)
    guard let end = deaths[patient.id] ?? seen?.day else { return .impossible(.contact) }
    guard end >= origin else {
      return .impossible(
        .order(
          isDeath: deaths[patient.id] != nil, days: origin.days(since: end), origin: rules.origin.words))
    }
    let other = courses.first { isOther($0, than: patient.id, after: origin) }
    return .known(
      PatientTimes(
        patient: patient.id, origin: origin, death: deaths[patient.id], end: end,
        otherTherapy: other.flatMap { CalendarDay(iso8601: $0.text(.started)) }))
  }

  private func isOther(_ course: CourseRow, than patient: String, after origin: CalendarDay) -> Bool {
    guard course.text(.patient) == patient, !Self.radionuclide.contains(course.text(.kind)) else {
      return false
    }
    return CalendarDay(iso8601: course.text(.started)).map { $0 > origin } ?? false
  }

  private func origin(_ patient: PatientRow) -> CalendarDay? {
    switch rules.origin {
    case .firstCourse: starts[patient.id]
    case .lastCourse:
      courses.filter {
        $0.text(.patient) == patient.id && Self.radionuclide.contains($0.text(.kind))
      }.compactMap { CalendarDay(iso8601: $0.text(.started)) }.max()
    case .randomisation: allocated[patient.id]
    case .consent: CalendarDay(iso8601: patient.text(.consented))
    case .diagnosis: CalendarDay(iso8601: patient.text(.diagnosed))
    }
  }

  /// Dates that cannot be, and days that stand in for missing ones, by patient.
  var dateNotes: [Finding] {
    var notes: [Finding] = []
    for patient in patients {
      let place = "registry, table patients, row “\(patient.id)”"
      if case .impossible(let why) = times(patient) {
        notes.append(Finding(RecordNote.withoutTimes(why), at: place))
      }
      notes += contacts.afterDeath(patient, deaths[patient.id]).map { Finding($0, at: place) }
    }
    let stand = patients.filter { starts[$0.id] != nil && deaths[$0.id] == nil && contacts.standsIn($0) }
    if !stand.isEmpty {
      notes.append(Finding(RecordNote.contactStandsIn(patients: stand.map(\.id))))
    }
    return notes
  }
}
