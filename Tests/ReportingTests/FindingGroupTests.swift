import Stages
import Testing
import Volumes

@testable import Reporting

@Suite struct ColourScaleTests {
  /// 8 voxels make a millilitre: one hot voxel of noise does not stretch the scale, eight do.
  @Test func topIsTheHottestMillilitre() throws {
    let grid = try Grid(size: GridSize(10, 10, 10), spacing: Vector3(repeating: 5))
    var map = Volume<Float>(grid: grid, repeating: 10)
    map.voxels[0] = 1000
    map.voxels[1] = .nan
    #expect(abs(ImageScene.top(map) - 10) < 0.5)
    for n in 2..<9 { map.voxels[n] = 1000 }
    #expect(ImageScene.top(map) == 1000)
  }
}

@Suite struct FindingGroupTests {
  @Test func numbersBecomeRangesAndSubjectsAList() {
    let groups = FindingGroup.groups([
      Finding(.decision, .other, "22.6 % lies behind (more than 20 %)", at: "Liver"),
      Finding(.decision, .other, "9 % lies behind (more than 20 %)", at: "Spleen"),
      Finding(.stop, .other, "9 % lies behind (more than 20 %)", at: "Spleen"),
      Finding(.decision, .other, "22.6 % lies behind (more than 20 %)", at: "Liver"),
    ])
    #expect(groups.count == 2)
    #expect(groups[0].text == "9…22.6 % lies behind (more than 20 %)" && groups[0].subject == "Liver, Spleen")
    #expect(groups[1].text == "9 % lies behind (more than 20 %)" && groups[1].rank == .stop)
  }

  /// Names are words: their digits make no range.
  @Test func digitsBehindLettersAreNoNumbers() {
    let groups = FindingGroup.groups([
      Finding(.decision, .other, "D90 of B1 is low", at: "a"),
      Finding(.decision, .other, "D98 of B1 is low", at: "a"),
    ])
    #expect(groups.map(\.text) == ["D90 of B1 is low", "D98 of B1 is low"])
  }

  @Test func columnsWithoutAnyValueGo() {
    let table = Table(
      caption: "", columns: [.init("a"), .init("b", .number), .init("c")],
      rows: [.init([.text("x"), .absent, .text("1")]), .init([.text("y"), .absent, .absent])])
    #expect(table.withoutEmptyColumns.columns.map(\.title) == ["a", "c"])
    #expect(table.withoutEmptyColumns.rows.map(\.cells.count) == [2, 2])
  }

  /// Three lines of 3, 4 and a covariance that takes 3² away again: one part, whose bar ends where the sum does.
  @Test func correlatedTermsAreOnePart() {
    let budget = [
      UncertaintyContribution(name: "volume → mass", relative: 0.04, basis: "", source: .volume),
      UncertaintyContribution(name: "volume → counts", relative: 0.03, basis: "", source: .volume),
      UncertaintyContribution(
        name: "covariance of the volume terms", relative: -0.03, basis: "", source: .volume,
        isCovariance: true),
      UncertaintyContribution(name: "calibration", relative: 0.03, basis: "", source: .calibration),
    ]
    let parts = BudgetFigure.parts(budget)
    #expect(parts.map(\.name) == ["volume (mass, recovery, counts)", "calibration"])
    #expect(abs(parts[0].variance - 0.0016) < 1e-12)
    #expect(abs(BudgetFigure.combined(budget) - 0.05) < 1e-12)
  }
}
