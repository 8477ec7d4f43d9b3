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
      ask(
        .decayCorrectionUnknown,
        "Decay Correction “\(other)” is not known", at: "(0054,1102)", why: "values may be off by the decay",
        keys: [.decay])
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
    let said =
      facts.corrected?.contains("DECY") == true
      ? "the image is decay-corrected, but the instant is not stated"
      : "the file does not state whether the image is decay-corrected"
    ask(
      .decayCorrectionUnknown,
      said, at: "(0054,1102) (0028,0051)", why: "days after the administration this is a large factor",
      keys: [.decay])
    return nil
  }

  private mutating func atAdministration(_ administered: DateTime?) -> DecayState? {
    guard let administered else {
      ask(
        .decayReferenceUnknown,
        "the values are decay-corrected to the administration, whose date and time are absent",
        at: "(0018,1078)",
        why: "the instant is needed to come back from it", keys: [.decay],
        remedy: "give the instant of the administration as `decay`")
      return nil
    }
    return .reference(administered)
  }

  private mutating func checkCorrected(has decay: Bool) {
    guard let corrected = facts.corrected, corrected.contains("DECY") != decay else { return }
    remark(
      .decayContradicted,
      "Decay Correction is \(facts.decayCorrection ?? ""), but Corrected Image \(decay ? "lacks" : "has") DECY",
      at: "(0054,1102) (0028,0051)", why: "one of them is wrong; Decay Correction is followed", keys: [.decay]
    )
  }

  /// The instant of START: what the vendor says, else the series time unless it is later than the first acquisition
  /// (QIBA FDG-PET/CT profile, SUV pseudo-code), else back from the frame reference time.
  private mutating func petReference(_ start: DateTime) -> DateTime {
    let first = acquisitionTimes.min() ?? start
    if let own = facts.privateReference { return own.time }
    if let series = stack.first.times.series, series <= first {
      if first.since(series).inHours > 2 {
        remark(
          .seriesTimeOdd,
          "the series time, to which the values are decay-corrected, is \(Plausibility.text(first.since(series).inHours)) h "
            + "before the acquisition", at: "(0008,0031)",
          why: "activity scales with the decay between them", keys: [.decay])
      }
      return series
    }
    if let computed = backComputed() {
      remark(
        .seriesTimeOdd,
        "the series time is later than the acquisition; the decay reference is computed from Frame Reference Time",
        at: "(0054,1300)", why: "the series was made later and its time does not indicate decay correction",
        keys: [.decay])
      return computed
    }
    remark(
      .seriesTimeOdd,
      "the series time is \(stack.first.times.series == nil ? "absent" : "later than the acquisition"); the earliest "
        + "acquisition time is taken as decay reference",
      at: "(0008,0031)", why: "decay correction to START could mean another instant", keys: [.decay])
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
