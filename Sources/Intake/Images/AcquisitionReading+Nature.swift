import Checks
import Foundation
import Quantities
import Stages

/// What the header states is held against nature, against the nuclide that it names, and against itself.
extension AcquisitionReading {
  mutating func checkNature() {
    checkHalfLife()
    checkPositrons()
    checkFrame()
    checkPatient()
    checkStart()
    checkOrder()
  }

  /// A half-life that differs from the nuclide's by more than 1 % is that of another nuclide or in another unit.
  func contradictsNuclide(_ halfLife: TimeSpan) -> Bool {
    guard let own = (answers.nuclide ?? facts.nuclide).flatMap(known) else { return false }
    return !Plausibility.halfLifeRatio.allows(halfLife / own)
  }

  /// The scanner corrected decay by the half-life, whatever the name: where it belongs to another nuclide the name may be
  /// wrong, and somebody has to say which it was.
  private mutating func checkHalfLife() {
    guard let written = facts.halfLife else { return }
    guard written > 0, written.isFinite else {
      return ask(
        .halfLife, "Radionuclide Half Life is \(written) s", at: "(0018,1075)",
        why: "the scanner corrects decay by the half-life, and none is put in its place", keys: [.nuclide],
        settled: answers.nuclide != nil)
    }
    guard let name = answers.nuclide ?? facts.nuclide, contradictsNuclide(TimeSpan(written)),
      let own = known(name)
    else { return }
    let other = nuclides(with: TimeSpan(written))
    let what =
      "the half-life in the header (Radionuclide Half Life) is \(Plausibility.text(written)) s, but \(name) has "
      + "\(Plausibility.text(own.value)) s"
      + (other.isEmpty ? "" : "; it is that of \(other.joined(separator: " or "))")
    let why = "one of them is wrong, and the scanner may have corrected decay by it"
    guard !other.isEmpty else { return remark(.halfLife, what, at: "(0018,1075)", why: why) }
    ask(
      .halfLife, what, at: "(0018,1075) (0054,0300)", why: why, keys: [.nuclide],
      settled: answers.nuclide != nil)
  }

  /// Those that patients get and whose half-life is within 1 % of one.
  func nuclides(with halfLife: TimeSpan) -> [String] {
    Plausibility.administeredNuclides.sorted().filter { name in
      known(name).map { Plausibility.halfLifeRatio.allows(halfLife / $0) } ?? false
    }
  }

  /// What stops the image until the case file states it, and is reported from then on.
  private mutating func ask(
    _ code: ReadingCode, _ what: String, at tags: String, why: String, keys: [CaseKey], settled: Bool
  ) {
    if settled {
      remark(code, what, at: tags, why: why)
    } else {
      ask(code, what, at: tags, why: why, keys: keys)
    }
  }

  private mutating func checkFrame() {
    if let rotations = stack.first.nuclearMedicine?.rotations, kind == .spect, answers.duration == nil,
      Set(rotations.map(\.frameDuration)).count > 1
    {
      remark(
        .rotationsDiffer,
        "the \(rotations.count) rotations differ in their time per projection; none is used",
        at: "(0054,0052) (0018,1242)", why: "counts per second depend on it", keys: [.durationSeconds])
    }
    guard let written = writtenDuration, written != 0, answers.duration == nil,
      let fault = frameLimit.fault(written)
    else { return }
    remark(
      .frameDurationOdd, fault + "; it is not used", at: "(0018,1242)", why: "counts per second depend on it",
      keys: [.durationSeconds])
  }

  private mutating func checkPatient() {
    if let weight = facts.writtenWeight, weight != 0, let fault = Plausibility.bodyWeight.fault(weight) {
      remark(.bodySize, fault + "; it is not used", at: "(0010,1030)", why: "SUV is proportional to it")
    }
    guard let height = facts.writtenHeight, height != 0, let fault = Plausibility.bodyHeight.fault(height)
    else { return }
    let hint = (40...250).contains(height) ? " (it looks like centimetres)" : ""
    remark(
      .bodySize, fault + hint + "; it is not used", at: "(0010,1020)", why: "lean body mass follows from it")
  }

  /// Acquisition DateTime and Acquisition Date and Time say the same instant twice.
  private mutating func checkStart() {
    guard answers.start == nil else { return }
    let apart = stack.files.compactMap { file in
      file.times.acquisition.flatMap { one in
        file.times.acquisitionAgain.map { abs(one.localSeconds - $0.localSeconds) }
      }
    }.max()
    guard let apart, apart > 60 else { return }
    let what =
      "Acquisition DateTime and Acquisition Date and Time are \(Plausibility.text(apart)) s apart"
    let tags = "(0008,002A) (0008,0022) (0008,0032)", why = "decay is counted from the start"
    if apart < 600 {
      return remark(.startContradicted, what + "; the former is used", at: tags, why: why, keys: [.start])
    }
    ask(.startContradicted, what, at: tags, why: why, keys: [.start])
  }

  /// A study begins before its acquisitions, pixels are made after them, and the slices of one image belong to one sitting.
  private mutating func checkOrder() {
    guard answers.start == nil, let first = acquisitionTimes.min(), let last = acquisitionTimes.max() else {
      return
    }
    let tags = "(0008,0022) (0008,0032)", why = "decay is counted from the start"
    let times = stack.files.map(\.times)
    if let study = times.compactMap(\.study).min(), study.since(first).inHours > 1 {
      remark(
        .startOutOfOrder, "the acquisition, \(first), is earlier than its study, \(study)", at: tags,
        why: why, keys: [.start])
    }
    if let content = times.compactMap(\.content).max(), last.since(content).value > 60 {
      remark(
        .startOutOfOrder, "the acquisition, \(last), is later than the making of its pixels, \(content)",
        at: "\(tags) (0008,0023) (0008,0033)", why: why, keys: [.start])
    }
    if last.since(first).inHours > 12 {
      ask(
        .startOutOfOrder, "the slices were acquired \(Plausibility.text(last.since(first).inHours)) h apart",
        at: tags,
        why: why,
        keys: [.start])
    }
  }

  /// After twelve half-lives nothing is left to be seen.
  mutating func isInTime(_ administered: DateTime) -> Bool {
    guard let halfLife = trueHalfLife, let scan = acquisitionTimes.min() else { return true }
    let waited = max(0, scan.since(administered) / halfLife)
    guard let fault = Plausibility.uptakeTime.fault(waited) else { return true }
    remark(
      .administrationOdd, fault + "; the administration is not used", at: "(0018,1078)",
      why: "one of the dates is wrong")
    return false
  }

  mutating func isInProportion(_ activity: Activity) -> Bool {
    guard let weight = facts.patient.weight else { return true }
    let limit = Plausibility.activity(of: answers.nuclide ?? facts.nuclide)
    guard let fault = limit.fault(activity.inMegabecquerels / (weight.value / 1000)) else { return true }
    remark(.doseOdd, fault + "; it is not used", at: "(0018,1074)", why: "SUV is divided by it")
    return false
  }
}
