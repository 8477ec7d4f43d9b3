import Diagnostics
import Foundation
import Quantities
import Stages
import Statistics

/// The part of a region's activity that a blurred image shows within its outline, by volume.
///
/// It corrects the activity of a whole region, never single voxels.
public struct RecoveryCurve: Sendable, Hashable {
  public enum Form: Sendable, Hashable {
    /// RC = 1/(1 + (a/V)^b), V and a in mL.
    case logistic(a: Double, b: Double)
    /// Rising volumes, mL, with their RC; between them linear in ln V, outside them not defined.
    case table([Node])
  }
  public struct Node: Sendable, Hashable {
    public var millilitres: Double
    /// Recovery coefficient, a ratio above 0 and at most 1.5.
    public var coefficient: Double
    public init(millilitres: Double, coefficient: Double) {
      (self.millilitres, self.coefficient) = (millilitres, coefficient)
    }
  }

  public let form: Form
  /// Relative standard uncertainty of the curve at a given volume (k = 1).
  public let relativeUncertainty: Double?
  /// Volumes of the phantom's inserts, mL; outside, the logistic form is extrapolated with a warning.
  public let range: ClosedRange<Double>?

  /// - Throws: `Problem` if a or b is not above zero, the table has fewer than two nodes, does not rise in
  ///   volume or has coefficients outside 0…1.5, or the uncertainty is outside 0…1.
  public init(_ form: Form, relativeUncertainty: Double? = nil, range: ClosedRange<Double>? = nil) throws {
    func refuse(_ what: String) -> Problem {
      Problem(
        .dataRejected, what: what, at: "recovery coefficients",
        why: "small lesions would be wrong by a factor",
        remedy: "check the phantom measurement")
    }
    if let u = relativeUncertainty, !(0...1).contains(u) {
      throw refuse("the relative uncertainty \(u) is not in 0…1")
    }
    switch form {
    case .logistic(let a, let b):
      guard a > 0, b > 0, a.isFinite, b.isFinite else {
        throw refuse("a = \(a) and b = \(b) must be above zero")
      }
      self.range = range
    case .table(let nodes):
      guard nodes.count >= 2, nodes[0].millilitres > 0,
        zip(nodes, nodes.dropFirst()).allSatisfy({ $0.millilitres < $1.millilitres })
      else { throw refuse("the table needs two or more rising volumes") }
      // Edge overshoot of resolution modelling may lift a coefficient above 1.
      guard nodes.allSatisfy({ $0.coefficient > 0 && $0.coefficient <= 1.5 }) else {
        throw refuse("a coefficient is outside 0…1.5")
      }
      self.range = nodes[0].millilitres...nodes[nodes.count - 1].millilitres
    }
    (self.form, self.relativeUncertainty) = (form, relativeUncertainty)
  }

  /// A node from the diameter of a sphere, mm, instead of its volume.
  public static func node(sphereDiameter: Length, coefficient: Double) -> Node {
    let cm = sphereDiameter.value / 10
    return Node(millilitres: Double.pi / 6 * cm * cm * cm, coefficient: coefficient)
  }

  /// The recovery of a region.
  ///
  /// - Throws: `Problem` if the volume is not above zero, or smaller than a table reaches.
  public func recovery(of volume: Quantity<Millilitre>) throws -> Recovery {
    let v = volume.value
    guard v > 0, v.isFinite else {
      throw Problem(
        .dataRejected, what: "a region of \(v) mL has no recovery coefficient", at: "recovery coefficients",
        why: "an empty region contains no activity", remedy: "check the structure")
    }
    switch form {
    case .logistic(let a, let b):
      let x = pow(a / v, b)
      return Recovery(
        coefficient: 1 / (1 + x), logSlope: b * x / (1 + x), relativeUncertainty: relativeUncertainty,
        warnings: outside(v))
    case .table(let nodes): return try interpolate(nodes, v)
    }
  }

  private func interpolate(_ nodes: [Node], _ v: Double) throws -> Recovery {
    guard v >= nodes[0].millilitres else {
      throw Problem(
        .dataRejected,
        what: "a region of \(v) mL is smaller than the smallest insert, \(nodes[0].millilitres) mL",
        at: "recovery coefficients", why: "extrapolation there is a guess",
        remedy: "give a curve that covers it, or leave this region uncorrected")
    }
    let last = nodes[nodes.count - 1]
    guard v < last.millilitres else {
      return Recovery(
        coefficient: last.coefficient, logSlope: 0, relativeUncertainty: relativeUncertainty,
        warnings: v > last.millilitres ? outside(v) : [])
    }
    let upper = nodes.firstIndex { $0.millilitres > v }!
    let (p, q) = (nodes[upper - 1], nodes[upper])
    let slope = (q.coefficient - p.coefficient) / log(q.millilitres / p.millilitres)
    let rc = p.coefficient + slope * log(v / p.millilitres)
    return Recovery(
      coefficient: rc, logSlope: slope / rc, relativeUncertainty: relativeUncertainty, warnings: [])
  }

  private func outside(_ v: Double) -> [Note] {
    // What contours cannot distinguish from the smallest sphere is no smaller.
    guard let range, v < 0.95 * range.lowerBound || v > range.upperBound else { return [] }
    return [
      .recovery(
        v > range.upperBound
          ? .larger(volume: v, largest: range.upperBound)
          : .outside(volume: v, least: range.lowerBound, largest: range.upperBound))
    ]
  }

  /// Fits the logistic form to measured inserts by weighted least squares.
  ///
  /// The relative uncertainty is the root mean square of the misfit over the inserts, or of their own
  /// uncertainty if that is greater.
  /// - Parameter relativeUncertainties: of the coefficients; equal weights if `nil`.
  /// - Throws: `Problem` for fewer than three inserts, values not above zero or a fit that does not converge.
  public static func fitted(to nodes: [Node], relativeUncertainties: [Double]? = nil) throws -> RecoveryCurve
  {
    let weights = relativeUncertainties ?? nodes.map { _ in 1 }
    guard nodes.count >= 3, weights.count == nodes.count, weights.allSatisfy({ $0 > 0 }),
      nodes.allSatisfy({ $0.millilitres > 0 && $0.coefficient > 0 })
    else {
      throw Problem(
        .dataRejected,
        what: "a recovery curve needs three inserts with volume, coefficient and uncertainty above zero",
        at: "recovery coefficients", remedy: "check the phantom measurement")
    }
    let fit = LeastSquares.fit(parameters: [5, 0.8], bounds: [.above(0), .above(0)], residuals: nodes.count) {
      p, f in
      for (n, node) in nodes.enumerated() {
        let rc = 1 / (1 + pow(p[0] / node.millilitres, p[1]))
        f[n] = (rc / node.coefficient - 1) / weights[n]
      }
    }
    guard fit.converged else {
      throw Problem(
        .dataRejected, what: "no curve 1/(1 + (a/V)^b) fits the inserts", at: "recovery coefficients",
        remedy: "give the coefficients as a table")
    }
    let (a, b) = (fit.parameters[0], fit.parameters[1])
    let misfit = nodes.map { 1 / (1 + pow(a / $0.millilitres, b)) / $0.coefficient - 1 }
    let rms = { (x: [Double]) in (x.reduce(0) { $0 + $1 * $1 } / Double(x.count)).squareRoot() }
    let volumes = nodes.map(\.millilitres)
    return try RecoveryCurve(
      .logistic(a: a, b: b), relativeUncertainty: max(rms(misfit), relativeUncertainties.map(rms) ?? 0),
      range: volumes.min()!...volumes.max()!)
  }
}

/// The recovery coefficient of one region and how it follows its volume.
public struct Recovery: Sendable, Hashable, Codable {
  /// Recovery coefficient: ratio of measured to true activity.
  public var coefficient: Double
  /// d ln RC / d ln V. A volume drawn too large raises RC by this power and so lowers the corrected activity:
  /// activity and volume are correlated with cov(A, V)/(A V) = −logSlope · (u(V)/V)² (Gear et al. 2018,
  /// doi:10.1007/s00259-018-4136-7).
  public var logSlope: Double
  /// Relative standard uncertainty of the curve alone, at a volume known exactly; `nil`: not evaluated.
  public var relativeUncertainty: Double?
  public var warnings: [Note]
  /// Relative standard uncertainty by the resolution of the image, where the geometry of all regions corrected; `nil` where a
  /// curve did.
  public var resolution: Double?
  /// Relative standard uncertainty by where the regions lie on the image; `nil` as above.
  public var registration: Double?

  /// No correction, on purpose.
  public static let none = Recovery(coefficient: 1, logSlope: 0, relativeUncertainty: nil, warnings: [])

  /// Curve and volume together; `nil` if the curve's is not known.
  public func relativeUncertainty(relativeVolume u: Double) -> Double? {
    relativeUncertainty.map { ($0 * $0 + logSlope * logSlope * u * u).squareRoot() }
  }

  /// Relative covariance of the corrected activity with the volume; never positive for a rising curve.
  func relativeCovariance(relativeVolume u: Double) -> Double { -logSlope * u * u }
}

extension RecoveryCurve {
  /// Volumes from its least to its greatest, mL, evenly spaced on a logarithmic scale; 0.5 to 200 mL where it has no range.
  package func volumes(steps: Int) -> [Double] {
    let (low, high) = (range?.lowerBound ?? 0.5, range?.upperBound ?? 200)
    return (0...steps).map { low * pow(high / low, Double($0) / Double(steps)) }
  }
}
