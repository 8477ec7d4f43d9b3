import Checks
import Stages
import Volumes

extension GeometryScene {
  func checkVolumes(_ sheet: inout GeometrySheet) {
    for structure in structures where ![.liver, .lung, .perfusedVolume].contains(structure.role) {
      guard let row = Plausibility.volume(of: structure.role) else { continue }
      let rank = structure.role == .tumour ? minor : nil
      sheet.check(row, structure.region.millilitres, at: structure.name, rank: rank)
    }
    for structure in perfused {
      sheet.check(.perfusedVolume, structure.region.millilitres, at: structure.name)
    }
    checkWhole(.liver, &sheet)
    checkWhole(.lung, &sheet)
    checkParts(&sheet)
  }

  /// Organs that may be drawn in several structures.
  private func checkWhole(_ role: StructureRole, _ sheet: inout GeometrySheet) {
    let parts = all(role)
    guard let row = Plausibility.volume(of: role), let union = Occupancy(unionOf: parts.map(\.region)) else {
      return
    }
    // A SPECT of the abdomen holds a part of the lungs as a rule; only a shunt rests on all of them.
    sheet.check(row, union.millilitres, at: parts.names, rank: role == .lung ? minor : nil)
    if role == .liver, parts.count > 1 {
      sheet.remark(
        Finding(
          minor, Finding.Code("structures.livers"), stating: SceneNote.severalLivers(parts.count),
          at: parts.names))
    }
  }

  /// A part cannot be larger than the whole.
  private func checkParts(_ sheet: inout GeometrySheet) {
    guard let liver = filledLiver, let whole = liverWithTumours else { return }
    let tumours = purpose == .plan ? all(.tumour) : hepaticTumours
    if let union = Occupancy(unionOf: tumours.map(\.region)) {
      sheet.check(.tumourOverLiver, union.millilitres / liver.millilitres, at: tumours.names)
    }
    for structure in perfused {
      sheet.check(
        .perfusedOverLiver, structure.region.millilitres / whole.millilitres, at: structure.name)
    }
  }

  func checkDensities(_ sheet: inout GeometrySheet) {
    guard let hounsfield else { return }
    for structure in structures where structure.role != .lung {
      guard let row = Plausibility.density(of: structure.role), let mean = structure.region.mean(hounsfield)
      else { continue }
      sheet.check(row, mean, at: structure.name, also: .gramsPerMillilitre(1 + mean / 1000))
    }
    let lungs = all(.lung)
    if let mean = Occupancy(unionOf: lungs.map(\.region))?.mean(hounsfield) {
      sheet.check(.lungDensity, mean, at: lungs.names, also: .gramsPerMillilitre(1 + mean / 1000))
    }
  }
}
