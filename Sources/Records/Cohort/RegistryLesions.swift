import Checks
import Criteria
import Foundation
import Quantities
import Registry
import Stages

/// Diameters of lesions that a registry keeps as measurements, judged by the engine of `hepatica response`.
///
/// A measurement counts if it names a lesion and its quantity is `longest diameter`, `short axis` (of a lymph node) or
/// `enhancing diameter`, in mm or cm. The baseline is the last measurement up to the first administration, else the
/// diameter of the table of lesions; lesions that have neither are not followed.
package struct RegistryLesions {
  /// Which diameter, by the criterion that is judged with it.
  package enum Diameter: String, Sendable, CaseIterable {
    case longest = "longest diameter"
    case enhancing = "enhancing diameter"

    package var criterion: String { self == .longest ? "RECIST 1.1" : "mRECIST" }
    fileprivate var engine: ResponseCriterion { self == .longest ? .recist : .mRECIST }
  }

  private struct Series {
    var name: String
    var organ: String
    var isNode: Bool { organ.lowercased().contains("node") }
    /// mm by day, in order of time.
    var sizes: [(day: CalendarDay, size: ExactDecimal)] = []
    var baseline: (day: CalendarDay, size: ExactDecimal)
  }
  private struct Key: Hashable {
    var patient: String
    var diameter: Diameter
  }
  private var series: [Key: [Series]] = [:]
  private var courses: [Key: ResponseCourse] = [:]
  private let reduction: ExactDecimal
  /// Measurements that contradict each other, in words; neither is taken.
  package private(set) var conflicts: [Finding] = []

  package init(_ registry: Registry, starts: [String: CalendarDay]) throws {
    let library = try RuleLibrary()
    let assessor = try ResponseAssessor(library, policy: EndpointRules().response)
    reduction = try library.rules("RECIST").constants["partialResponse"]!.value
    let all = try registry.rows(of: MeasurementColumn.self, order: [.measured]).filter { !$0[.lesion].isNull }
    let readers = Dictionary(grouping: all) { $0.text(.patient) }.mapValues { rows in
      rows.map { $0.text(.reader) }.min { ($0.count, $0) < ($1.count, $1) }
    }
    // As with judgements, of several readers the first by number stands for the patient.
    let measured = Dictionary(grouping: all.filter { $0.text(.reader) == readers[$0.text(.patient)] ?? nil })
    {
      $0.text(.lesion)
    }
    var differing = 0
    for lesion in try registry.rows(of: LesionColumn.self) {
      let patient = lesion.text(.patient)
      guard let start = starts[patient] else { continue }
      for diameter in Diameter.allCases {
        if let own = Self.series(lesion, measured[lesion.id] ?? [], diameter, start, &differing) {
          series[Key(patient: patient, diameter: diameter), default: []].append(own)
        }
      }
    }
    if differing > 0 {
      conflicts = [Finding(RecordNote.diametersDiffer(differing))]
    }
    for (key, lesions) in series where lesions.contains(where: { !$0.sizes.isEmpty }) {
      courses[key] = try assessor.assess(Self.course(key, lesions, start: starts[key.patient]!))
    }
  }

  private static func series(
    _ lesion: LesionRow, _ measured: [MeasurementRow], _ diameter: Diameter, _ start: CalendarDay,
    _ differing: inout Int
  ) -> Series? {
    let isNode = lesion.text(.organ).lowercased().contains("node")
    let quantity = diameter == .longest && isNode ? "short axis" : diameter.rawValue
    let byDay = Dictionary(
      grouping: measured.filter { $0.text(.quantity) == quantity }.compactMap { row in
        CalendarDay(iso8601: row.text(.measured)).flatMap { day in size(row).map { (day, $0) } }
      }, by: \.0
    ).mapValues { Set($0.map(\.1)) }
    differing += byDay.count { $0.value.count > 1 }
    let all = byDay.filter { $0.value.count == 1 }.map { ($0.key, $0.value.first!) }.sorted { $0.0 < $1.0 }
    let tabled = diameter == .longest && !isNode ? exact(lesion[.diameterMm].number) : nil
    guard let baseline = all.last(where: { $0.0 <= start }) ?? tabled.map({ (start, $0) }) else { return nil }
    return Series(
      name: lesion.text(.name), organ: lesion.text(.organ), sizes: all.filter { $0.0 > start },
      baseline: (day: baseline.0, size: baseline.1))
  }

  private static func size(_ row: MeasurementRow) -> ExactDecimal? {
    guard let value = exact(row[.value].number), !value.isNegative else { return nil }
    return ["mm": value, "cm": value * 10][row.text(.unit)]
  }

  /// The decimal number that was written: the shortest one that gives this binary number.
  private static func exact(_ number: Double?) -> ExactDecimal? { number.flatMap { ExactDecimal("\($0)") } }

  /// The lesions as a table of lesions would have them; the baseline is one visit whatever its days.
  private static func course(_ key: Key, _ lesions: [Series], start: CalendarDay) -> LesionCourse {
    let findings = lesions.flatMap { lesion -> [LesionFinding] in
      let before = finding(lesion, lesion.baseline.day, lesion.baseline.size, key.diameter, visit: "baseline")
      return [before] + lesion.sizes.map { finding(lesion, $0.day, $0.size, key.diameter, visit: "") }
    }
    return LesionCourse(patient: key.patient, reader: "", findings: findings, cycles: [])
  }

  private static func finding(
    _ lesion: Series, _ day: CalendarDay, _ size: ExactDecimal, _ diameter: Diameter, visit: String
  ) -> LesionFinding {
    var finding = LesionFinding(
      lesion: lesion.name, day: day, organ: lesion.organ.lowercased(), kind: lesion.isNode ? .node : .solid,
      role: nil, state: size == .zero ? .absent : .measured)
    finding.visit = visit
    (finding.long, finding.short) = (size, size)
    if diameter == .enhancing { finding.enhancing = size }
    return finding
  }
}

extension RegistryLesions {
  private func course(_ patient: String, _ criterion: String) -> (ResponseCourse, Diameter)? {
    guard let diameter = Diameter.allCases.first(where: { $0.criterion == criterion }),
      let course = courses[Key(patient: patient, diameter: diameter)]
    else { return nil }
    return (course, diameter)
  }

  /// Percent changes of the sum of the targets that RECIST 1.1 would take, at visits at which every target was measured.
  package func changes(of patient: String, _ criterion: String) -> [(day: CalendarDay, percent: Double)] {
    guard let (course, _) = course(patient, criterion) else { return [] }
    return course.visits.compactMap { visit in
      guard visit.isComplete, let sums = visit.sums, sums.baseline > .zero else { return nil }
      let (before, now) = (sums.baseline.doubleValue, sums.current.doubleValue)
      return (visit.day, 100 * (now - before) / before)
    }
  }

  /// What the measured diameters amount to, visit by visit.
  func judgements(of patient: String, _ criterion: String) -> [RegistryResponses.Judgement] {
    guard let (course, diameter) = course(patient, criterion) else { return [] }
    return course.visits.map { visit in
      RegistryResponses.Judgement(
        day: visit.day, last: visit.lastDay,
        result: visit.outcome(diameter.engine).flatMap(SizeResponse.init) ?? .notEvaluable)
    }
  }

  /// Whether lesions of any patient can be judged by a criterion.
  package func judges(_ criterion: String) -> Bool {
    courses.contains { $0.key.diameter.criterion == criterion && !$0.value.targets.isEmpty }
  }

  /// Whether one lesion shrank by at least 30 % at some time after the start, by its enhancing diameter where that was
  /// measured; `nil` if it was not measured before and after.
  package func responded(_ patient: String, _ lesion: String) -> Bool? {
    for diameter in [Diameter.enhancing, .longest] {
      guard
        let own = series[Key(patient: patient, diameter: diameter)]?.first(where: { $0.name == lesion }),
        own.baseline.size > .zero, let least = own.sizes.map(\.size).min()
      else { continue }
      return least <= reduction * own.baseline.size
    }
    return nil
  }
}
