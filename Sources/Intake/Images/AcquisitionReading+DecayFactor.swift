import Checks
import Foundation
import Quantities
import Stages

extension AcquisitionReading {
  /// Decay Factor says in a number to which instant a PET image was corrected. It holds for the mean count rate of a frame,
  /// which is somewhere within it: a difference of up to 5 % and the decay of one frame is accepted.
  mutating func checkDecayFactor(_ decay: DecayState) {
    // An uptake is divided by what was left at its own instant, and says nothing of the factor.
    guard answers.decay == nil, kind == .pet || kind == .spectAsPET, facts.units != "GML",
      let halfLife = trueHalfLife, halfLife.value > 0
    else { return }
    let constant = log(2) / halfLife.value
    for times in stack.files.map(\.times) {
      guard let written = times.decayFactor, written > 0, written.isFinite, let start = times.acquisition
      else {
        continue
      }
      let frame = times.frameDuration ?? 0
      var expected = 0.0
      if case .reference(let instant) = decay {
        expected = constant * (start.since(instant).value + frame / 2)
      }
      let apart = abs(log(written) - expected) - constant * frame
      guard apart > 0, !Plausibility.decayFactor.allows(apart) else { continue }
      return remark(
        .decay(.factor(written: written, due: exp(expected))), at: "(0054,1321) (0054,1102)", keys: [.decay])
    }
  }
}
