import Foundation
import Stages
import Volumes

extension DigitalPatient {
  /// Counts of an image as another acquisition would give them.
  /// - Parameters:
  ///   - mean: expected counts; `spectCounts` without noise.
  ///   - repetition: the same number gives the same counts on any number of threads.
  package func counted(_ mean: Volume<Float>, repetition: UInt64, point: Int) -> Volume<Float> {
    noisy(mean, seed: seed &+ repetition &* 0x9E37_79B9_7F4A_7C15, stream: UInt64(2048 + point))
  }

  /// A structure drawn too large or too small.
  /// - Parameter relativeVolume: drawn over true volume, above 0.
  package func region(
    _ structure: PatientStructure, drawn relativeVolume: Double, on grid: Grid
  ) -> Structure {
    let drawn = PatientStructure(
      structure.name, structure.role, structure.solid.scaled(by: cbrt(relativeVolume)), side: structure.side)
    return Structure(
      program: structure.name, role: structure.role, side: structure.side,
      region: region(drawn, on: grid, at: timePoints[reference]), origin: "drawn anew")
  }
}
