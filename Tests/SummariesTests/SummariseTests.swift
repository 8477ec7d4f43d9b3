import Fixtures
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Summaries

@Suite struct SummariseTests {
  @Test(arguments: try VoxelPhantom.all())
  func voxelPhantom(_ phantom: VoxelPhantom) throws {
    let composition = LiverComposition(phantom.structures, hepaticLesions: nil)
    let liver = try #require(phantom.structures["liver"])
    var lesions = try #require(try composition.allLesions())
    lesions.region = try lesions.region.intersection(liver.region)
    let normal = try composition.withoutLesions(liver)
    var options = SummaryOptions()
    options.doseLevels = [30, 100]
    let summary = try summarise(
      [TherapyDose(label: "TARE", dose: phantom.dose)], title: "cycle 1",
      over: [DefinedRegion(liver), lesions, normal], materials: phantom.materials, options: options)
    #expect(agree(summary.regions[0].volume.value.value, phantom.expected.liver_ml))
    #expect(agree(summary.regions[1].volume.value.value, phantom.expected.tumour_ml))
    let energy = summary.regions[0].mean.value.value * summary.regions[0].mass.value.value / 1000
    #expect(agree(energy, phantom.expected.energy_expected_J))
    compare(summary.regions[1], phantom.expected.dose_tumour)
    compare(summary.regions[2], phantom.expected.dose_normal)
  }

  func compare(_ region: RegionDose, _ expected: VoxelPhantom.Doses) {
    #expect(agree(region.mean.value.value, expected.mean))
    #expect(agree(region.minimum.value, expected.min))
    #expect(agree(region.maximum.value, expected.max))
    for (p, dose) in [(98, expected.D98), (70, expected.D70), (50, expected.D50), (2, expected.D2)] {
      #expect(agree(region.doseAtVolume[p]!.value, dose))
    }
    #expect(agree(region.volumeAtDose[30]! * 100, expected.V30Gy_percent))
    #expect(agree(region.volumeAtDose[100]! * 100, expected.V100Gy_percent))
  }

  /// Energy over mass is not the volume mean where the density varies.
  @Test func meanIsEnergyOverMass() throws {
    let grid = Scene.grid(2, 1, 1, spacing: 10)
    let dose = Scene.dose(try Volume(grid: grid, voxels: [10, 40]))
    let region = DefinedRegion(Region(program: "lung", role: .lung), region: Scene.mask(grid) { _ in true })
    let materials = try MaterialMap(
      density: Volume(grid: grid, voxels: [1, 0.2]), tissue: Volume(grid: grid, repeating: 0), tissues: ["x"],
      conversion: "test")
    let therapy = TherapyDose(label: "1", dose: dose)
    let weighted = try summarise([therapy], title: "t", over: [region], materials: materials).regions[0]
    #expect(agree(weighted.mean.value.value, (10 + 8) / 1.2))
    #expect(agree(weighted.mass.value.value, 1.2))
    let plain = try summarise([therapy], title: "t", over: [region]).regions[0]
    #expect(agree(plain.mean.value.value, 25))
    #expect(agree(plain.mass.value.value, 2 * 1.05))
    #expect(plain.warnings.contains { if case .region(.assumedDensity) = $0 { true } else { false } })
    #expect(!weighted.warnings.contains { if case .region(.assumedDensity) = $0 { true } else { false } })
  }

  @Test func mapUncertaintySplitsIntoCommonAndStatistical() throws {
    let grid = Scene.grid(10, 10, 1)
    let dose = Scene.dose(
      Volume(grid: grid, repeating: 20), statistical: Volume(grid: grid, repeating: 2), common: 0.05)
    let region = DefinedRegion(
      Region(program: "kidney", role: .kidney), region: Scene.mask(grid) { _ in true })
    let one = TherapyDose(
      label: "1", dose: dose, defaultCourse: DoseRateCourse(effectiveHalfLife: .hours(51)))
    let first = try summarise([one], title: "cycle 1", over: [region]).regions[0]
    #expect(
      agree(
        try #require(first.mean.standardUncertainty).value, (1.0 + 0.2 * 0.2).squareRoot(), relative: 1e-5))
    let two = try summarise([one, one], title: "both", over: [region]).regions[0]
    #expect(two.mean.value.value == 40)
    #expect(
      agree(
        try #require(two.mean.standardUncertainty).value, (4.0 + 2 * 0.2 * 0.2).squareRoot(), relative: 1e-5))
    // BED of two cycles is twice that of one, not that of the summed dose.
    let bed = try #require(first.bed).value.value
    #expect(agree(bed, 20 * (1 + 20 / 2.6 * 2.8 / (2.8 + 51))))
    #expect(agree(try #require(two.bed).value.value, 2 * bed))
    #expect(
      two.warnings.contains {
        if case .region(.aboveTolerance("absorbed dose", 23, _, _)) = $0 { true } else { false }
      })
    #expect(
      !first.warnings.contains {
        if case .region(.aboveTolerance("absorbed dose", 23, _, _)) = $0 { true } else { false }
      })
    #expect(two.radiobiology?.contains("from the mean dose") == true)
  }

  @Test func voxelMeanBEDIsTheLargerOne() throws {
    let grid = Scene.grid(2, 1, 1)
    let dose = Scene.dose(try Volume(grid: grid, voxels: [10, 30]))
    let region = DefinedRegion(
      Region(program: "kidney", role: .kidney), region: Scene.mask(grid) { _ in true })
    let therapy = TherapyDose(
      label: "1", dose: dose, defaultCourse: DoseRateCourse(effectiveHalfLife: .hours(51)))
    var options = SummaryOptions()
    options.bedBasis = .voxelMean
    let voxel = try #require(
      try summarise([therapy], title: "t", over: [region], options: options).regions[0].bed)
    let g = 2.8 / (2.8 + 51) / 2.6
    #expect(agree(voxel.value.value, 20 + g * 500))
    let mean = try #require(try summarise([therapy], title: "t", over: [region]).regions[0].bed)
    #expect(mean.value < voxel.value)
  }

  @Test func bedMapAddsAdministrations() throws {
    let grid = Scene.grid(2, 1, 1)
    let set = Radiobiology(
      name: "x", alphaBeta: AbsorbedDose(2.5), repairHalfTime: .hours(2.5), source: "test")
    func therapy(_ doses: [Float], _ halfLife: Double?) throws -> TherapyDose {
      TherapyDose(
        label: "t", dose: Scene.dose(try Volume(grid: grid, voxels: doses)),
        defaultCourse: halfLife.map { DoseRateCourse(effectiveHalfLife: .hours($0)) })
    }
    let map = try bedMap(of: [therapy([30, 0], 64.2), therapy([4, 10], 90)], radiobiology: set)
    #expect(
      agree(Double(map[0, 0, 0]), 30 * (1 + 12 * 2.5 / 66.7) + 4 * (1 + 1.6 * 2.5 / 92.5), relative: 1e-6))
    #expect(agree(Double(map[1, 0, 0]), 10 * (1 + 4 * 2.5 / 92.5), relative: 1e-6))
    #expect(throws: (any Error).self) { try bedMap(of: [therapy([1, 1], nil)], radiobiology: set) }
    #expect(throws: (any Error).self) { try bedMap(of: [], radiobiology: set) }
  }

  /// Recovery scales the mean, the decays and BED, and leaves the histogram as it was imaged.
  @Test func recoveryCorrectsMeansButNoVoxel() throws {
    let grid = Scene.grid(2, 1, 1, spacing: 10)
    let region = DefinedRegion(
      Region(program: "Kidney L", role: .kidney), region: Scene.mask(grid) { _ in true })
    let decays = TimeIntegratedActivityVolume(
      map: try QuantityMap(values: Volume(grid: grid, repeating: 3e9)), nuclide: "Lu-177")
    var therapy = TherapyDose(
      label: "1", dose: Scene.dose(try Volume(grid: grid, voxels: [2, 6])), decays: decays,
      defaultCourse: DoseRateCourse(effectiveHalfLife: .hours(51)))
    let plain = try summarise([therapy], title: "t", over: [region]).regions[0]
    #expect(plain.recoveryCorrectedMean == nil && plain.bestMean == plain.mean)
    therapy.recovery = ["Kidney L": 1.25]
    let corrected = try summarise([therapy], title: "t", over: [region]).regions[0]
    #expect(corrected.mean == plain.mean && corrected.histogram == plain.histogram)
    #expect(agree(corrected.bestMean.value.value, 1.25 * 4))
    #expect(agree(try #require(corrected.timeIntegratedActivity).value.value, 1.25 * 2 * 3e9))
    #expect(agree(try #require(corrected.bed).value.value, 5 * (1 + 5 / 2.6 * 2.8 / 53.8)))
    // Twice the same administration.
    let twice = try summarise([therapy, therapy], title: "t", over: [region]).regions[0]
    #expect(agree(twice.bestMean.value.value, 10))
    let sum = try accumulateByRegion(
      [
        DoseSummary(title: "1", engine: "e", nuclide: "Lu-177", regions: [corrected]),
        DoseSummary(title: "2", engine: "e", nuclide: "Lu-177", regions: [plain]),
      ], title: "t"
    ).regions[0]
    #expect(agree(sum.bestMean.value.value, 9) && agree(sum.mean.value.value, 8))
  }

  /// TARE and PRRT on one grid: dose adds by voxel, each with its own course for BED.
  @Test func twoNuclides() throws {
    let grid = Scene.grid(3, 3, 3)
    var tare = Scene.dose(Volume(grid: grid, repeating: 30))
    tare.nuclide = "Y-90"
    let prrt = Scene.dose(Volume(grid: grid, repeating: 4))
    let region = DefinedRegion(Region(program: "liver", role: .liver), region: Scene.mask(grid) { _ in true })
    var options = SummaryOptions()
    options.radiobiology.sets[.liver] = Radiobiology(
      name: "liver", alphaBeta: AbsorbedDose(2.5), repairHalfTime: .hours(2.5), alpha: 0.01, source: "test")
    let sum = try summarise(
      [
        TherapyDose(
          label: "TARE", dose: tare, defaultCourse: DoseRateCourse(effectiveHalfLife: .hours(64.2))),
        TherapyDose(label: "PRRT", dose: prrt, defaultCourse: DoseRateCourse(effectiveHalfLife: .hours(90))),
      ], title: "accumulated", over: [region], options: options)
    #expect(sum.nuclide == "Y-90 + Lu-177")
    let r = sum.regions[0]
    #expect(r.mean.value.value == 34)
    let expected = 30 * (1 + 30 / 2.5 * 2.5 / (2.5 + 64.2)) + 4 * (1 + 4 / 2.5 * 2.5 / (2.5 + 90))
    #expect(agree(try #require(r.bed).value.value, expected))
    #expect(agree(try #require(r.eud).value, 34))
  }

  /// Doses of different grids add by region means; what cannot be known stays empty and is said.
  @Test func accumulationByRegionMeans() throws {
    let chain = UncertaintyChain(volume: 0.2, countSlope: 0.5, calibration: 0.05, fit: 0.1)
    func summary(_ size: Int, _ dose: Float, _ names: [String]) throws -> DoseSummary {
      let grid = Scene.grid(size, size, size)
      let therapy = TherapyDose(
        label: "x", dose: Scene.dose(Volume(grid: grid, repeating: dose)),
        defaultCourse: DoseRateCourse(effectiveHalfLife: .hours(51)), budgets: ["kidney": chain.budget])
      let regions = names.map {
        DefinedRegion(Region(program: $0, role: .kidney), region: Scene.mask(grid) { _ in true })
      }
      return try summarise([therapy], title: "cycle", over: regions)
    }
    let (a, b) = (try summary(5, 6, ["kidney", "lesion"]), try summary(4, 2, ["kidney"]))
    let sum = try accumulateByRegion([a, b], title: "both")
    #expect(sum.regions.map(\.region.name) == ["kidney"])
    let kidney = sum.regions[0]
    #expect(kidney.mean.value.value == 8 && kidney.volume.value.value == 0.125)
    let expected = (0.1 * 0.1 + 0.05 * 0.05 + 0.1 * 0.1 * (0.75 * 0.75 + 0.25 * 0.25)).squareRoot()
    #expect(agree(try #require(kidney.mean.relativeUncertainty), expected, relative: 1e-9))
    let beds = [a, b].compactMap { $0.regions[0].bed?.value.value }
    #expect(agree(try #require(kidney.bed).value.value, beds[0] + beds[1]))
    #expect(kidney.doseAtVolume.isEmpty && kidney.histogram.dose.isEmpty)
    #expect(kidney.warnings.contains(.region(.sumOfMeans)))
    #expect(
      kidney.warnings.contains(.region(.notInSum(regions: ["lesion"])))
        && kidney.warnings.contains(.region(.sumOfDifferentVolumes)))
    #expect(throws: (any Error).self) { try accumulateByRegion([a, summary(4, 2, ["spleen"])], title: "x") }
    #expect(throws: (any Error).self) { try accumulateByRegion([], title: "x") }
  }

  @Test func foreignGridsAndEmptyRegionsAreNamed() throws {
    let grid = Scene.grid(4, 4, 4)
    let therapy = TherapyDose(label: "1", dose: Scene.dose(Volume(grid: grid, repeating: 1)))
    let foreign = DefinedRegion(
      Region(program: "far", role: .other), region: Scene.mask(Scene.grid(4, 4, 5)) { _ in true })
    #expect { try summarise([therapy], title: "t", over: [foreign]) } throws: {
      "\($0)".contains("region far")
    }
    let empty = ["a", "b"].map {
      DefinedRegion(Region(program: $0, role: .other), region: Scene.mask(grid) { _ in false })
    }
    #expect { try summarise([therapy], title: "t", over: empty) } throws: {
      "\($0)".contains("a, b: the region contains no voxel")
    }
    #expect(throws: (any Error).self) { try summarise([], title: "t", over: []) }
    #expect(throws: (any Error).self) {
      try accumulate([therapy.dose, Scene.dose(Volume(grid: Scene.grid(4, 4, 5), repeating: 1))])
    }
  }
}
