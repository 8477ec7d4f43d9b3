import Checks
import Quantities
import Stages

/// Something about the liver's account that a person must think about before the next therapy.
public struct LedgerWarning: Sendable, Hashable {
  public enum Gravity: Int, Sendable { case note, attention, critical }
  public var gravity: Gravity
  public var subject: String
  package var note: LedgerNote
  public var source: String

  /// What it says, in the words of `Reporting`.
  public var text: String { Finding(note).text }

  /// Days between the lobes, at least: 4 weeks.
  private static let interval = 28
  static let review = "El-Haddad G, Strosberg J. Dig Dis Interv 2021;5:103-112"

  static func all(
    _ entries: [LedgerEntry], _ totals: [Ledger.Total], _ courses: [CourseRow],
    _ administrations: [AdministrationRow],
    _ limits: [LedgerLimit], unplaced: [DoseSummaryRow]
  ) -> [LedgerWarning] {
    let warnings =
      crossed(entries, totals, limits) + retreatment(courses) + sameArtery(courses, administrations)
      + sequence(courses, administrations)
      + missing(totals)
      + definitions(entries) + withoutSide(unplaced)
    return warnings.sorted { $0.gravity.rawValue > $1.gravity.rawValue }
  }

  /// A number that was made for one therapy is held against the doses of that therapy alone.
  private static func crossed(
    _ account: [LedgerEntry], _ totals: [Ledger.Total], _ limits: [LedgerLimit]
  ) -> [LedgerWarning] {
    limits.compactMap { limit in
      let own = account.filter { $0.lobe == limit.place && limit.isMade(for: $0) }
      let doses = own.compactMap { limit.limit.quantity == .bed ? $0.bed : $0.mean }
      guard !own.isEmpty, doses.count == own.count else { return nil }
      let sum = doses.reduce(0, +)
      guard limit.limit.limit.isExceeded(by: AbsorbedDose(sum)) else { return nil }
      return LedgerWarning(
        gravity: limit.limit.sense == .notAbove ? .critical : .attention,
        subject: "\(limit.place.rawValue) normal liver",
        note: .sumAbove(
          limit.limit.quantity, therapy: limit.therapy, gray: limit.limit.value.value,
          meaning: limit.limit.meaning),
        source: limit.limit.source)
    }
  }

  /// A lobe that had radioembolisation twice.
  private static func retreatment(_ courses: [CourseRow]) -> [LedgerWarning] {
    let tare = courses.filter { $0[.kind] == "TARE" }
    return ["right", "left"].compactMap { lobe in
      let mine = tare.filter { ["whole liver", lobe + " lobe"].contains($0.text(.region)) }
      guard mine.count > 1 else { return nil }
      return LedgerWarning(
        gravity: .critical, subject: "\(lobe) lobe", note: .sameLobe(days: days(mine)), source: review)
    }
  }

  /// Sessions of one course through the same artery are a retreatment of what it feeds.
  private static func sameArtery(_ courses: [CourseRow], _ administrations: [AdministrationRow])
    -> [LedgerWarning]
  {
    let tare = Set(courses.filter { $0[.kind] == "TARE" }.map(\.id))
    let own = administrations.filter {
      tare.contains($0.text(.course)) && !$0[.route].isNull && $0.text(.route) != "segmental artery"
    }
    return Dictionary(grouping: own) { $0.text(.route) }.sorted { $0.key < $1.key }.compactMap {
      route, given in
      // Of several courses the lobe says so.
      let days = Set(given.map { String($0.text(.started).prefix(10)) }).sorted()
      guard Set(given.map { $0.text(.course) }).count == 1, days.count > 1 else { return nil }
      return LedgerWarning(
        gravity: .critical, subject: route, note: .sameArtery(days: days), source: review)
    }
  }

  private static func sequence(_ courses: [CourseRow], _ administrations: [AdministrationRow])
    -> [LedgerWarning]
  {
    let tare = courses.filter { $0[.kind] == "TARE" }
    let prrt = courses.filter { $0.text(.kind).hasSuffix("PRRT") }
    var warnings: [LedgerWarning] = []
    if !tare.isEmpty, !prrt.isEmpty {
      warnings.append(
        LedgerWarning(
          gravity: .attention, subject: "TARE and PRRT",
          note: .radioembolisationAndPRRT(radioembolisations: days(tare), courses: days(prrt)),
          source: review))
    }
    let right = tare.filter { $0[.region] == "right lobe" },
      left = tare.filter { $0[.region] == "left lobe" }
    if !right.isEmpty && !left.isEmpty || tare.contains(where: { $0[.region] == "whole liver" }) {
      warnings.append(
        LedgerWarning(
          gravity: .attention, subject: "both lobes", note: .bothLobes, source: review))
    }
    let close = right.contains { a in left.contains { b in abs(distance(a, b) ?? .max) < interval } }
    if close {
      warnings.append(
        LedgerWarning(
          gravity: .attention, subject: "both lobes", note: .lobesWithin(days: interval), source: review))
    }
    return warnings
  }

  private static func missing(_ totals: [Ledger.Total]) -> [LedgerWarning] {
    totals.filter { !$0.isComplete }.map { total in
      LedgerWarning(
        gravity: .attention, subject: "\(total.lobe.rawValue) normal liver",
        note: .dosesMissing(
          administrations: total.missingAdministrations.count, of: total.administrations,
          courses: total.missingWithoutAdministrations),
        source: "this registry")
    }
  }

  /// Only where something is added up: one therapy's lobes and whole liver are sums of their own.
  private static func definitions(_ entries: [LedgerEntry]) -> [LedgerWarning] {
    LiverPart.allCases.compactMap { part in
      let kinds = Set(entries.filter { $0.lobe == part }.map(\.definition))
      guard kinds.count > 1 else { return nil }
      return LedgerWarning(
        gravity: .attention, subject: "definition of normal liver, \(part.rawValue)",
        note: .definitionsDiffer(kinds.count),
        source: "this registry")
    }
  }

  /// Doses to a lobe whose side no report states: they belong to a sum, and nobody knows to which.
  private static func withoutSide(_ doses: [DoseSummaryRow]) -> [LedgerWarning] {
    doses.map { row in
      LedgerWarning(
        gravity: .critical, subject: "lobe without a side",
        note: .lobeWithoutSide(
          gray: row[.meanGy].number, region: row.text(.region), day: row.text(.delivered)),
        source: row.text(.source))
    }
  }

  private static func distance(_ a: CourseRow, _ b: CourseRow) -> Int? {
    guard let x = CalendarDay(iso8601: a.text(.started)), let y = CalendarDay(iso8601: b.text(.started))
    else {
      return nil
    }
    return y.days(since: x)
  }

  private static func days(_ rows: [CourseRow]) -> [String] { rows.map { $0.text(.started) } }
}
