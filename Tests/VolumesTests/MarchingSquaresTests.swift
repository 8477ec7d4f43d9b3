import Foundation
import Testing

@testable import Volumes

@Suite struct MarchingSquaresTests {
  static let size = 64

  static func field(_ value: (Double, Double) -> Double) -> [Float] {
    (0..<(size * size)).map { Float(value(Double($0 % size), Double($0 / size))) }
  }

  /// Signed by the shoelace formula; positive runs clockwise on a screen whose y points down.
  static func area(_ loop: [SIMD2<Double>]) -> Double {
    zip(loop, loop.dropFirst() + [loop[0]]).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y } / 2
  }

  @Test func circleHasItsArea() {
    let cone = Self.field { x, y in 20 - hypot(x - 31.3, y - 30.8) }
    let loops = MarchingSquares.contours(of: cone, width: Self.size, height: Self.size, at: 0)
    #expect(loops.count == 1)
    // The chord polygon of about 110 corners lies inside the circle by less than 0.2 %.
    let expected = Double.pi * 400
    #expect(abs(abs(Self.area(loops[0])) - expected) < 0.002 * expected)
    for p in loops[0] { #expect(abs(hypot(p.x - 31.3, p.y - 30.8) - 20) < 0.02) }
  }

  @Test func linearFieldGivesAStraightLineAndClosesAtTheEdge() {
    let ramp = Self.field { x, _ in x }
    let loops = MarchingSquares.contours(of: ramp, width: Self.size, height: Self.size, at: 20.25)
    #expect(loops.count == 1)
    #expect(loops[0].filter { abs($0.x - 20.25) < 1e-6 }.count == Self.size)
    #expect(loops[0].allSatisfy { $0.x >= 20.25 - 1e-6 && $0.x <= 63.5 && $0.y >= -0.5 && $0.y <= 63.5 })
  }

  @Test func holeRunsTheOtherWay() {
    let ring = Self.field { x, y in 5 - abs(hypot(x - 31.5, y - 31.5) - 18) }
    let areas = MarchingSquares.contours(of: ring, width: Self.size, height: Self.size, at: 0).map(Self.area)
    #expect(areas.count == 2 && areas[0] * areas[1] < 0)
    let expected = Double.pi * 360
    #expect(abs(abs(areas.reduce(0, +)) - expected) < 0.01 * expected)
  }

  @Test func saddleIsDecidedByTheMean() {
    let low = MarchingSquares.contours(of: [1, 0, 0, 1], width: 2, height: 2, at: 0.6)
    let high = MarchingSquares.contours(of: [1, 0, 0, 1], width: 2, height: 2, at: 0.4)
    #expect(low.count == 2 && high.count == 1)
  }

  @Test func nothingAboveGivesNothingAndNaNIsBelow() {
    #expect(MarchingSquares.contours(of: [0, 0, 0, 0], width: 2, height: 2, at: 1).isEmpty)
    #expect(MarchingSquares.contours(of: [.nan, .nan, .nan, .nan], width: 2, height: 2, at: 0).isEmpty)
    let one = MarchingSquares.contours(of: [.nan, 2, .nan, .nan], width: 2, height: 2, at: 1)
    #expect(one.count == 1 && one[0].count == 4)
  }
}
