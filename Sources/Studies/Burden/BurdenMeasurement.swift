import Alignment
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantification
import Quantities
import Reporting
import Stages
import Summaries
import Volumes
import Workflow

/// From the scene to the numbers: lesions, sphere, burdens, scores, agreement.
package struct BurdenMeasurement {
  package let input: Burden
  package let scene: BurdenScene
  package let rules: BurdenRules
  let receptors: ReceptorImaging

  package private(set) var record: BurdenRecord
  package private(set) var normal: NormalLiver?
  private(set) var thresholdRegion: Occupancy?
  /// Drawn, or the parts above the threshold where nothing was drawn.
  package private(set) var lesions: [Structure] = []
  package private(set) var majority: Occupancy?
  /// What was noticed on the way, without how the structures fit to each other.
  private var remarks: [Finding] = []
  package var findings: [Finding] {
    let all = remarks + scene.geometry.findings
    return all.decided(by: input.decided) + all.unmet(input.decided)
  }

  package init(_ input: Burden, _ scene: BurdenScene) throws {
    (self.input, self.scene) = (input, scene)
    let library = try RuleLibrary()
    (rules, receptors) = (try BurdenRules(library), try ReceptorImaging(library))
    record = BurdenRecord(inputSHA256: input.sha256, pseudonym: input.pseudonym)
    record.rulesSource = "\(rules.rules.source)"
    let s = scene.grid.spacing
    record.voxelMm = [s.x, s.y, s.z]
    record.suvMethod = scene.suvMethod.isEmpty ? nil : scene.suvMethod
    record.registration = scene.registration.map {
      "\($0.method); residual \(rounded($0.residual)) mm (\(RigidRegistration.residualMeaning))"
    }
    remarks = scene.review
    record.geometry = scene.geometry.rows
    lesions = scene.lesions
    if let suv = scene.suv { try measure(suv) } else { measureVolumes() }
    try burdens()
    try agreement()
    nameWhatCannotBeTold()
    record.methods = methods
    guard input.decided.isEmpty else {
      (record.review, record.notes) = (findings.toReview, findings.forInformation)
      return
    }
    record.review = remarks.filter { $0.rank >= .decision }.map(\.sentence) + scene.geometry.findings.toReview
    record.notes =
      remarks.filter { $0.rank < .decision }.map(\.sentence) + scene.geometry.findings.forInformation
  }

  // MARK: Uptake

  private mutating func measure(_ suv: Volume<Float>) throws {
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
      notes: normal.notes)
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
    if lesions.isEmpty { lesions = try parts(thresholdRegion!) }
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
  private func parts(_ region: Occupancy) throws -> [Structure] {
    guard !region.isEmpty else { return [] }
    let components = try Morphology.components(region.dense.map { $0 > 0 }, neighbours: .all)
    return try components.sizes.indices.prefix(200).map { n in
      let mask = Occupancy(components.mask(n + 1))
      return Structure(
        program: "PET lesion \(n + 1)", role: .tumour, region: try mask.intersection(region),
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
      remarks.append(
        .remark(
          "visualKrenning names “\(name)”, which is not one lesion: its score is not used (lesions: "
            + "\(lesions.map(\.name).joined(separator: ", ")))"))
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

  private func decimal(_ x: Double) -> ExactDecimal? { ExactDecimal(shortest: (x * 1e6).rounded() / 1e6) }

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

  private mutating func measureVolumes() {
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

  // MARK: Burden

  private mutating func burdens() throws {
    if !(scene.lesions + scene.extrahepatic).isEmpty { try rows("structures", scene.lesions.map(\.region)) }
    if let thresholdRegion { try rows("PET threshold", [thresholdRegion]) }
    if scene.suv != nil, input.confirms {
      let confirmed = zip(lesions, record.lesions).filter { $1.isConfirmed == true }.map(\.0.region)
      try rows("receptor-confirmed lesions", confirmed)
    }
    if record.rows.isEmpty, scene.readers.isEmpty {
      throw Problem(
        .inputMissing, what: "nothing defines tumour", at: "structures",
        remedy: "give lesions the role tumour, a threshold on the PET, or readers")
    }
  }

  /// The whole liver and each lobe.
  private mutating func rows(_ method: String, _ tumours: [Occupancy]) throws {
    record.rows.append(try row(method, "liver", scene.liver.region, tumours))
    for lobe in scene.lobes { record.rows.append(try row(method, lobe.name, lobe.region, tumours)) }
  }

  private func row(
    _ method: String, _ region: String, _ liver: Occupancy, _ tumours: [Occupancy]
  ) throws -> BurdenRecord.Row {
    let burden = try LiverBurden(liver: liver, lesions: tumours)
    func millilitres(_ x: Double) -> ExactDecimal {
      ExactDecimal(shortest: (x * 1e4).rounded() / 1e4) ?? .zero
    }
    let judged = BurdenVolumes(
      tumour: millilitres(burden.tumour.value), liver: millilitres(burden.liver.value))
    let band = try rules.band(judged)
    let u = uncertainty(burden.percent, liver, tumours)
    // The same volumes at either end of the uncertainty.
    let ends = [-1.0, 1].map { side in
      BurdenVolumes(
        tumour: millilitres(
          min(max(0, burden.tumour.value * (1 + side * u / max(burden.percent, 1e-9))), burden.liver.value)),
        liver: judged.liver)
    }
    let flags = try BurdenRules.Limit.allCases.map { limit in
      let verdict = try rules.crosses(limit, judged)
      let around = try ends.map { try rules.crosses(limit, $0).outcome }
      return BurdenRecord.Flag(
        name: limit.rawValue, text: limit.printed, isCrossed: verdict.outcome ?? false,
        verdict: around[0] != around[1]
          ? BurdenRecord.Flag.cannotBeTold : verdict.outcome == true ? "yes" : "no",
        source: "\(verdict.source)")
    }
    return .init(
      method: method, region: region, tumourMl: burden.tumour.value, liverMl: burden.liver.value,
      percent: Measured(burden.percent, u: u),
      band: band.outcome ?? "–", flags: flags)
  }

  /// A burden so near to 75 % that its own uncertainty holds the limit is neither above nor below it.
  private mutating func nameWhatCannotBeTold() {
    let whole = record.rows.filter { $0.region == "liver" && !$0.method.hasPrefix("reader ") }
    for row in whole
    where row.flags.contains(where: { $0.name == BurdenRules.Limit.veryHigh.rawValue && $0.cannotBeTold }) {
      remarks.append(
        .remark(
          "\(row.method): \(row.percent.value.printed(uncertainty: row.percent.u)) % cannot be told apart from 75 %, which lies within its uncertainty"
        ))
    }
  }

  /// u(V) of each lesion and of the liver from voxel size and resolution (Gear 2018), as independent edges.
  private func uncertainty(_ percent: Double, _ liver: Occupancy, _ tumours: [Occupancy]) -> Double {
    let parts = tumours.compactMap { try? $0.intersection(liver) }.filter { $0.millilitres > 0 }
    let sum = parts.reduce(0) { $0 + $1.millilitres }
    guard sum > 0 else { return 0 }
    let variance = parts.reduce(0) { $0 + pow(relative($1) * $1.millilitres, 2) }
    return percent * (variance / (sum * sum) + pow(relative(liver), 2)).squareRoot()
  }

  private func relative(_ region: Occupancy) -> Double {
    let diameter = Length(cbrt(6 / Double.pi * region.millilitres * 1000))
    return UncertaintyChain.volumeUncertainty(
      diameter: diameter, voxel: Length(cbrt(scene.grid.voxelVolume.value * 1000)), fwhm: input.resolution)
  }

  private func volume(_ region: Occupancy) -> Measured {
    Measured(region.millilitres, u: region.millilitres > 0 ? relative(region) * region.millilitres : nil)
  }

  // MARK: Readers

  private mutating func agreement() throws {
    guard !scene.readers.isEmpty else { return }
    let empty = Occupancy(Volume<Bool>(grid: scene.grid, repeating: false))
    let liver = scene.liver.region
    let drawn = try scene.readers.map { reader in
      try reader.lesions.reduce(empty) { try $0.union($1.region) }.intersection(reader.liver ?? liver)
    }
    let agreement = try ReaderAgreement(drawn, within: liver)
    majority = agreement.majority
    var rows = try zip(scene.readers, drawn).map {
      try row("reader \($0.name)", "liver", $0.liver ?? liver, [$1])
    }
    let percents = rows.map(\.percent.value)
    let names = scene.readers.map(\.name)
    let votes = rows.map { r in
      r.flags.contains { $0.name == BurdenRules.Limit.veryHigh.rawValue && $0.isCrossed }
    }
    let mean = percents.reduce(0, +) / Double(percents.count)
    let spread = (percents.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(percents.count - 1))
      .squareRoot()
    record.readers = .init(
      names: names,
      dice: agreement.dice.map { .init(first: names[$0.first], second: names[$0.second], dice: $0.dice) },
      diceWithMajority: Dictionary(zip(names, agreement.diceWithMajority), uniquingKeysWith: { a, _ in a }),
      fleissKappa: agreement.kappa, voxels: agreement.voxels,
      veryHighVotes: Dictionary(zip(names, votes), uniquingKeysWith: { a, _ in a }),
      veryHighMajority: ReaderVotes(votes).majority, isUnanimous: ReaderVotes(votes).isUnanimous,
      meanPercent: mean,
      standardDeviationPercent: spread, sameBand: Set(rows.map(\.band)).count == 1)
    rows.append(try row("majority of readers", "liver", liver, [agreement.majority]))
    for lobe in scene.lobes {
      rows.append(try row("majority of readers", lobe.name, lobe.region, [agreement.majority]))
    }
    record.rows += rows
    if !record.readers!.sameBand {
      remarks.append(.remark("the readers put the burden into different bands"))
    }
    if !record.readers!.isUnanimous {
      remarks.append(.remark("the readers disagree whether more than 75 % of the liver is tumour"))
    }
  }

  private var methods: [String] {
    var all = [
      "Burden = volume of tumour inside the liver ÷ volume of the liver with its tumours; overlapping lesions count once; boundary voxels count by the fraction inside.",
      "Bands and limits compare decimals of the volumes in mL, not rounded percentages.",
      "u of a burden: edges of lesions and liver uncertain by voxel size\(input.resolution.value > 0 ? " and \(rounded(input.resolution.value)) mm resolution" : ""), independent of each other (Gear et al. 2018, doi:10.1007/s00259-018-4136-7); contouring differences between readers are not in it.",
    ]
    if scene.suv != nil {
      all += [
        "Reference: sphere of \(rounded(input.sphereDiameter.value)) mm at the place in liver without tumour that is farthest from tumour and edge, smaller where it would not fit.",
        "A lesion is receptor-confirmed if its SUVmax is strictly more than twice the SUVmax of the sphere (Gococo-Benore 2023).",
        "Quantitative Krenning score: SUVmax of the lesion against SUVmean of blood pool, sphere in normal liver and spleen; equality takes the lower score. The visual score is a reader's.",
      ]
    }
    if !scene.readers.isEmpty {
      all += [
        "Majority: what more than half of the readers drew, voxel by voxel. Dice = 2 Σ min/(Σ + Σ). Fleiss' kappa over the voxels of the liver; more empty liver raises it, so read it together with Dice."
      ]
    }
    return all
  }
}

extension BurdenRules.Limit {
  package var printed: String {
    switch self {
    case .veryHigh: "> 75 %: very high burden"
    case .tareExclusion: "> 70 %: excluded from TARE"
    case .tareWithLowAlbumin: "> 50 %: excluded from TARE if albumin is below 3 g/dL"
    case .tareBilobar: "< 20 %: relative contraindication of bilobar TARE"
    case .prognostic: "> 25 %: prognostic; LUTIA requires it"
    }
  }
}
