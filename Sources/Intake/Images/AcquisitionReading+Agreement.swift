import Stages

extension AcquisitionReading {
  /// Facts that hold for a whole series must be the same in all its files.
  mutating func checkAgreement() {
    let all = stack.files.map(\.emission)
    let same: [(String, String, Int)] = [
      ("Decay Correction", "(0054,1102)", Set(all.map(\.decayCorrection)).count),
      ("Radionuclide Total Dose", "(0018,1074)", Set(all.map(\.totalDose)).count),
      ("Patient's Weight", "(0010,1030)", Set(all.map(\.patient.weight)).count),
      ("the administration time", "(0018,1078)", Set(all.map(\.administered)).count),
    ]
    for (name, tag, count) in same where count > 1 {
      ask(
        .mixedSlices,
        "\(name) differs between the slices", at: tag, why: "files of different images seem to be mixed",
        keys: [])
    }
    checkFirst(all)
  }

  /// What is taken from the first slice, and may not be another's.
  private mutating func checkFirst(_ all: [EmissionFacts]) {
    let taken: [(String, String, Int, [CaseKey])] = [
      ("the radionuclide", "(0054,0300)", Set(all.map(\.nuclide)).count, [.nuclide]),
      ("Radionuclide Half Life", "(0018,1075)", Set(all.map(\.halfLife)).count, []),
      (
        "Radionuclide Positron Fraction", "(0018,1076)", Set(all.map(\.positronFraction)).count,
        [.positronFraction]
      ),
      ("Patient's Size", "(0010,1020)", Set(all.map(\.writtenHeight)).count, []),
      (
        "Actual Frame Duration", "(0018,1242)", Set(stack.files.map(\.times.frameDuration)).count,
        [.durationSeconds]
      ),
    ]
    for (name, tag, count, keys) in taken where count > 1 {
      remark(
        .factsDiffer, "\(name) differs between the slices; that of the first is used", at: tag,
        why: "files of different images may be mixed", keys: keys)
    }
  }
}
