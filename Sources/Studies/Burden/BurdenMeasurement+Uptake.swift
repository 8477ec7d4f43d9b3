import Alignment
import Checks
import Criteria
import Documents
import Quantification
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

extension BurdenMeasurement {
  mutating func measure(_ suv: Volume<Float>) throws {
    let map = try QuantityMap<One>(values: suv)
    try contour(suv)
    let tumours = lesions.map(\.region) + [thresholdRegion].compactMap { $0 }
    let normal = try place(tumours)
    self.normal = normal
    let sphere = try RegionStatistics(of: map, in: normal.region, named: "sphere in normal liver")
    let c = normal.sphere.centre
    record.sphere = .init(
      centreMm: [c.x, c.y, c.z], diameterMm: 2 * normal.sphere.radius, voxels: sphere.voxels,
      suvMax: sphere.maximum.value, suvMean: sphere.mean.value.value, suvSD: sphere.standardDeviation.value,
      notes: normal.placement.map(\.wording.what))
    reviewNames()
    let references = try references(map, sphere.mean.value.value)
    for lesion in lesions { record.lesions.append(try self.lesion(lesion, map, references)) }
    record.ratios = ratios(normal: sphere.mean.value.value)
  }

  /// Voxels above the threshold inside the liver; for a multiple of normal liver the sphere is placed first.
  private mutating func contour(_ suv: Volume<Float>) throws {
    guard let threshold = input.threshold else { return }
    let level: Double
    switch threshold {
    case .absolute(let value):
      (level, record.thresholdMethod) = (value, "SUV ≥ \(value), absolute")
    case .timesNormal(let factor):
      let first = try place(lesions.isEmpty ? [try provisional(suv)] : lesions.map(\.region))
      let numbers = try RegionStatistics(of: QuantityMap<One>(values: suv), in: first.region)
      level = factor * numbers.maximum.value
      record.thresholdMethod = "SUV ≥ \(factor) × SUVmax of the sphere in normal liver"
    }
    record.thresholdSUV = level
    thresholdRegion = try Threshold.absolute(level).contour(suv, within: scene.liver.region)
    if lesions.isEmpty { lesions = try parts(thresholdRegion!, named: "PET lesion") }
  }

  /// What lies above 1.5 times the median of the liver, so that a first sphere has somewhere to go.
  private func provisional(_ suv: Volume<Float>) throws -> Occupancy {
    var values: [Float] = []
    scene.liver.region.forEach { offset, fraction in if fraction >= 0.5 { values.append(suv.voxels[offset]) }
    }
    values.sort()
    let median = values.isEmpty ? 0 : Double(values[values.count / 2])
    return try Threshold.multiple(1.5, of: max(median, 1e-6)).contour(suv, within: scene.liver.region)
  }

  /// Connected parts, largest first; voxels that touch at a corner belong together.
  func parts(_ region: Occupancy, named name: String) throws -> [Structure] {
    guard !region.isEmpty else { return [] }
    let components = try Morphology.components(region.dense.map { $0 > 0 }, neighbours: .all)
    return try components.sizes.indices.prefix(200).map { n in
      let mask = Occupancy(components.mask(n + 1))
      return Structure(
        program: "\(name) \(n + 1)", role: .tumour, region: try mask.intersection(region),
        origin: "threshold"
      )
    }
  }

  private func place(_ tumours: [Occupancy]) throws -> NormalLiver {
    guard let centre = input.sphereCentre else {
      return try NormalLiver(liver: scene.liver.region, tumours: tumours, diameter: input.sphereDiameter)
    }
    return try NormalLiver(
      liver: scene.liver.region, tumours: tumours, centre: scene.toGrid(centre),
      diameter: input.sphereDiameter)
  }

  /// Words of the file that mean no lesion, or several, would otherwise vanish.
  private mutating func reviewNames() {
    let known = Set((lesions + scene.extrahepatic).map(\.name))
    for name in input.visual.keys.sorted() where !known.contains(name) {
      remarks.append(Finding(BurdenNote.scoreOfNoLesion(name, lesions: lesions.map(\.name))))
    }
  }

  private mutating func references(_ map: QuantityMap<One>, _ liver: Double) throws
    -> ReceptorImaging.References
  {
    func mean(_ structure: Structure?) throws -> Double? {
      try structure.map { try RegionStatistics(of: map, in: $0.region, named: $0.name).mean.value.value }
    }
    let (pool, spleen) = (try mean(scene.bloodPool), try mean(scene.spleen))
    record.references = [
      .init(name: "blood pool", suvMean: pool), .init(name: "normal liver (sphere)", suvMean: liver),
      .init(name: "spleen", suvMean: spleen),
    ]
    return .init(bloodPool: pool.flatMap(decimal), liver: decimal(liver), spleen: spleen.flatMap(decimal))
  }

  private func decimal(_ x: Double) -> ExactDecimal? { ExactDecimal(shortest: x.rounded(decimals: 6)) }

  private func lesion(
    _ lesion: Structure, _ map: QuantityMap<One>, _ references: ReceptorImaging.References
  ) throws -> BurdenRecord.Lesion {
    let numbers = try RegionStatistics(of: map, in: lesion.region, named: lesion.name)
    let sphere = record.sphere!
    let visual = input.visual[lesion.name]
    let score = try receptors.krenning(
      lesion: decimal(numbers.maximum.value), visible: visual.map { $0 > 0 } ?? true, references: references)
    let confirmed = try receptors.isConfirmed(
      lesion: decimal(numbers.maximum.value) ?? .zero, normalLiver: decimal(sphere.suvMax) ?? .zero)
    return .init(
      name: lesion.name, ml: volume(lesion.region), suvMax: numbers.maximum.value,
      suvMean: numbers.mean.value.value,
      suvPeak: try? Peak(of: map.values, in: lesion.region, named: lesion.name).mean,
      isConfirmed: confirmed.outcome,
      tumourToNormal: sphere.suvMean > 0 ? numbers.mean.value.value / sphere.suvMean : nil,
      krenningVisual: visual,
      krenningQuantitative: score.outcome,
      krenningWhy: score.outcome == nil ? "missing: \(score.missing.joined(separator: ", "))" : score.branch,
      lobe: lobe(of: lesion.region))
  }

  private func lobe(of region: Occupancy) -> String? {
    scene.lobes.first { lobe in
      ((try? region.intersection(lobe.region).millilitres) ?? 0) > 0.5 * region.millilitres
    }?.name
  }

  mutating func measureVolumes() {
    for lesion in lesions {
      record.lesions.append(
        .init(
          name: lesion.name, ml: volume(lesion.region), krenningVisual: input.visual[lesion.name],
          krenningWhy: "no PET was given", lobe: lobe(of: lesion.region)))
    }
  }

  /// Lesion mean over normal mean of the same lobe, combined in four ways.
  private func ratios(normal: Double) -> [BurdenRecord.Ratio] {
    let groups =
      [("liver", record.lesions)]
      + scene.lobes.map { lobe in (lobe.name, record.lesions.filter { $0.lobe == lobe.name }) }
    return groups.compactMap { name, lesions in
      guard let ratios = UptakeRatios(lesions: lesions.compactMap(\.suvMean), normalLiver: normal) else {
        return nil
      }
      let values = Aggregation.allCases.map { ($0.rawValue, ratios.value($0)) }
      return .init(
        region: name, lesions: lesions.count, values: Dictionary(values, uniquingKeysWith: { a, _ in a }))
    }
  }
}
