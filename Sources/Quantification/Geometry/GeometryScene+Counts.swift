import Checks
import Stages
import Volumes

extension GeometryScene {
  func checkCounts(_ sheet: inout GeometrySheet) {
    guard let emission else { return }
    for role in [StructureRole.liver, .lung] { checkNegative(all(role), emission, &sheet) }
    if isFieldAdministered, let target = liverWithTumours ?? reached {
      checkElsewhere(target, emission, &sheet)
    }
    guard purpose == .plan, let liver = liverWithTumours else { return }
    checkElsewhere(liver, emission, &sheet)
    checkBeyond(liver, emission, &sheet)
  }

  /// What the injections reach, and the tumours, where no liver was drawn.
  private var reached: Occupancy? { Occupancy(unionOf: (perfused + all(.tumour)).map(\.region)) }

  private func checkNegative(
    _ parts: [Structure], _ emission: Volume<Float>, _ sheet: inout GeometrySheet
  ) {
    guard let union = Occupancy(unionOf: parts.map(\.region)) else { return }
    var (positive, negative) = (0.0, 0.0)
    union.forEach { offset, fraction in
      let value = Double(fraction) * Double(emission.voxels[offset])
      if value > 0 { positive += value } else if value < 0 { negative -= value }
    }
    guard negative > 0, positive > 0 else { return }
    sheet.check(.negativeCounts, 100 * negative / positive, at: parts.names, rank: minor)
  }

  private func checkElsewhere(
    _ liver: Occupancy, _ emission: Volume<Float>, _ sheet: inout GeometrySheet
  ) {
    let lungs = all(.lung)
    guard !lungs.isEmpty || isFieldAdministered, let known = Occupancy(unionOf: [liver] + lungs.map(\.region))
    else { return }
    let whole = emission.voxels.reduce(0.0) { $0 + Double(max(0, $1)) }
    guard whole > 0 else { return }
    let inside = known.sum(emission.map { max(0, $0) })
    sheet.check(.countsElsewhere, 100 * (1 - inside / whole), at: "SPECT")
  }

  private func checkBeyond(_ liver: Occupancy, _ emission: Volume<Float>, _ sheet: inout GeometrySheet) {
    guard let injected = Occupancy(unionOf: perfused.map(\.region)) else { return }
    var (all, within) = (0.0, 0.0)
    let dense = injected.dense
    liver.forEach { offset, fraction in
      let value = Double(max(0, emission.voxels[offset]))
      all += Double(fraction) * value
      within += Double(min(fraction, dense.voxels[offset])) * value
    }
    guard all > 0 else { return }
    sheet.check(.countsBeyond, 100 * (1 - within / all), at: perfused.names)
  }

  /// Lesions of the liver over liver without lesions.
  func checkRatios(_ sheet: inout GeometrySheet) {
    let tumours = hepaticTumours
    guard let emission, !tumours.isEmpty,
      let liver = Occupancy(unionOf: all(.liver).map(\.region)),
      let lesions = Occupancy(unionOf: all(.tumour).map(\.region))
    else { return }
    let dense = lesions.dense
    var (sum, weight) = (0.0, 0.0)
    liver.forEach { offset, fraction in
      let part = Double(max(0, fraction - dense.voxels[offset]))
      sum += part * Double(emission.voxels[offset])
      weight += part
    }
    guard weight > 0, sum > 0 else { return }
    for tumour in tumours {
      guard let mean = tumour.region.mean(emission) else { continue }
      sheet.checkRatio(mean / (sum / weight), at: tumour.name, minor: minor)
    }
  }
}

extension GeometrySheet {
  /// One finding at most: below 1 it says more than below 1.5.
  /// - Parameter minor: the rank of a ratio that is unusual but possible.
  package mutating func checkRatio(_ ratio: Double, at place: String, minor: Finding.Rank = .decision) {
    if Plausibility.tumourToNormal.allows(ratio) {
      check(.usualRatio, ratio, at: place, rank: minor)
    } else {
      check(.tumourToNormal, ratio, at: place)
    }
  }
}
