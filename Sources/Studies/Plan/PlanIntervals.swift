import Documents
import Foundation
import Planning
import Quantities
import Stages
import Workflow

/// What the dates of a plan say: time between lobes, lobes that are treated again, PRRT before, the whole liver in one
/// session.
///
/// Source: El-Haddad G, Strosberg J. Dig Dis Interv 2021;5:103–112, sections on patient selection and recommendations; Braat
/// AJAT et al. Cardiovasc Intervent Radiol 2020;43:246–253 (TARE after PRRT).
struct PlanIntervals {
  let earlier: [EarlierTreatment]
  let injections: [PlannedInjection]
  let liver: Double
  let biliary: [String]

  /// Four to six weeks are customary between the lobes.
  private static let shortest = 28
  private static let source = "El-Haddad 2021"

  var findings: [Finding] {
    lobes + again + prrt + together + ducts
  }

  private struct Given {
    var place: String
    var day: CalendarDay?
    var lobe: Lobe?
    var session: Int
  }

  private var given: [Given] {
    injections.map { injection in
      let time = injection.input.given?.start ?? injection.input.treatment
      return Given(
        place: injection.input.name, day: time.flatMap { CalendarDay(iso8601: $0.description.prefix(10)) },
        lobe: injection.input.lobe, session: injection.input.session)
    }
  }

  private func finding(_ isDecision: Bool, _ code: String, _ text: String, _ place: String) -> Finding {
    Finding(isDecision ? .decision : .information, Finding.Code("plan." + code), text, at: place)
  }

  // MARK: Between the lobes

  private var lobes: [Finding] {
    given.flatMap { one -> [Finding] in
      guard let lobe = one.lobe else { return [] }
      return before(one, lobe) + within(one, lobe)
    }
  }

  private func before(_ one: Given, _ lobe: Lobe) -> [Finding] {
    let other = earlier.filter {
      $0.therapy == "TARE" && $0.reached.contains(lobe.other) && !$0.reached.contains(lobe)
    }
    guard let last = other.last, let then = CalendarDay(iso8601: last.day) else { return [] }
    guard let day = one.day else {
      return [
        finding(
          false, "interval",
          "the \(lobe.other.rawValue) lobe was treated on \(last.day); without the time of “treatment” the interval cannot be judged",
          one.place)
      ]
    }
    return tooSoon(day.days(since: then), lobe, one.place)
  }

  private func within(_ one: Given, _ lobe: Lobe) -> [Finding] {
    let other = given.filter { $0.session < one.session && $0.lobe == lobe.other }
    guard let day = one.day, let last = other.compactMap(\.day).max() else { return [] }
    return tooSoon(day.days(since: last), lobe, one.place)
  }

  private func tooSoon(_ days: Int, _ lobe: Lobe, _ place: String) -> [Finding] {
    guard days < Self.shortest else { return [] }
    return [
      finding(
        true, "interval",
        "\(days) days after the \(lobe.other.rawValue) lobe; 4 to 6 weeks are customary, if the patient has recovered (\(Self.source))",
        place)
    ]
  }

  // MARK: Again, and after PRRT

  private var again: [Finding] {
    given.flatMap { one -> [Finding] in
      guard let lobe = one.lobe else { return [] }
      let own = earlier.filter { $0.therapy == "TARE" && $0.reached.contains(lobe) }
      guard !own.isEmpty else { return [] }
      let doses = own.map { $0.lobes[lobe].map { "\(rounded($0.value)) Gy" } ?? "a dose that is not known" }
      return [
        finding(
          true, "retreatment",
          "the \(lobe.rawValue) lobe was radioembolised on \(own.map(\.day).joined(separator: ", ")) (\(doses.joined(separator: ", ")) to its normal liver): retreatment with extreme caution (\(Self.source))",
          one.place)
      ]
    }
  }

  private var prrt: [Finding] {
    let cycles = earlier.filter { $0.therapy.hasSuffix("PRRT") }
    guard let last = cycles.last, let then = CalendarDay(iso8601: last.day) else { return [] }
    let first = given.compactMap(\.day).min()
    let ago = first.map { "\($0.days(since: then)) days" } ?? "no time of “treatment”"
    let dose = cycles.compactMap(\.knownLiver).reduce(0) { $0 + $1.value }
    return [
      finding(
        false, "prrt",
        "\(cycles.count) PRRT before, the last on \(last.day) (\(ago)), \(rounded(dose)) Gy to normal liver in all: doses add up; in a series of TARE after PRRT (median 353 days) 3 of 44 had radioembolisation-induced liver disease (Braat 2020)",
        "earlier treatments")
    ]
  }

  // MARK: The whole liver, and the bile ducts

  private var together: [Finding] {
    Set(injections.map(\.input.session)).sorted().compactMap { number in
      let own = injections.filter { $0.input.session == number }
      let perfused = own.reduce(0) { $0 + $1.volume.volume }
      guard perfused > 0.9 * liver else { return nil }
      return finding(
        true, "wholeLiver",
        "\(rounded(100 * perfused / liver)) % of the liver in one session: whole-liver treatment is to be avoided unless the exposure of normal liver is low (\(Self.source))",
        "session \(number)")
    }
  }

  private var ducts: [Finding] {
    guard !biliary.isEmpty else { return [] }
    return [
      finding(
        false, "biliary",
        "the bile ducts were operated on or drained (\(biliary.joined(separator: "; "))): a higher risk of abscess; about 10 % after TARE, 20 % after TAE or TACE (\(Self.source))",
        "earlier treatments")
    ]
  }
}
