import DoseEngines
import Stages
import Testing
import Volumes

/// When is a kernel made in a uniform medium enough?
@Suite struct UniformityTests {
  let grid = Cases.grid(21, 11, 11, spacing: Vector3(4, 4, 4))

  func source() throws -> TimeIntegratedActivityVolume {
    var values = Volume<Float>(grid: grid, repeating: 0)
    for i in 2...4 { values[i, 5, 5] = 100 }
    return try Cases.activity(values)
  }

  func materials(lungFrom first: Int, density: Float = 0.26) -> MaterialMap {
    var values = Volume<Float>(grid: grid, repeating: 1.05)
    for i in first..<21 { for j in 0..<11 { for k in 0..<11 { values[i, j, k] = density } } }
    return Cases.materials(values)
  }

  /// The source ends at i = 4; lung at i = 7 is 12 mm away, at i = 8 16 mm.
  @Test func onlyWhatIsNearCounts() throws {
    #expect(try !materials(lungFrom: 7).isUniform(around: source()))
    #expect(try materials(lungFrom: 8).isUniform(around: source()))
    #expect(try materials(lungFrom: 7, density: 1.12).isUniform(around: source()))
    #expect(try !materials(lungFrom: 7, density: 1.92).isUniform(around: source()))
  }

  @Test func voxelsWithinADistance() throws {
    let near = try #require(materials(lungFrom: 8).voxels(within: 8) { $0 < 0.5 })
    let row = (0..<21).map { near[grid.offset($0, 5, 5)] }
    #expect(row == (0..<21).map { $0 >= 6 })
    #expect(materials(lungFrom: 8).voxels(within: 8) { $0 > 1.5 } == nil)
  }
}
