import Checks
import Stages
import Volumes

extension GeometryScene {
  /// Pairs whose boxes meet: neighbours are few, so that hundreds of lesions cost no more than their number.
  func checkOverlaps(_ sheet: inout GeometrySheet) {
    let organs = structures.filter { [.liver, .lung, .kidney, .spleen].contains($0.role) }
    pairs(organs) { a, b in
      let isLungAndLiver = Set([a.role, b.role]) == [.liver, .lung]
      // A part of one organ may be drawn again with the whole.
      guard a.role != b.role || a.role == .kidney else { return }
      check(isLungAndLiver ? .lungOverlap : .overlap, a, b, &sheet)
    }
    pairs(all(.liverLobe)) { check(.overlap, $0, $1, &sheet) }
    pairs(all(.tumour)) { check(.tumourOverlap, $0, $1, &sheet) }
    pairs(perfused) { check(.perfusedOverlap, $0, $1, &sheet) }
  }

  private func pairs(_ all: [Structure], _ body: (Structure, Structure) -> Void) {
    for (n, a) in all.enumerated() {
      for b in all[(n + 1)...] where a.region.box.intersection(b.region.box).count > 0 { body(a, b) }
    }
  }

  private func check(_ row: Plausibility, _ a: Structure, _ b: Structure, _ sheet: inout GeometrySheet) {
    let shared = a.region.millilitres(sharedWith: b.region)
    let smaller = min(a.region.millilitres, b.region.millilitres)
    guard smaller > 0, shared > 0 else { return }
    let percent = 100 * shared / smaller
    sheet.check(
      row, percent, at: "\(a.name) and \(b.name)", rank: rank(row, percent),
      also: .millilitres(shared))
  }

  /// Where doses are measured, territories may be drawn anew for each injection, and what lungs and liver share is small.
  private func rank(_ row: Plausibility, _ percent: Double) -> Finding.Rank? {
    if purpose == .plan { return nil }
    if row == .perfusedOverlap { return .information }
    return percent > 5 ? .decision : .information
  }
}
