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
        .nuclide(.halfLifeInvalid(written)), at: "(0018,1075)", keys: [.nuclide],
        settled: answers.nuclide != nil)
    }
    guard let name = answers.nuclide ?? facts.nuclide, contradictsNuclide(TimeSpan(written)),
      let own = known(name)
    else { return }
    let other = nuclides(with: TimeSpan(written))
    let note = ReadingNote.nuclide(
      .halfLifeDiffers(written: written, nuclide: name, own: own.value, others: other))
    guard !other.isEmpty else { return remark(note, at: "(0018,1075)") }
    ask(note, at: "(0018,1075) (0054,0300)", keys: [.nuclide], settled: answers.nuclide != nil)
  }

  /// Those that patients get and whose half-life is within 1 % of one.
  func nuclides(with halfLife: TimeSpan) -> [String] {
    Plausibility.administeredNuclides.sorted().filter { name in
      known(name).map { Plausibility.halfLifeRatio.allows(halfLife / $0) } ?? false
    }
  }

  /// What stops the image until the case file states it, and is reported from then on.
  private mutating func ask(_ note: ReadingNote, at tags: String, keys: [CaseKey], settled: Bool) {
    if settled { remark(note, at: tags) } else { ask(note, at: tags, keys: keys) }
  }

  private mutating func checkFrame() {
    if let rotations = stack.first.nuclearMedicine?.rotations, kind == .spect, answers.duration == nil,
      Set(rotations.map(\.frameDuration)).count > 1
    {
      remark(
        .time(.rotationsDiffer(rotations.count)), at: "(0054,0052) (0018,1242)", keys: [.durationSeconds])
    }
    guard let written = writtenDuration, written != 0, answers.duration == nil,
      let fault = BeyondRange(frameLimit, written)
    else { return }
    remark(.time(.frameDurationOdd(fault)), at: "(0018,1242)", keys: [.durationSeconds])
  }

  private mutating func checkPatient() {
    if let weight = facts.writtenWeight, weight != 0, let fault = BeyondRange(.bodyWeight, weight) {
      remark(.administration(.weightOdd(fault)), at: "(0010,1030)")
    }
    if let height = facts.writtenHeight, height != 0, let fault = BeyondRange(.bodyHeight, height) {
      remark(.administration(.heightOdd(fault)), at: "(0010,1020)")
    }
  }

  /// Acquisition DateTime and Acquisition Date and Time say the same instant twice.
  private mutating func checkStart() {
    guard answers.start == nil else { return }
    let apart = stack.files.compactMap { file in
      file.times.acquisition.flatMap { one in
        file.times.acquisitionAgain.map { abs(one.localSeconds - $0.localSeconds) }
      }
    }.max()
    guard let apart, !Plausibility.startStatedTwice.allows(apart) else { return }
    let tags = "(0008,002A) (0008,0022) (0008,0032)"
    if Plausibility.startContradicted.allows(apart) {
      return remark(.time(.startTwice(apart: apart, isUsed: true)), at: tags, keys: [.start])
    }
    ask(.time(.startTwice(apart: apart, isUsed: false)), at: tags, keys: [.start])
  }

  /// A study begins before its acquisitions, pixels are made after them, and the slices of one image belong to one sitting.
  private mutating func checkOrder() {
    guard answers.start == nil, let first = acquisitionTimes.min(), let last = acquisitionTimes.max() else {
      return
    }
    let tags = "(0008,0022) (0008,0032)"
    let times = stack.files.map(\.times)
    if let study = times.compactMap(\.study).min(),
      !Plausibility.beforeStudy.allows(max(0, study.since(first).inHours))
    {
      remark(.time(.beforeStudy(acquired: first, study: study)), at: tags, keys: [.start])
    }
    if let content = times.compactMap(\.content).max(),
      !Plausibility.afterContent.allows(max(0, last.since(content).value))
    {
      remark(
        .time(.afterPixels(acquired: last, made: content)), at: "\(tags) (0008,0023) (0008,0033)",
        keys: [.start])
    }
    if !Plausibility.slicesApart.allows(last.since(first).inHours) {
      ask(.time(.slicesApart(hours: last.since(first).inHours)), at: tags, keys: [.start])
    }
  }

  /// After twelve half-lives nothing is left to be seen.
  mutating func isInTime(_ administered: DateTime) -> Bool {
    guard let halfLife = trueHalfLife, let scan = acquisitionTimes.min() else { return true }
    let waited = max(0, scan.since(administered) / halfLife)
    guard let fault = BeyondRange(.uptakeTime, waited) else { return true }
    remark(.administration(.odd(fault)), at: "(0018,1078)")
    return false
  }

  mutating func isInProportion(_ activity: Activity) -> Bool {
    guard let weight = facts.patient.weight else { return true }
    let limit = Plausibility.activity(of: answers.nuclide ?? facts.nuclide)
    guard let fault = BeyondRange(limit, activity.inMegabecquerels / (weight.value / 1000)) else {
      return true
    }
    remark(.administration(.activityOdd(fault)), at: "(0018,1074)")
    return false
  }
}
