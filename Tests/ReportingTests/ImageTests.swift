import Foundation
import Testing
import Volumes

@testable import Reporting

@Suite struct OrientationTests {
  @Test func lettersByDominance() {
    #expect(OrientationLetters.letters(Vector3(1, 0, 0)) == "L")
    #expect(OrientationLetters.letters(Vector3(-1, 0, 0)) == "R")
    #expect(OrientationLetters.letters(Vector3(0, -1, 0)) == "A")
    #expect(OrientationLetters.letters(Vector3(0, 0, 1)) == "S")
    #expect(OrientationLetters.letters(Vector3(0.8, 0.6, 0)) == "LP")
    #expect(OrientationLetters.letters(Vector3(-0.6, 0, -0.8)) == "IR")
    // Two degrees of table tilt are not worth a letter.
    #expect(OrientationLetters.letters(Vector3(cos(0.035), sin(0.035), 0)) == "L")
  }

  /// All 48 ways to order and flip the axes of a grid.
  static let directions: [Matrix3] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    .flatMap { order in
      (0..<8).map { bits in
        let column = { (n: Int) -> Vector3 in
          var v = Vector3.zero
          v[order[n]] = bits >> n & 1 == 0 ? 1 : -1
          return v
        }
        return Matrix3(column(0), column(1), column(2))
      }
    }

  @Test(arguments: directions) func everyStorageShowsTheSamePatient(_ direction: Matrix3) throws {
    // A marker to the patient's left, behind, and above the middle must appear right, low and high.
    let grid = try Grid(size: GridSize(16, 16, 16), spacing: Vector3(4, 4, 4), direction: direction)
    let centre = grid.centre
    let marker = centre + Vector3(18, 14, 10)
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<16 {
      for j in 0..<16 {
        for i in 0..<16 {
          volume[i, j, k] = Float(
            exp(-(grid.position(Vector3(Double(i), Double(j), Double(k))) - marker).norm / 5))
        }
      }
    }
    let whole = IndexBox(lower: GridSize(0, 0, 0), upper: grid.size)
    for (orientation, right, down) in [
      (SliceOrientation.axial, "L", "P"), (.coronal, "L", "I"), (.sagittal, "P", "I"),
    ] {
      let plane = SlicePlane(orientation, of: grid, through: marker, view: whole)
      #expect(
        OrientationLetters.letters(plane.right) == right && OrientationLetters.letters(plane.down) == down)
      let samples = plane.sample(volume)
      let hot = samples.indices.max { samples[$0] < samples[$1] }!
      let at = plane.position(column: Double(hot % plane.columns), row: Double(hot / plane.columns))
      #expect((at - marker).norm < 4, "the marker moved in the \(orientation.rawValue) cut")
      #expect(samples.allSatisfy { !$0.isNaN })
    }
  }

  @Test func obliqueGridGetsTwoLetters() throws {
    let a = 30.0 * .pi / 180
    let turned = Matrix3(Vector3(cos(a), sin(a), 0), Vector3(-sin(a), cos(a), 0), Vector3(0, 0, 1))
    let grid = try Grid(size: GridSize(8, 8, 8), spacing: Vector3(2, 2, 5), direction: turned)
    let plane = SlicePlane(
      .axial, of: grid, through: grid.centre, view: IndexBox(lower: GridSize(0, 0, 0), upper: grid.size))
    #expect(
      OrientationLetters.letters(plane.right) == "LP" && OrientationLetters.letters(-plane.down) == "AL")
  }

  @Test func anisotropicVoxelsKeepTheirAspect() throws {
    let grid = try Grid(size: GridSize(40, 20, 10), spacing: Vector3(1, 2, 5))
    let whole = IndexBox(lower: GridSize(0, 0, 0), upper: grid.size)
    let axial = SlicePlane(.axial, of: grid, through: grid.centre, view: whole)
    let coronal = SlicePlane(.coronal, of: grid, through: grid.centre, view: whole)
    #expect(axial.width == 40 && axial.height == 40 && coronal.width == 40 && coronal.height == 50)
  }

  @Test func outsideIsNotANumberButOutsideARegionIsNothing() throws {
    let small = try Grid(size: GridSize(4, 4, 4), spacing: Vector3(1, 1, 1), origin: Vector3(100, 0, 0))
    let large = try Grid(size: GridSize(8, 8, 8), spacing: Vector3(1, 1, 1))
    let plane = SlicePlane(
      .axial, of: large, through: large.centre, view: IndexBox(lower: GridSize(0, 0, 0), upper: large.size))
    #expect(plane.sample(Volume<Float>(grid: small, repeating: 1)).allSatisfy { $0.isNaN })
    #expect(plane.sample(Occupancy(Volume<Float>(grid: small, repeating: 1))).allSatisfy { $0 == 0 })
  }
}

@Suite struct ColourTests {
  /// Σ (index + 1) × value per channel of the DICOM palette files, PS3.6 annex B.
  @Test func palettesAreThoseOfTheStandard() {
    func sums(_ map: ColourMap) -> [Int] {
      [16, 8, 0].map { (shift: UInt32) -> Int in
        var sum = 0
        for (n, colour) in map.colours.enumerated() { sum += (n + 1) * Int(colour >> shift & 255) }
        return sum
      }
    }
    #expect(sums(.hotIron) == [7_681_216, 3_479_040, 1_954_944])
    #expect(sums(.pet) == [6_098_735, 4_004_384, 4_551_122])
  }

  /// Relative luminance of IEC 61966-2-1 turned into CIE 1976 lightness.
  static func lightness(_ rgb: UInt32) -> Double {
    let linear = { (c: UInt32) -> Double in
      let v = Double(c & 255) / 255
      return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
    }
    let y = 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb)
    return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y
  }

  @Test func uniformMapRisesInLightness() {
    let values: [Double] = ColourMap.uniform.colours.map(Self.lightness)
    #expect(
      zip(values, values.dropFirst()).allSatisfy { $1 > $0 - 0.6 }, "rounding to 8 bits may cost half a step")
    #expect(values.first! < 5 && values.last! > 92)
    let steps: [Double] = stride(from: 0, to: 240, by: 16).map { (n: Int) -> Double in
      values[n + 16] - values[n]
    }
    #expect(steps.min()! > 2 && steps.max()! < 12)
  }
}
