import Checks
import Stages
import Volumes

extension GeometryScene {
  func checkContainment(_ sheet: inout GeometrySheet) {
    checkBody(&sheet)
    checkCT(&sheet)
    guard let liver = filledLiver, let whole = liverWithTumours else { return }
    for structure in perfused { check(.perfusedOutside, structure, outside: whole, &sheet) }
    for structure in all(.liverLobe) { check(.lobeOutside, structure, outside: whole, &sheet) }
    for structure in checkedTumours { check(.tumourOutside, structure, outside: liver, rank: minor, &sheet) }
  }

  /// For a dose the composition of the liver says how each lesion was counted; where nothing is planned, a lesion that is not of the
  /// liver is nobody's mistake.
  private var checkedTumours: [Structure] {
    switch purpose {
    case .plan: all(.tumour)
    case .burden, .uptake: hepaticTumours
    case .dose: []
    }
  }

  /// A body that was labelled around its organs holds them all the same.
  private func checkBody(_ sheet: inout GeometrySheet) {
    let bodies = all(.body)
    guard let body = Occupancy(unionOf: bodies.map(\.region)) else { return }
    let organs = structures.filter { ![.body, .other].contains($0.role) }
    let holes = holes(of: body, in: organs, unknown: true)
    guard let filled = Occupancy(unionOf: [body] + holes.map(\.region)) else { return }
    for structure in organs { check(.outsideBody, structure, outside: filled, &sheet) }
    guard !holes.isEmpty else { return }
    sheet.remark(
      Finding(
        .information, Finding.Code("structures.body-around"),
        stating: SceneNote.drawnAround(holes.map(\.name)), at: bodies.names))
  }

  private func check(
    _ row: Plausibility, _ structure: Structure, outside parent: Occupancy, rank: Finding.Rank? = nil,
    _ sheet: inout GeometrySheet
  ) {
    let volume = structure.region.millilitres
    guard volume > 0 else { return }
    let outside = structure.region.millilitres(outside: parent)
    sheet.check(
      row, 100 * outside / volume, at: structure.name, rank: rank, also: .millilitres(outside))
  }

  /// What a dose or a shunt takes the mass of must lie on the CT.
  private func checkCT(_ sheet: inout GeometrySheet) {
    guard let hounsfield else { return }
    for structure in structures where [.liver, .lung].contains(structure.role) {
      var (beyond, whole) = (0.0, 0.0)
      structure.region.forEach { offset, fraction in
        whole += Double(fraction)
        if hounsfield.voxels[offset].isNaN { beyond += Double(fraction) }
      }
      guard beyond > 0 else { continue }
      sheet.check(
        .outsideCT, 100 * beyond / whole, at: structure.name, rank: structure.role == .lung ? minor : nil)
    }
  }

  /// No check holds for a structure without a role.
  func remarkRoles(_ sheet: inout GeometrySheet) {
    let idle = all(.other)
    guard !idle.isEmpty, purpose == .plan || purpose == .dose else { return }
    sheet.remark(
      Finding(
        .information, Finding.Code("structures.no-role"), stating: SceneNote.withoutRole, at: idle.fewNames))
  }

  /// What injections reach of tumours and liver.
  func checkPerfusion(_ sheet: inout GeometrySheet) {
    let tumours = all(.tumour)
    if let whole = liverWithTumours, let union = Occupancy(unionOf: tumours.map(\.region)) {
      sheet.check(.burden, 100 * union.millilitres / whole.millilitres, at: tumours.names)
    }
    guard let reached = Occupancy(unionOf: perfused.map(\.region)) else { return }
    for tumour in tumours {
      let (volume, missed) = (tumour.region.millilitres, tumour.region.millilitres(outside: reached))
      // One that no injection reaches is told by name elsewhere.
      guard missed < 0.999 * volume else { continue }
      sheet.check(
        .unperfused, 100 * missed / volume, at: tumour.name,
        also: .millilitres(missed))
    }
  }
}
