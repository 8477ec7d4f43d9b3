import Diagnostics
import Foundation
import Nuclides
import Quantities

/// What the user may decide about a dose calculation, with the defaults that the report names.
public struct DoseOptions: Sendable, Hashable {
  /// What happens to voxels with negative activity (noise, over-subtracted scatter).
  public enum NegativeActivity: String, Sendable, Hashable, Codable {
    /// They count as negative weights, so that means over regions stay unbiased.
    case keep
    /// They are set to zero, which raises the total; the report says by how much.
    case clip
  }

  /// Density where there is no CT, g/mL. Default 1.05: liver (ICRP Publication 110, adult reference phantoms).
  public var uniformDensity: Quantity<GramPerMillilitre> = Quantity(1.05)
  /// Voxels below this density are air: energy there is reported, their dose is 0. g/mL.
  public var airDensity: Quantity<GramPerMillilitre> = Quantity(0.1)
  /// The part of the activity that may lie outside the CT, or outside `grid`, before the calculation stops, 0…1.
  public var allowedOutsideCT = 0.01
  /// Where the dose is wanted; `nil` for the grid of the activity. The material map then lies on its transport grid.
  public var grid: DoseGrid?
  public var negativeActivity: NegativeActivity = .keep
  /// Which recommended emissions; the result names them.
  public var decayData = DecayDataEdition.evaluated
  /// Part of the progeny of an alpha emitter that leaves before it decays, 0…1 (`Nuclide.releasing`).
  public var progenyLeaving = 0.0
  /// Worker threads; `nil` for one per processor core. The result does not depend on it.
  public var threads: Int?

  public init() {}

  var workers: Int { max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount) }

  func check() throws {
    var found: [Problem] = []
    if !(uniformDensity.value >= 0.1 && uniformDensity.value <= 25) {
      found.append(
        .option("uniform density \(uniformDensity) is not between 0.1 and 25 g/mL", "uniformDensity"))
    }
    if !(airDensity.value > 0 && airDensity.value <= 0.2) {
      found.append(
        .option("air density limit \(airDensity) is not above 0 and at most 0.2 g/mL", "airDensity"))
    }
    if !(allowedOutsideCT >= 0 && allowedOutsideCT <= 1) {
      found.append(.option("allowed share \(allowedOutsideCT) is not between 0 and 1", "allowedOutsideCT"))
    }
    if found.count == 1 { throw found[0] }
    if !found.isEmpty { throw Problems(found) }
  }
}

extension Problem {
  static func option(_ what: String, _ name: String) -> Problem {
    Problem(
      .usage, what: what, at: "option \(name)", why: "the dose would not mean anything",
      remedy: "give a value in range or leave the default")
  }
}
