import Criteria
import Diagnostics
import Documents
import Quantities
import Registry
import Stages
import Trials

/// How a trial was carried out: its flow, and where it left the locked protocol.
///
/// What the registry does not know is missing, not in order.
package struct TrialConduct {
  /// One departure from the protocol.
  package struct Deviation: Sendable, Hashable {
    package var patient: String
    package var cycle: Int?
    package var what: String
    /// Whether it can change the answer: who has one is left out of the analysis per protocol.
    package var isMajor: Bool
  }
  /// Subjects who came as far as a step.
  package struct Step: Sendable, Hashable {
    package var name: String
    package var subjects: Int
  }
  /// What a subject lacks.
  package struct Missing: Sendable, Hashable {
    package var patient, what: String
  }

  package let deviations: [Deviation]
  package let flow: [Step]
  package let missing: [Missing]
  private let plan: TrialProtocol
  private let data: TrialData

  init(_ data: TrialData, _ values: [CycleValue], _ enhancement: EnhancementAnalysis?) {
    (self.data, plan) = (data, data.plan)
    let given = Dictionary(grouping: data.trialAdministrations) { $0.text(.patient) }
    let subjects = data.allocations.map { $0.text(.subject) }
    deviations =
      Self.enrolment(data)
      + subjects.flatMap { Self.given(given[$0] ?? [], to: $0, data) }
      + Self.gate(data, enhancement) + Self.order(data)
    flow = Self.flow(data, given, values, enhancement)
    missing = subjects.flatMap { Self.missing($0, given[$0] ?? [], values, data) }
  }

  /// Subjects whose departures can change the answer.
  package var excluded: Set<String> { Set(deviations.filter(\.isMajor).map(\.patient)) }

  // MARK: Enrolment

  private static func enrolment(_ data: TrialData) -> [Deviation] {
    let late = data.allocations.sorted { ($0.text(.reserved), $0.id) < ($1.text(.reserved), $1.id) }
    let beyond = late.dropFirst(data.plan.subjects).map {
      Deviation(
        patient: $0.text(.subject), what: "allocated beyond the \(data.plan.subjects) planned subjects",
        isMajor: false)
    }
    let unconsented = data.allocations.compactMap { row -> Deviation? in
      let consent = CalendarDay(iso8601: data.patients[row.text(.subject)]?.text(.consented) ?? "")
      guard let consent, let allocated = CalendarDay(iso8601: row.text(.reserved).prefix(10)),
        consent > allocated
      else { return nil }
      return Deviation(
        patient: row.text(.subject), what: "consent of \(consent), after the allocation of \(allocated)",
        isMajor: true)
    }
    let unfit = data.screenings.filter { !$0.text(.verdict).isEmpty && data.isRefused($0) }.map {
      Deviation(
        patient: $0.text(.patient),
        what: "allocated although the verdict of the screening is “\($0.text(.verdict))”",
        isMajor: true)
    }
    return beyond + unconsented + unfit
  }

  // MARK: Administrations

  private static func given(_ rows: [AdministrationRow], to patient: String, _ data: TrialData) -> [Deviation]
  {
    rows.flatMap { row -> [Deviation] in
      let cycle = row[.cycle].integer
      func deviation(_ what: String) -> Deviation {
        Deviation(patient: patient, cycle: cycle, what: what, isMajor: true)
      }
      var found: [Deviation] = []
      if let lobe = data.treated[patient], let route = AdministrationRoute(row.text(.route)),
        route.registryWord != "\(lobe) hepatic artery"
      {
        found.append(deviation("given \(route.registryWord), allocated \(lobe) hepatic artery"))
      }
      if let rule = data.plan.activity, let activity = row[.activityGbq].number, !rule.allows(activity) {
        found.append(deviation("\(rounded(activity)) GBq given, \(rule.words) planned"))
      }
      if let cycle, cycle > data.plan.cycles {
        found.append(deviation("cycle \(cycle) of \(data.plan.cycles) planned"))
      }
      return found
    }
  }

  // MARK: Gate and order of scans

  /// The part behind a gate was given to someone who had not passed it, or to more than it takes.
  private static func gate(_ data: TrialData, _ enhancement: EnhancementAnalysis?) -> [Deviation] {
    guard let gate = data.plan.gate else { return [] }
    let treated = Set(data.arterialCycles)
    let passed = Set(enhancement?.eligible ?? [])
    let wrong = treated.subtracting(passed).sorted().map {
      Deviation(
        patient: $0, cycle: data.plan.cycles, what: "treated behind “\(gate.name)” without having met it",
        isMajor: true)
    }
    let many =
      treated.count > gate.patients
      ? [
        Deviation(
          patient: "–", what: "\(treated.count) treated behind “\(gate.name)”, \(gate.patients) planned",
          isMajor: false)
      ] : []
    return wrong + many
  }

  /// The scans of a patient in another order than that of the arm.
  private static func order(_ data: TrialData) -> [Deviation] {
    data.scanDays.sorted { $0.key < $1.key }.compactMap { patient, days in
      guard let arterialFirst = data.isArterialFirst(patient), let arterial = days["IA"],
        let venous = days["IV"], arterial != venous, (arterial < venous) != arterialFirst
      else { return nil }
      return Deviation(
        patient: patient,
        what:
          "\(arterial < venous ? "arterial" : "venous") scan first (\(min(arterial, venous))), against the arm",
        isMajor: true)
    }
  }

  // MARK: Flow and gaps

  private static func flow(
    _ data: TrialData, _ given: [String: [AdministrationRow]], _ values: [CycleValue],
    _ enhancement: EnhancementAnalysis?
  ) -> [Step] {
    let subjects = data.allocations.map { $0.text(.subject) }
    let screened = Set(data.allScreenings.map { $0.text(.patient) })
    var steps = screened.isEmpty ? [] : [Step(name: "screened", subjects: screened.count)]
    steps += [
      Step(name: "allocated", subjects: subjects.count),
      Step(name: "arm revealed", subjects: data.allocations.count { !$0[.arm].isNull }),
    ]
    for cycle in 1...max(1, data.plan.cycles) {
      let treated = subjects.count { s in (given[s] ?? []).contains { $0[.cycle].integer == cycle } }
      steps.append(Step(name: "cycle \(cycle) given", subjects: treated))
    }
    if let enhancement {
      steps.append(Step(name: "both scans of the lesions", subjects: enhancement.patients.count))
    }
    if data.plan.primary.quantity == .tumourToNormal {
      let pairs = WithinPatientAnalysis.complete(values, cycle: data.plan.primary.cycles[0])
      steps.append(Step(name: "in the primary analysis", subjects: pairs))
    }
    return steps
  }

  private static func missing(
    _ patient: String, _ given: [AdministrationRow], _ values: [CycleValue], _ data: TrialData
  ) -> [Missing] {
    let plan = data.plan
    var lacks: [String] = []
    let cycles = Set(given.compactMap { $0[.cycle].integer })
    if plan.design == .withinPatient {
      let absent = (1...plan.cycles).filter { !cycles.contains($0) }
      if !absent.isEmpty { lacks.append("cycles not given: \(list(absent))") }
      let wanted = Set(plan.endpoints.filter { $0.quantity == .tumourToNormal }.flatMap(\.cycles))
      let seen = Dictionary(grouping: values.filter { $0.patient == patient }, by: \.cycle)
      let open = wanted.sorted().filter { cycles.contains($0) && (seen[$0]?.count ?? 0) < 2 }
      if !open.isEmpty { lacks.append("no ratio of both lobes after cycle \(list(open))") }
    }
    if let few = data.fewLesions[patient] {
      lacks.append(
        "\(few) of \(counted(plan.gate?.lesions ?? 0, "lesion")) in both scans: not judged by the gate")
    }
    if data.patients[patient]?[.consented].isNull ?? true { lacks.append("no day of consent") }
    return lacks.map { Missing(patient: patient, what: $0) }
  }

  private static func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }
}

// MARK: Analysis sets

extension TrialConduct {
  /// Whose ratios count, and as what.
  package enum AnalysisSet: String, CaseIterable, Sendable {
    case asAllocated = "as allocated"
    case asTreated = "as treated"
    case perProtocol = "per protocol"

    package var definition: String {
      switch self {
      case .asAllocated: "every subject in the lobe that was allocated"
      case .asTreated:
        "each cycle in the lobe whose artery was infused; cycles that were given otherwise are left out"
      case .perProtocol: "without subjects who have a major deviation"
      }
    }
  }

  /// Ratios of a set. In the first one they are those of the primary analysis.
  package func values(_ all: [CycleValue], _ set: AnalysisSet) -> [CycleValue] {
    switch set {
    case .asAllocated: return all
    case .perProtocol: return all.filter { !excluded.contains($0.patient) }
    case .asTreated:
      return all.compactMap { value in
        guard let allocated = data.treated[value.patient],
          let infused = data.infusedLobe(value.patient, value.cycle)
        else { return nil }
        var value = value
        if infused != allocated { value.isTreated.toggle() }
        return value
      }
    }
  }
}
