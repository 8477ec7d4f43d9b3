import Checks
import Stages

extension AcquisitionReading {
  /// Facts that hold for a whole series must be the same in all its files.
  mutating func checkAgreement() {
    let all = stack.files.map(\.emission)
    let same: [(FrameNote.Fact, String, Int)] = [
      (.decayCorrection, "(0054,1102)", Set(all.map(\.decayCorrection)).count),
      (.totalDose, "(0018,1074)", Set(all.map(\.totalDose)).count),
      (.weight, "(0010,1030)", Set(all.map(\.patient.weight)).count),
      (.administration, "(0018,1078)", Set(all.map(\.administered)).count),
    ]
    for (fact, tag, count) in same where count > 1 { ask(.frames(.mixed(fact)), at: tag, keys: []) }
    checkFirst(all)
  }

  /// What is taken from the first slice, and may not be another's.
  private mutating func checkFirst(_ all: [EmissionFacts]) {
    let taken: [(FrameNote.Fact, String, Int, [CaseKey])] = [
      (.nuclide, "(0054,0300)", Set(all.map(\.nuclide)).count, [.nuclide]),
      (.halfLife, "(0018,1075)", Set(all.map(\.halfLife)).count, []),
      (.positronFraction, "(0018,1076)", Set(all.map(\.positronFraction)).count, [.positronFraction]),
      (.height, "(0010,1020)", Set(all.map(\.writtenHeight)).count, []),
      (.frameDuration, "(0018,1242)", Set(stack.files.map(\.times.frameDuration)).count, [.durationSeconds]),
    ]
    for (fact, tag, count, keys) in taken where count > 1 {
      remark(.frames(.differs(fact)), at: tag, keys: keys)
    }
  }
}
