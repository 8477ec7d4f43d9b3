import Fixtures
import Quantities
import Testing
import Volumes

@testable import Summaries

@Suite struct WeightedDosesTests {
  /// D_p is element ⌈p·n/100⌉ of the falling doses, V_x counts ≥.
  @Test(arguments: [1, 2, 3, 7, 50, 99, 100, 101, 855])
  func voxelRule(count n: Int) {
    let list = WeightedDoses(
      doses: (1...n).map { Float($0 * 7919 % 10007) }, volumes: Array(repeating: 1, count: n), unit: 0.064)
    let falling = (1...n).map { Double($0 * 7919 % 10007) }.sorted(by: >)
    for p in [2, 10, 50, 70, 90, 95, 98, 100] {
      #expect(list.dose(atVolumePercent: Double(p)).value == falling[(p * n + 99) / 100 - 1])
    }
    #expect(list.volumeFraction(atLeast: AbsorbedDose(falling[n / 2])) == Double(n / 2 + 1) / Double(n))
    #expect(list.volumeFraction(atLeast: AbsorbedDose(falling[0] + 1)) == 0)
    #expect(list.volumeFraction(atLeast: .zero) == 1)
    #expect((list.minimum.value, list.maximum.value) == (falling[n - 1], falling[0]))
  }

  @Test func fractionsWeighTheHistogram() {
    let list = WeightedDoses(doses: [10, 20, 30], volumes: [0.5, 0.25, 0.25], unit: 2)
    #expect(list.dose(atVolumePercent: 25).value == 30)
    #expect(list.dose(atVolumePercent: 26).value == 20)
    #expect(list.dose(atVolumePercent: 50).value == 20)
    #expect(list.dose(atVolumePercent: 51).value == 10)
    #expect(list.volumeFraction(atLeast: AbsorbedDose(20)) == 0.5)
    #expect(list.volume.value == 2)
    #expect(list.dose(ofHottest: Quantity(0.5))?.value == 30)
    #expect(list.dose(ofHottest: Quantity(0.51))?.value == 20)
    #expect(list.dose(ofHottest: Quantity(2.01)) == nil)
  }

  @Test func radixSortKeepsPairsAndOrder() {
    let n = 20_000
    let keys = (0..<n).map { Float(($0 * 7919) % 4001 - 2000) / 3 }
    let sorted = sortedFalling(keys, with: (0..<n).map(Float.init))
    #expect(sorted.keys == keys.sorted(by: >))
    #expect(zip(sorted.keys, sorted.values).allSatisfy { keys[Int($1)] == $0 })
    #expect(Set(sorted.values).count == n)
  }

  /// A 0.5 mL lesion on 4.42 mm voxels in a linear gradient: P(D ≥ d) of a sphere is a cubic in the height.
  @Test(
    arguments: [Vector3(1, 0, 0), Vector3(1, 1, 0), Vector3(1, 2, 3)],
    [Vector3(0, 0, 0), Vector3(1.3, 0.7, 2.1)])
  func smallLesionInALinearGradient(direction: Vector3, shift: Vector3) throws {
    let grid = Scene.grid(9, 9, 9, spacing: 4.42)
    let centre = grid.position(Vector3(4, 4, 4)) + shift
    let radius = 4.924  // 0.5 mL
    let axis = direction / direction.norm
    let dose = Scene.field(grid) { 100 + 6 * ($0 - centre).dot(axis) }
    let region = Scene.sphere(grid, centre: centre, radius: radius, parts: 16)
    let list = try WeightedDoses(dose: dose, region: region)
    for p in [98.0, 90, 70, 50, 10, 2] {
      // Cap of height h (in radii, from the hot side) holds h²(3−h)/4 of a sphere.
      var (low, high) = (0.0, 2.0)
      for _ in 0..<60 {
        let h = (low + high) / 2
        if h * h * (3 - h) / 4 < p / 100 { low = h } else { high = h }
      }
      let exact = 100 + 6 * radius * (1 - low)
      #expect(agree(list.dose(atVolumePercent: p).value, exact, relative: 0.02))
    }
    #expect(agree(list.volume.value, 0.5, relative: 0.01))
    let coarse = try WeightedDoses(dose: dose, region: region, sampling: .voxelCentres)
    #expect(agree(coarse.volume.value, list.volume.value, relative: 1e-6))
  }

  /// Each reconstructed voxel keeps its mean, nothing leaks in from outside and a uniform lesion stays uniform.
  @Test func reconstructionConserves() throws {
    let grid = Scene.grid(12, 12, 12, spacing: 4)
    let lesion = Scene.sphere(grid, centre: Vector3(repeating: 22), radius: 9)
    let sharp = Scene.field(grid) { ($0 - Vector3(repeating: 22)).norm < 16 ? 80 : 1000 }
    let uniform = try WeightedDoses(dose: sharp, region: lesion, sampling: .reconstructed(partsPerAxis: 5))
    #expect((uniform.minimum.value, uniform.maximum.value) == (80, 80))
    let wavy = Scene.field(grid) {
      50 + 20 * ($0.x / 9).squareRoot() + ($0.y * 7919).truncatingRemainder(dividingBy: 13)
    }
    let mask = Scene.mask(grid) { ($0 - Vector3(repeating: 22)).norm < 11 }
    let samples = SubVoxelSampling.reconstructed(partsPerAxis: 4).samples(dose: wavy, region: mask)
    let voxels = voxelDoses(wavy, mask)
    let mean = { (list: (doses: [Float], weights: [Float])) in
      zip(list.doses, list.weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    #expect(agree(mean(samples), mean(voxels), relative: 1e-5))
  }

  @Test func binaryMasksStayAtoms() {
    let grid = Scene.grid(8, 8, 8, spacing: 4)
    let mask = Scene.mask(grid) { ($0 - Vector3(repeating: 14)).norm < 7 }
    #expect(SubVoxelSampling.automatic.partsPerAxis(for: mask) == 1)
    #expect(
      SubVoxelSampling.automatic.partsPerAxis(
        for: Scene.sphere(grid, centre: Vector3(repeating: 14), radius: 7)) > 4)
  }

  @Test(arguments: [3, 300, 40_000])
  func histogramPointsLieOnTheCurve(count n: Int) {
    let list = WeightedDoses(
      doses: (0..<n).map { Float(($0 * 7919) % 30011) / 100 }, volumes: Array(repeating: 1, count: n), unit: 1
    )
    let curve = list.histogram()
    #expect(curve.dose.count <= 500 && curve.dose.first == 0)
    #expect(curve.volumeFraction.first == 1 && curve.volumeFraction.last == 0)
    #expect(zip(curve.dose, curve.dose.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(curve.volumeFraction, curve.volumeFraction.dropFirst()).allSatisfy { $0 >= $1 })
    for (d, v) in zip(curve.dose, curve.volumeFraction) {
      #expect(d == 0 || v == list.volumeFraction(atLeast: AbsorbedDose(d)))
    }
    let steps = zip(curve.volumeFraction, curve.volumeFraction.dropFirst()).map { $0 - $1 }
    #expect(n <= 498 || steps.max()! < 0.011)
  }

  @Test func emptyAndBrokenInputIsRefused() throws {
    let grid = Scene.grid(4, 4, 4)
    let dose = Volume<Float>(grid: grid, repeating: 1)
    #expect(throws: (any Error).self) {
      try WeightedDoses(dose: dose, region: Scene.mask(grid) { _ in false })
    }
    var broken = dose
    broken[1, 1, 1] = .nan
    #expect(throws: (any Error).self) {
      try WeightedDoses(dose: broken, region: Scene.mask(grid) { _ in true })
    }
    #expect(throws: (any Error).self) {
      try WeightedDoses(dose: dose, region: Scene.mask(Scene.grid(4, 4, 5)) { _ in true })
    }
  }
}
