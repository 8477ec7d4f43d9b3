import Checks
import Diagnostics
import Documents
import Foundation
import Quantities
import Reporting
import Stages
import Summaries
import Workflow

/// The course of a therapy: this cycle, all cycles so far, and all that are planned.
///
/// Sums are those of `accumulateByRegion`: terms that are one error in every cycle (calibration, recovery, volume, decay
/// data) add linearly, the others in quadrature. Cycles to come are taken to be like this one.
package struct Course {
  let current: DoseSummary
  /// `nil` for a first cycle, and where nothing can be added.
  let soFar: DoseSummary?
  /// `nil` where the number of cycles is not stated or all were given.
  let projected: DoseSummary?
  let given: Int
  let planned: Int?
  /// Why cycles could not be added.
  private(set) var gap: CourseNote?
  /// Earlier doses of the record that are in the sums.
  let recorded: RecordedSums
  /// Where they come from, and what the record lacks or contradicts.
  var ofRecord: [Finding] = []

  /// - Parameters:
  ///   - earlier: of files.
  ///   - recorded: what the record has and no file.
  init(
    _ current: DoseSummary, earlier: [DoseSummary], recorded: [RecordedDose] = [], cycle: Int, planned: Int?
  ) {
    (self.current, self.planned, given) = (current, planned, earlier.count + recorded.count + 1)
    self.recorded = RecordedSums(recorded)
    let ofCourse = earlier.count + recorded.count(where: \.isOfThisCourse)
    var gap: CourseNote?
    func sum(_ parts: [DoseSummary], _ title: String) -> DoseSummary? {
      do { return try accumulateByRegion(parts, title: title) } catch {
        gap = .notAdded((error as? Problem) ?? Problem(.dataRejected, what: "\(error)"))
        return nil
      }
    }
    let all = earlier + [current]
    let files = earlier.isEmpty ? nil : sum(all, "accumulated over \(counted(all.count, "cycle"))")
    soFar = self.recorded.added(to: earlier.isEmpty && !recorded.isEmpty ? current : files)
    // What is still to come is counted from the number of this cycle; doses of cycles without a file are missing.
    let rest = planned.map { max(0, $0 - cycle) } ?? 0
    projected =
      rest == 0 || ofCourse + 1 < cycle
      ? nil
      : self.recorded.added(
        to: sum(
          all + [DoseSummary](repeating: current, count: rest),
          "projected over \(counted(planned ?? 0, "cycle"))"))
    if ofCourse + 1 < cycle {
      gap = .earlierCyclesMissing(cycle: cycle, known: ofCourse)
    }
    self.gap = gap
  }

  func value(_ region: RegionDose, _ quantity: DoseLimit.Quantity) -> Value {
    Value(
      thisCycle: Self.number(region, quantity),
      soFar: Self.same(region, soFar).flatMap { Self.number($0, quantity) },
      projected: Self.same(region, projected).flatMap { Self.number($0, quantity) }, isOfCourse: given > 1,
      unrecorded: recorded.lacking(region, quantity))
  }

  struct Value {
    var thisCycle, soFar, projected: Uncertain<Gray>?
    /// There are earlier cycles, whose dose belongs to it.
    var isOfCourse = false
    /// Earlier doses of the record that do not state it: the sum is what is known.
    var unrecorded: [String] = []
    /// Earlier cycles have no such region: nothing is known of its dose so far, or not all.
    var lacksEarlier: Bool { isOfCourse && thisCycle != nil && (soFar == nil || !unrecorded.isEmpty) }

    /// Compared with a limit of the course: what was given decides, what is to come warns.
    func verdict(_ limit: DoseLimit) -> KeyResult.Verdict {
      guard let now = soFar ?? thisCycle else { return .notJudged }
      if limit.isExceeded(by: now.value) { return .crossed }
      if lacksEarlier { return .attention }
      let margin = 2 * (now.standardUncertainty ?? .zero)
      let end = projected?.value ?? now.value
      return limit.isExceeded(by: now.value + margin) || limit.isExceeded(by: end) ? .attention : .met
    }
  }

  private static func number(_ region: RegionDose, _ quantity: DoseLimit.Quantity) -> Uncertain<
    Gray
  >? {
    quantity == .bed ? region.bed : region.bestMean
  }

  /// Sums carry the regions of the first cycle: names, roles and kinds are what cycles have in common.
  private static func same(_ region: RegionDose, _ sum: DoseSummary?) -> RegionDose? {
    sum?.regions.first {
      $0.region.name == region.region.name && $0.region.role == region.region.role
        && $0.region.kindWord == region.region.kindWord && $0.definition == region.definition
    }
  }
}

extension Journey {
  /// The course with this cycle; a cycle that is named twice is refused when the case is opened.
  package func course(_ summary: DoseSummary) throws -> Course {
    let earlier = try therapy.earlier()
    var course = Course(
      summary, earlier: earlier.summaries, recorded: earlier.recorded, cycle: therapy.therapy.cycle,
      planned: therapy.therapy.plannedCycles)
    course.ofRecord = earlier.findings
    return course
  }
}

extension Course {
  /// Rows of the physician's table: what has a limit, then the normal liver and all lesions.
  func overview(_ limits: [DoseLimit.On<String>], isKey: (Region) -> Bool) -> CourseOverview {
    let limited = limits.compactMap { limit -> CourseOverview.Row? in
      guard let region = current.called(limit.place) else { return nil }
      let value = value(region, limit.quantity)
      return CourseOverview.Row(
        region: region.region, quantity: limit.quantity.ofRegion, thisCycle: value.thisCycle,
        soFar: value.soFar, projected: value.projected,
        limit: limit.limit, verdict: value.verdict(limit.limit))
    }
    let shown = Set(limited.map(\.region.id))
    let others = current.regions.filter { isKey($0.region) && !shown.contains($0.region.id) }
    return CourseOverview(
      rows: limited + others.flatMap(rows), given: given - recorded.ofOtherTherapies, planned: planned)
  }

  /// Dose, and BED where the case file chose parameters.
  private func rows(_ region: RegionDose) -> [CourseOverview.Row] {
    let quantities: [DoseLimit.Quantity] = region.bed == nil ? [.absorbedDose] : [.absorbedDose, .bed]
    return quantities.map { quantity in
      let value = value(region, quantity)
      return CourseOverview.Row(
        region: region.region, quantity: quantity.ofRegion,
        thisCycle: value.thisCycle, soFar: value.soFar, projected: value.projected)
    }
  }

  /// What was given decides; what is planned warns.
  func findings(_ limits: [DoseLimit.On<String>], isKey: (Region) -> Bool) -> [Finding] {
    let crossed = limits.compactMap { limit -> Finding? in
      guard let region = current.called(limit.place) else { return nil }
      let value = value(region, limit.quantity)
      let (gray, place) = (limit.value.value, region.region.label)
      if value.verdict(limit.limit) == .crossed {
        return Finding(CourseNote.limitCrossed(limit.quantity, gray: gray), at: place)
      }
      guard let end = value.projected, limit.limit.isExceeded(by: end.value) else { return nil }
      return Finding(
        CourseNote.limitProjected(limit.quantity, cycles: planned ?? 0, dose: end, gray: gray), at: place)
    }
    return crossed + lacking(limits, isKey) + (gap.map { [Finding($0)] } ?? [])
  }
}

extension Course {
  /// Doses of the course that are of this cycle alone, since earlier summaries have no region that is called and made alike.
  private func lacking(_ limits: [DoseLimit.On<String>], _ isKey: (Region) -> Bool) -> [Finding] {
    let limited = limits.compactMap { limit in
      current.called(limit.place).map { (region: $0, quantity: limit.quantity) }
    }
    let known = Set(limited.map(\.region.region.id))
    let others = current.regions.filter { isKey($0.region) && !known.contains($0.region.id) }
    return (limited + others.map { (region: $0, quantity: .absorbedDose) }).compactMap { part -> Finding? in
      let unrecorded = recorded.lacking(part.region, part.quantity)
      guard unrecorded.isEmpty else {
        return Finding(
          CourseNote.sumLacks(part.quantity, doses: unrecorded, definition: part.region.definition),
          at: part.region.region.label)
      }
      // Where cycles could not be added up at all, that is the finding.
      guard gap == nil, value(part.region, part.quantity).lacksEarlier else { return nil }
      return Finding(
        CourseNote.thisCycleAlone(part.quantity, definition: part.region.definition),
        at: part.region.region.label)
    }
  }
}
