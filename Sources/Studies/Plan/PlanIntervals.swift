import Checks
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

  var findings: [Finding] {
    lobes + again + sameArtery + prrt + together + ducts
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
      return [Finding(PlanNote.otherLobeWithoutTime(lobe.other, day: last.day), at: one.place)]
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
    return [Finding(PlanNote.soonAfterLobe(lobe.other, days: days), at: place)]
  }

  // MARK: Again, and after PRRT

  private var again: [Finding] {
    given.flatMap { one -> [Finding] in
      guard let lobe = one.lobe else { return [] }
      let own = earlier.filter { $0.therapy == "TARE" && $0.reached.contains(lobe) }
      guard !own.isEmpty else { return [] }
      let doses = own.map { $0.lobes[lobe]?.value }
      return [Finding(PlanNote.lobeAgain(lobe, days: own.map(\.day), gray: doses), at: one.place)]
    }
  }

  /// A session of this plan to an artery, or a lobe, that an earlier session of it treats.
  private var sameArtery: [Finding] {
    given.flatMap { one -> [Finding] in
      let before = given.filter { $0.session < one.session && Self.isSameVessel($0, one) }
      guard let last = before.max(by: { $0.session < $1.session }) else { return [] }
      return [Finding(Self.again(one, after: last), at: one.place)]
    }
  }

  private static func again(_ one: Given, after first: Given) -> PlanNote {
    .sessionAgain(
      one.session, of: first.session, isSameArtery: vessel(first.place) == vessel(one.place),
      days: one.day.flatMap { day in first.day.map { day.days(since: $0) } })
  }

  private static func isSameVessel(_ a: Given, _ b: Given) -> Bool {
    vessel(a.place) == vessel(b.place) || a.lobe != nil && a.lobe == b.lobe
  }

  /// The name without what only names the session, such as “right hepatic artery, second session”.
  private static func vessel(_ name: String) -> String {
    let word = name.lowercased().split(separator: ",").first.map(String.init) ?? name.lowercased()
    return word.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private var prrt: [Finding] {
    let cycles = earlier.filter { $0.therapy.hasSuffix("PRRT") }
    guard let last = cycles.last, let then = CalendarDay(iso8601: last.day) else { return [] }
    let first = given.compactMap(\.day).min()
    let dose = cycles.compactMap(\.knownLiver).reduce(0) { $0 + $1.value }
    return [
      Finding(
        PlanNote.afterPRRT(
          cycles.count, last: last.day, daysAgo: first?.days(since: then), gray: dose),
        at: "earlier treatments")
    ]
  }

  // MARK: The whole liver, and the bile ducts

  private var together: [Finding] {
    Set(injections.map(\.input.session)).sorted().compactMap { number in
      let own = injections.filter { $0.input.session == number }
      let perfused = own.reduce(0) { $0 + $1.volume.volume }
      guard perfused > 0.9 * liver else { return nil }
      return Finding(PlanNote.wholeLiver(fraction: perfused / liver), at: "session \(number)")
    }
  }

  private var ducts: [Finding] {
    guard !biliary.isEmpty else { return [] }
    return [Finding(PlanNote.bileDucts(biliary), at: "earlier treatments")]
  }
}
