import Checks
import Foundation
import Quantities
import Stages

/// To which instant the values of an image are corrected for decay.
extension AcquisitionReading {
  mutating func decay(start: DateTime?, administered: DateTime?) -> DecayState? {
    switch answers.decay {
    case .some(.none): return .uncorrected
    case .reference(let time): return .reference(time)
    case .start: return atStart(answers.start ?? start, isStated: answers.start != nil)
    case .administration: return atAdministration(administered)
    case nil: break
    }
    switch facts.decayCorrection {
    case "NONE":
      checkCorrected(has: false)
      return .uncorrected
    case "START":
      checkCorrected(has: true)
      return atStart(start, isStated: false)
    case "ADMIN":
      checkCorrected(has: true)
      return atAdministration(administered)
    case let other?:
      ask(.decay(.wordUnknown(other)), at: "(0054,1102)", keys: [.decay])
      return nil
    case nil: return undeclared()
    }
  }

  private mutating func atStart(_ start: DateTime?, isStated: Bool) -> DecayState? {
    start.map { .reference(isPET && !isStated ? petReference($0) : $0) }
  }

  private mutating func undeclared() -> DecayState? {
    if let corrected = facts.corrected, kind.isNuclearMedicine {
      if !corrected.contains("DECY") { return .uncorrected }
      if let instant = facts.decayInstant { return .reference(instant) }
    }
    let isCorrected = facts.corrected?.contains("DECY") == true
    ask(.decay(isCorrected ? .withoutInstant : .unstated), at: "(0054,1102) (0028,0051)", keys: [.decay])
    return nil
  }

  private mutating func atAdministration(_ administered: DateTime?) -> DecayState? {
    guard let administered else {
      ask(.decay(.toUnknownAdministration), at: "(0018,1078)", keys: [.decay])
      return nil
    }
    return .reference(administered)
  }

  private mutating func checkCorrected(has decay: Bool) {
    guard let corrected = facts.corrected, corrected.contains("DECY") != decay else { return }
    remark(
      .decay(.contradicted(word: facts.decayCorrection ?? "", isCorrected: !decay)),
      at: "(0054,1102) (0028,0051)", keys: [.decay])
  }

  /// The instant of START: what the vendor says, else the series time unless it is later than the first acquisition
  /// (QIBA FDG-PET/CT profile, SUV pseudo-code), else back from the frame reference time.
  private mutating func petReference(_ start: DateTime) -> DateTime {
    let first = acquisitionTimes.min() ?? start
    if let own = facts.privateReference { return own.time }
    if let series = stack.first.times.series, series <= first {
      if !Plausibility.seriesBeforeScan.allows(first.since(series).inHours) {
        remark(
          .decay(.seriesTimeEarly(hours: first.since(series).inHours)), at: "(0008,0031)", keys: [.decay])
      }
      return series
    }
    if let computed = backComputed() {
      remark(.decay(.seriesTimeLate), at: "(0054,1300)", keys: [.decay])
      return computed
    }
    remark(
      .decay(.seriesTimeUnused(isAbsent: stack.first.times.series == nil)), at: "(0008,0031)", keys: [.decay])
    return first
  }

  /// Acquisition time − frame reference time + the time within the frame at which the count rate has its mean.
  private func backComputed() -> DateTime? {
    let times = stack.first.times
    guard let acquired = times.acquisition, let reference = times.frameReference, reference > 0,
      let frame = times.frameDuration, frame > 0, let halfLife, !contradictsNuclide(halfLife)
    else { return nil }
    let constant = log(2) / halfLife.value, decayed = constant * frame
    let mean = decayed < 1e-6 ? frame / 2 : log(decayed / -expm1(-decayed)) / constant
    return acquired.advanced(by: TimeSpan(mean - reference))
  }
}
