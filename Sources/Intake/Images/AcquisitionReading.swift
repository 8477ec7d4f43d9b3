import Checks
import Diagnostics
import Foundation
import Quantities
import Stages

/// Interprets times, decay and what was given. Full date-times only; nothing is guessed.
struct AcquisitionReading {
  let stack: Stack
  let kind: SeriesKind
  let answers: SeriesAnswers
  let known: HalfLifeTable
  private(set) var findings: [ImageFinding] = []

  init(_ stack: Stack, kind: SeriesKind, _ answers: SeriesAnswers, halfLife: @escaping HalfLifeTable) {
    (self.stack, self.kind, self.answers, known) = (stack, kind, answers, halfLife)
  }

  private var place: String { stack.first.path }
  var facts: EmissionFacts { stack.first.emission }
  var isPET: Bool { kind == .pet || kind == .spectAsPET }

  mutating func read() -> Acquisition? {
    checkAgreement()
    let nuclide = nuclide()
    checkNature()
    let administered = administered().flatMap { isInTime($0) ? $0 : nil }
    // Both are asked for, so that the user learns of everything at once.
    let began = start(), corrected = decay(start: began, administered: administered)
    guard let start = began, let decay = corrected else { return nil }
    checkProjections()
    checkDecayFactor(decay)
    return Acquisition(
      start: start, duration: duration(from: start), frameDuration: frameDuration.map { TimeSpan($0) },
      projections: projectionCount, decay: decay, nuclide: nuclide, administeredActivity: activity(),
      administered: administered, halfLife: halfLife, positronFraction: positronFraction(),
      patient: facts.patient)
  }

  mutating func ask(_ note: ReadingNote, at tags: String, keys: [CaseKey]) {
    findings.append(.blocking(note, at: "\(place) \(tags)", keys: keys))
  }

  mutating func remark(_ note: ReadingNote, at tags: String, keys: [CaseKey] = []) {
    findings.append(.review(note, at: "\(place) \(tags)", keys: keys))
  }

  // MARK: Radionuclide

  private mutating func nuclide() -> String? {
    if let stated = answers.nuclide {
      if let own = facts.nuclide, own != stated {
        remark(.nuclide(.stated(stated, own: own)), at: "(0054,0300)", keys: [.nuclide])
      }
      return stated
    }
    if facts.hasSeveralNuclides {
      ask(.nuclide(.several), at: "(0054,0016)", keys: [.nuclide])
    } else if facts.nuclide == nil, let found = nuclideOfHalfLife {
      remark(.nuclide(.byHalfLife(found)), at: "(0054,0300) (0018,1075)", keys: [.nuclide])
      return found
    } else if facts.nuclide == nil {
      remark(.nuclide(.unknown), at: "(0054,0300)", keys: [.nuclide])
    }
    return facts.nuclide
  }

  /// The only nuclide that patients get and that has the header's half-life.
  private var nuclideOfHalfLife: String? {
    guard let halfLife else { return nil }
    let all = nuclides(with: halfLife)
    return all.count == 1 ? all[0] : nil
  }

  var halfLife: TimeSpan? { facts.halfLife.flatMap { $0 > 0 ? TimeSpan($0) : nil } }
  /// That of the nuclide, else that of the header.
  var trueHalfLife: TimeSpan? { (answers.nuclide ?? facts.nuclide).flatMap(known) ?? halfLife }

  private mutating func positronFraction() -> Double? {
    if let stated = answers.positronFraction { return stated }
    let fraction = facts.positronFraction.flatMap {
      $0 > 0 && Plausibility.positronFraction.allows($0) ? $0 : nil
    }
    if kind == .pet, answers.nuclide ?? facts.nuclide == "Y-90" {
      remark(.nuclide(.positronsOfYttrium(fraction)), at: "(0018,1076)", keys: [.positronFraction])
    }
    return fraction
  }

  // MARK: Start and duration

  var acquisitionTimes: [DateTime] {
    stack.frames.compactMap(\.start) + stack.files.compactMap(\.times.acquisition)
  }

  private mutating func start() -> DateTime? {
    if let stated = answers.start { return stated }
    if let first = acquisitionTimes.min() { return first }
    ask(.time(.startAbsent), at: "(0008,0022) (0008,0032)", keys: [.start])
    return nil
  }

  var frameDuration: Double? { writtenDuration.flatMap { frameLimit.allows($0) ? $0 : nil } }

  /// Seconds, as written; that of the rotations only where all have the same.
  var writtenDuration: Double? {
    let own = stack.first.times.frameDuration
    guard !isPET, let rotations = stack.first.nuclearMedicine?.rotations, !rotations.isEmpty else {
      return own
    }
    let all = Set(rotations.map(\.frameDuration))
    return all.count == 1 ? all.first! ?? own : nil
  }

  var frameLimit: Plausibility {
    isPET ? .petFrame : kind == .spect ? .projection : .planarFrame
  }

  /// Number of projections of all rotations, if each and its angles agree on it.
  private var projectionCount: Int? {
    if let stated = answers.projections { return stated }
    guard kind == .spect, let rotations = stack.first.nuclearMedicine?.rotations, !rotations.isEmpty
    else { return nil }
    let frames = rotations.compactMap { rotation in
      rotation.frames.flatMap { $0 > 0 && rotation.byAngle ?? $0 == $0 ? $0 : nil }
    }
    return frames.count == rotations.count ? frames.reduce(0, +) : nil
  }

  private mutating func checkProjections() {
    guard kind == .spect, answers.projections == nil, projectionCount == nil,
      let rotations = stack.first.nuclearMedicine?.rotations,
      let odd = rotations.first(where: { $0.frames != nil && $0.byAngle != nil && $0.frames != $0.byAngle }),
      let frames = odd.frames, let byAngle = odd.byAngle
    else { return }
    remark(
      .time(.projectionsUnclear(frames: frames, byAngle: byAngle)), at: "(0054,0052)", keys: [.projections])
  }

  private mutating func duration(from start: DateTime) -> TimeSpan? {
    if let stated = answers.duration { return stated }
    if isPET {
      guard let frame = frameDuration else {
        if writtenDuration == nil {
          remark(.time(.frameDurationUnknown), at: "(0018,1242)", keys: [.durationSeconds])
        }
        return nil
      }
      // Bed positions follow each other: from the first start to the end of the last.
      let last = acquisitionTimes.max().map { max(0, $0.since(start).value) } ?? 0
      return TimeSpan(last + frame)
    }
    let frames = kind == .spect ? projectionCount : 1
    guard let frame = frameDuration, let frames else {
      remark(.time(.durationUnknown), at: "(0018,1242)", keys: [.durationSeconds])
      return nil
    }
    return TimeSpan(frame * Double(frames))
  }

  // MARK: Administration

  private mutating func administered() -> DateTime? {
    if facts.severalAdministrations > 0 {
      remark(.administration(.several(facts.severalAdministrations)), at: "(0054,0016)")
      return nil
    }
    if let instant = facts.administered {
      checkClock(against: instant)
      return isBeforeScan(instant) ? instant : nil
    }
    guard let clock = facts.administrationClock else { return nil }
    return administered(clock: clock)
  }

  /// Nothing is seen of what is given after the scan. Uptake images are done with decay, others stand on it.
  private mutating func isBeforeScan(_ instant: DateTime) -> Bool {
    guard let scan = acquisitionTimes.max(), instant > scan.advanced(by: TimeSpan(frameDuration ?? 0)) else {
      return true
    }
    let note = ReadingNote.administration(.late(given: instant, scan: scan))
    if facts.units == "GML" || answers.decay != nil {
      remark(note, at: "(0018,1078)")
      return facts.units == "GML"
    }
    ask(note, at: "(0018,1078)", keys: [.decay])
    return false
  }

  private mutating func checkClock(against instant: DateTime) {
    guard let clock = facts.administrationClock,
      let same = DateTime(dicomDate: instant.dicomDate, time: clock),
      !Plausibility.clocksApart.allows(abs(same.localSeconds - instant.localSeconds))
    else { return }
    remark(.administration(.timesDiffer), at: "(0018,1078)")
  }

  /// A time of day becomes an instant only where no other day is possible: within 12 h of half-life, the day of the
  /// scan, or the day before where it would come after the scan. Therapies last for days, so there it stays unknown.
  private mutating func administered(clock: String) -> DateTime? {
    guard let scan = acquisitionTimes.min() ?? stack.first.times.series,
      let sameDay = DateTime(dicomDate: scan.dicomDate, time: clock, utcOffset: scan.utcOffset),
      let halfLife, halfLife.inHours < 12
    else {
      remark(.administration(.dateUnknown), at: "(0018,1072)")
      return nil
    }
    if sameDay <= scan { return sameDay }
    remark(.administration(.dateTaken), at: "(0018,1072)")
    return sameDay.advanced(by: .days(-1))
  }

  /// PET states Bq, NM states MBq (PS3.3 C.8.9.2, C.8.4.10.1.7), and files break both rules: a value that fits only
  /// the other unit is not used.
  private mutating func activity() -> Activity? {
    guard let dose = facts.totalDose, dose > 0 else { return nil }
    let activity = isPET ? Activity(dose) : .megabecquerels(dose)
    if Plausibility.injectedActivity.allows(activity.inMegabecquerels) {
      return isInProportion(activity) ? activity : nil
    }
    remark(.administration(.activityUnit(dose, due: isPET ? "Bq" : "MBq")), at: "(0018,1074)")
    return nil
  }
}
