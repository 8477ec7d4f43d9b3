import Diagnostics
import Phantoms
import Quantities

/// Which digital patient a demonstration shows: random numbers, protocol and anatomy.
public struct PatientChoice: Sendable, Hashable {
  /// Noise, motion and counts; `nil`: the patient of the documentation.
  public var seed: UInt64?
  /// Start of each SPECT after the administration, h; empty: 4, 24, 96 and 168.
  public var hours: [Double] = []
  /// Full width at half maximum of the SPECT, mm.
  public var resolution: Double?
  /// Counts over the usual ones.
  public var counts = 1.0
  /// Lengths of the anatomy over the usual ones.
  public var size = 1.0
  /// Fraction of the liver that is tumour.
  public var tumourLoad: Double?

  public init() {}

  /// - Throws: a usage `Problem` for times that do not rise by an hour or more.
  func patient() throws(Problem) -> DigitalPatient {
    var options = DigitalPatient.Options()
    if !hours.isEmpty {
      guard hours[0] > 0, zip(hours, hours.dropFirst()).allSatisfy({ $1 - $0 >= 1 }) else {
        throw Problem(
          .usage, what: "the times of the images do not rise by an hour or more", at: "--times",
          remedy: "give hours after the administration, such as 4,24,96")
      }
      options.imagingTimes = hours.map { .hours($0) }
    }
    if let resolution { options.resolution = Length(resolution) }
    options.sensitivity *= counts
    (options.size, options.tumourLoad) = (size, tumourLoad)
    return seed.map { DigitalPatient.standard(seed: $0, options: options) } ?? .standard(options: options)
  }
}
