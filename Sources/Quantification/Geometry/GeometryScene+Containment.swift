import Checks
import Stages
import Volumes

extension GeometryScene {
  func checkContainment(_ sheet: inout GeometrySheet) {
    if let body = Occupancy(unionOf: all(.body).map(\.region)) {
      for structure in structures where ![.body, .other].contains(structure.role) {
        check(.outsideBody, structure, outside: body, &sheet)
      }
    }
    guard let liver = Occupancy(unionOf: all(.liver).map(\.region)), let whole = liverWithTumours else {
      return
    }
    for structure in perfused { check(.perfusedOutside, structure, outside: whole, &sheet) }
    for structure in all(.liverLobe) { check(.lobeOutside, structure, outside: whole, &sheet) }
    // Elsewhere the composition of the liver says how each lesion was counted.
    guard purpose == .plan else { return }
    for structure in all(.tumour) { check(.tumourOutside, structure, outside: liver, &sheet) }
  }

  private func check(
    _ row: Plausibility, _ structure: Structure, outside parent: Occupancy, _ sheet: inout GeometrySheet
  ) {
    let volume = structure.region.millilitres
    guard volume > 0 else { return }
    let outside = structure.region.millilitres(outside: parent)
    sheet.check(
      row, 100 * outside / volume, at: structure.name, detail: " (\(Plausibility.text(outside)) mL)")
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
        detail: " (\(Plausibility.text(missed)) mL)")
    }
  }
}
