import Foundation
import Statistics
import Volumes

/// Errors of one repetition of a measurement, drawn from normal distributions with the uncertainties that are stated.
struct DrawnErrors: Sendable {
  /// What can be wrong. Raw values are the words of the table.
  enum Source: String, Sendable, CaseIterable, Codable {
    case contours, calibration, recovery, decay
    /// Reconstruction and repositioning, one error per image (option `pointUncertainty`).
    case points = "images"
    case registration, clock, counts
  }

  /// Standard deviation of a remaining shift along each axis, mm.
  static let shift = 0.5
  /// Standard deviation of the time of an image, s.
  static let clockSeconds = 300.0

  /// Which repetition; 0 draws nothing.
  let repetition: UInt64
  let sources: Set<Source>
  let seed: UInt64

  static let none = DrawnErrors(repetition: 0, sources: [], seed: 0)

  func has(_ source: Source) -> Bool { sources.contains(source) }

  /// A standard normal number of that source, the same whatever else is drawn; 0 where the source is not drawn.
  func normal(_ source: Source, _ index: Int = 0) -> Double {
    guard has(source) else { return 0 }
    let place = UInt64(Source.allCases.firstIndex(of: source)!) << 32 | UInt64(index)
    var random = SplitMix64(
      seed: SplitMix64.mix(
        SplitMix64.mix(seed) ^ SplitMix64.mix(repetition << 8 &+ 1) &+ SplitMix64.mix(place)))
    func uniform() -> Double { (Double(random.next() >> 11) + 0.5) * 0x1p-53 }
    // Box and Muller.
    let (u, v) = (uniform(), uniform())
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }

  /// Drawn over true volume of a structure whose diameter is uncertain by a third of its volume.
  func volume(_ index: Int, relative: Double) -> Double {
    let diameter = max(0.4, 1 + relative / 3 * normal(.contours, index))
    return diameter * diameter * diameter
  }

  /// What remains of the motion of an image, mm.
  func motion(_ image: Int) -> Vector3 {
    Vector3(
      normal(.registration, 3 * image), normal(.registration, 3 * image + 1),
      normal(.registration, 3 * image + 2))
      * Self.shift
  }
}
