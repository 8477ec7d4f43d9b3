import Foundation
@testable import Statistics
import Testing
import Volumes

@testable import Alignment

@Suite("deformation")
struct DeformationTests {
  /// Coefficients at random: nothing about them is special.
  static func random(_ seed: UInt64 = 3, largest: Double = 4) -> Deformation {
    let grid = try! Grid(
      size: GridSize(9, 8, 7), spacing: Vector3(repeating: 20), origin: Vector3(-60, -50, -40))
    var random = SplitMix64(seed: seed)
    return try! Deformation(
      lattice: grid,
      coefficients: (0..<3 * grid.size.count).map { _ in Float(largest * (2 * random.unit() - 1)) })
  }

  static let places = [Vector3(1.5, 2.25, 3), Vector3(-20, 33, 11), Vector3(60, 40, 20), Vector3(-39.9, -29.9, -19)]

  @Test("equal coefficients move everything alike")
  func constant() throws {
    let grid = Self.random().lattice
    let field = try Deformation(
      lattice: grid, coefficients: (0..<grid.size.count).flatMap { _ in [1, -2, 3] as [Float] })
    for p in Self.places + [Vector3(500, -500, 500)] {
      #expect((field.displacement(at: p) - Vector3(1, -2, 3)).norm < 1e-6)
      #expect(abs(field.jacobian(at: p) - 1) < 1e-6)
    }
  }

  @Test("the Jacobian is the derivative of the displacement")
  func jacobian() {
    let field = Self.random(), h = 1e-3
    for p in Self.places {
      let columns = [Vector3(h, 0, 0), Vector3(0, h, 0), Vector3(0, 0, h)].map {
        (field(p + $0) - field(p - $0)) / (2 * h)
      }
      let determinant = Matrix3(columns[0], columns[1], columns[2]).determinant
      #expect(abs(determinant - field.jacobian(at: p)) < 1e-5)
    }
  }

  @Test("the way back leads to where it began")
  func inverse() {
    let field = Self.random()
    let map = SpatialMap(RigidTransform(degrees: Vector3(3, 4, 5), shift: Vector3(7, 8, 9)), field)
    for p in Self.places { #expect((map.origin(of: map(p)) - p).norm < 2e-3) }
  }

  @Test("a finer lattice moves everything as the coarse one did")
  func refinement() {
    let box = [Vector3(-50, -40, -30), Vector3(60, 45, 35)]
    let image = try! Grid(size: GridSize(10, 10, 10), spacing: Vector3(repeating: 10))
    var coarse = ControlLattice(around: box, like: image, spacing: 20)
    var random = SplitMix64(seed: 5)
    for n in coarse.coefficients.indices { coarse.coefficients[n] = 8 * random.unit() - 4 }
    let fine = coarse.refined
    #expect(fine.grid.spacing == Vector3(repeating: 10))
    for p in [Vector3(0, 0, 0), Vector3(-49, 44, 34), Vector3(59, -39, 12.5)] {
      #expect((fine.deformation(p) - coarse.deformation(p)).norm < 1e-5)
    }
  }

  @Test("a record gives the same deformation, and a damaged one none")
  func record() throws {
    let field = Self.random()
    let text = try JSONEncoder().encode(field)
    #expect(try JSONDecoder().decode(Deformation.self, from: text) == field)
    #expect(throws: (any Error).self) {
      try Deformation(lattice: field.lattice, coefficients: Array(field.coefficients.dropLast()))
    }
    #expect(throws: (any Error).self) {
      try Deformation(lattice: field.lattice, coefficients: field.coefficients.map { _ in .nan })
    }
  }

  @Test("a region carried there and back keeps its volume")
  func carried() throws {
    let grid = try Grid(size: GridSize(40, 36, 30), spacing: Vector3(repeating: 4), origin: Vector3(-60, -50, -40))
    let ball = Volume<Float>(grid: grid, repeating: 0)
    var drawn = ball
    for k in 0..<30 {
      for j in 0..<36 {
        for i in 0..<40 {
          let p = grid.position(Vector3(Double(i), Double(j), Double(k)))
          drawn[i, j, k] = Float(min(1, max(0, (25 - (p - Vector3(10, 10, 10)).norm) / 4 + 0.5)))
        }
      }
    }
    let region = Occupancy(drawn), field = Self.random(8, largest: 2)
    let there = Alignment.carried(region, by: field)
    let expected = region.centreOfMass - field.displacement(at: region.centreOfMass)
    #expect((there.centreOfMass - expected).norm < 1.5)
    #expect(abs(there.millilitres / region.millilitres - 1) < 0.15)
    let rest = try Deformation(lattice: field.lattice, coefficients: field.coefficients.map { _ in 0 })
    #expect(abs(Alignment.carried(region, by: rest).millilitres / region.millilitres - 1) < 1e-3)
  }

  @Test("labels keep their values, and a displacement of whole voxels is exact")
  func resampled() throws {
    let grid = try Grid(size: GridSize(20, 20, 20), spacing: Vector3(repeating: 4), origin: Vector3(-40, -40, -30))
    var labels = Volume<Float>(grid: grid, repeating: 0)
    for n in labels.voxels.indices { labels.voxels[n] = Float(n % 5) }
    let lattice = Self.random().lattice
    let field = try Deformation(
      lattice: lattice, coefficients: (0..<lattice.size.count).flatMap { _ in [4, -8, 0] as [Float] })
    let moved = Alignment.resample(
      labels, onto: grid, through: SpatialMap(.identity, field), interpolation: .nearest, outside: -1)
    #expect(moved[5, 6, 7] == labels[6, 4, 7])
    #expect(moved[19, 6, 7] == -1)
    #expect(Set(moved.voxels).isSubset(of: [-1, 0, 1, 2, 3, 4]))
  }
}
