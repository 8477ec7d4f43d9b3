import Diagnostics
import Fixtures
import Quantities
import Testing
import Volumes

@testable import Quantification

@Suite struct ReaderAgreementTests {
  private let grid = try! Grid(size: GridSize(10, 1, 1), spacing: Vector3(repeating: 10))

  private func region(_ fractions: [Float]) -> Occupancy {
    Occupancy(try! Volume(grid: grid, voxels: fractions))
  }
  private func range(_ r: Range<Int>) -> Occupancy { region((0..<10).map { r.contains($0) ? 1 : 0 }) }
  private var liver: Occupancy { range(0..<10) }

  /// Three readers draw 4, 4 and 6 of ten voxels: votes 3, 3, 3, 2, 2, 1, 0, 0, 0, 0 after sorting. By hand
  /// P̄ = (7·1 + 3·1/3)/10 = 0.8, p = 14/30, P̄e = p² + (1 − p)² = 0.502222, κ = 0.598214.
  @Test func threeReadersByHand() throws {
    let readers = [range(0..<4), range(1..<5), range(0..<6)]
    let agreement = try ReaderAgreement(readers, within: liver)
    #expect(agreement.majority == range(0..<5))
    #expect(agreement.dice.map(\.first) == [0, 0, 1] && agreement.dice.map(\.second) == [1, 2, 2])
    for (pair, expected) in zip(agreement.dice, [6.0 / 8, 8.0 / 10, 8.0 / 10]) {
      #expect(agree(pair.dice, expected))
    }
    for (dice, expected) in zip(agreement.diceWithMajority, [8.0 / 9, 8.0 / 9, 10.0 / 11]) {
      #expect(agree(dice, expected))
    }
    let p = 14.0 / 30, chance = p * p + (1 - p) * (1 - p)
    // Votes per voxel: 2, 3, 3, 3, 2, 1, 0, 0, 0, 0.
    let observed = (7.0 + 3.0 / 3) / 10
    #expect(agreement.voxels == 10)
    #expect(agree(try #require(agreement.kappa), (observed - chance) / (1 - chance)))
  }

  /// For fractions the majority is the second greatest of three; for masks that is the vote.
  @Test func fractionsAtTheBorder() throws {
    var a = [Float](repeating: 0, count: 10)
    var b = a, c = a
    (a[0], b[0], c[0]) = (1, 0.5, 0.25)
    (a[1], b[1], c[1]) = (1, 0, 0)
    let agreement = try ReaderAgreement([region(a), region(b), region(c)], within: liver)
    #expect(agreement.majority.millilitres == 0.5)
    #expect(agree(agreement.dice[0].dice, 2 * 0.5 / 2.5))
    // Two of four are no majority.
    let even = try ReaderAgreement([region(a), region(a), region(c), region(c)], within: liver)
    #expect(agree(even.majority.millilitres, 0.25))
  }

  @Test func whatCannotAgreeIsRefused() throws {
    #expect(throws: Problem.self) { try ReaderAgreement([range(0..<4)], within: liver) }
    #expect(throws: Problem.self) { try ReaderAgreement([range(0..<4), range(0..<4)], within: range(0..<0)) }
    let other = Occupancy(
      Volume<Bool>(grid: try Grid(size: GridSize(5, 1, 1), spacing: Vector3(repeating: 10)), repeating: true))
    #expect(throws: GridError.self) { try ReaderAgreement([range(0..<4), other], within: liver) }
  }
}
