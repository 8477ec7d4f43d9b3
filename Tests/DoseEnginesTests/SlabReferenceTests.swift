@testable import DoseEngines
import Fixtures
import Foundation
@testable import Nuclides
import Testing

/// Another code in tissue that is not uniform: the numbers of the fixtures, else those that come with the program.
@Suite(.serialized) struct SlabReferenceTests {
  static let numbers = try! ReferenceNumbers { name in
    let file = Fixtures.physics.appending(path: name)
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ReferenceNumbers.embeddedText(name) ?? ""
  }

  /// At least 99 % of layers, and of voxels of 4 mm, above a tenth of the largest dose within 2 % + 2σ of PENELOPE, beside lung
  /// and bone, in both modes.
  @Test(arguments: ["Y-90", "Lu-177"], MonteCarlo.Mode.allCases) func slabs(
    _ nuclide: String, _ mode: MonteCarlo.Mode
  ) throws {
    let all = try PhysicsComparison.slabs(
      Self.numbers, nuclide: nuclide, mode: mode, histories: mode == .fast ? 200_000 : 1_000_000)
    for comparison in all {
      let judged = comparison.points.filter(\.isJudged)
      let bias = judged.reduce(0) { $0 + $1.deviation } / Double(judged.count)
      print(
        "\(comparison.title): \(comparison.failures.count) of \(judged.count) outside, largest "
          + "\(comparison.largestDeviation * 100) %, mean \(bias * 100) %")
      Self.tell(comparison.failures)
      let within = comparison.isWithin
      #expect(within, "\(comparison.title)")
      #expect(judged.count >= 12)
      // Noise cancels in the mean over voxels; a bias does not.
      #expect(abs(bias) < 0.005, "\(comparison.title)")
    }
  }

  /// Kernels in soft tissue, lung and bone, and of positrons that annihilate in flight: 1 % and three standard deviations of both
  /// where a shell holds more than 1 % of the energy.
  @Test func kernelsInMedia() throws {
    let tables = Self.numbers.mediumKernels
    #expect(Set(tables.map(\.medium.tissue)).count == 3)
    for table in tables {
      let comparison = try PhysicsComparison.kernel(table, histories: 40_000)
      let judged = comparison.points.filter(\.isJudged)
      let energy = judged.reduce(0) { $0 + $1.value } / judged.reduce(0) { $0 + $1.reference } - 1
      print(
        "\(comparison.title): largest \(comparison.largestDeviation * 100) % in \(judged.count) shells, all "
          + "\(energy * 100) %")
      Self.tell(comparison.failures)
      let within = comparison.isWithin
      #expect(within, "\(comparison.title)")
      #expect(judged.count > 15)
      #expect(abs(energy) < 0.003, "\(comparison.title)")
    }
  }

  private static func tell(_ points: [PhysicsComparison.Point]) {
    for point in points {
      print("  \(point.label): \(point.deviation * 100) % ± \((point.uncertainty ?? 0) * 100) %")
    }
  }
}
