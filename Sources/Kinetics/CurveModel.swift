import Quantities

/// How points become a curve and its integral.
public enum CurveModel: Sendable, Hashable {
  /// The exponential model with the least corrected Akaike criterion among those that the number of points admits.
  case automatic
  case exponential(ExponentialShape)
  case trapezoid(Trapezoid)
  case singleTimePoint(SingleTimePoint)
  /// The activity stays and decays physically, as microspheres do. One point suffices; more are averaged.
  case permanentTrapping

  public static let monoExponential = CurveModel.exponential(.mono)
  public static let biExponential = CurveModel.exponential(.bi)
  public static let triExponential = CurveModel.exponential(.tri)
  public static let uptakeWashout = CurveModel.exponential(.uptakeWashout)
}

/// What standard uncertainties of the points mean for the fit.
public enum Weighting: String, Sendable, Hashable, Codable {
  /// `stated` if every point has an uncertainty, else `unweighted`.
  case automatic
  /// Weights 1/σ²; the σ are believed, and the covariance follows from them alone.
  case stated
  /// Weights 1/σ² of which only the ratios are believed: the covariance is scaled by the reduced χ².
  case relative
  /// Equal weights; the covariance is scaled by the scatter about the curve.
  case unweighted
}

/// Trapezoidal integration between the points with a chosen beginning and end.
public struct Trapezoid: Sendable, Hashable {
  /// What is assumed between administration and the first point.
  public enum Head: String, Sendable, Hashable, Codable {
    /// The first measured activity all the time.
    case constant
    /// A straight line from nothing at administration.
    case linearFromZero = "linear_from_zero"
    /// The first activity traced back along physical decay.
    case physicalDecay = "backextrap_phys"
  }
  /// What is assumed beyond the last time point.
  public enum Tail: Sendable, Hashable {
    /// Physical decay: the slowest possible, hence the largest integral.
    case physical
    /// A given effective half-life, at most the physical one, with its uncertainty where known.
    case effectiveHalfLife(Uncertain<Second>)
    /// The straight line through the logarithms of the last points, never slower than physical decay.
    case lastPoints(Int)
  }
  public var head: Head
  public var tail: Tail
  public init(head: Head, tail: Tail) { (self.head, self.tail) = (head, tail) }
}

/// Estimates of the integral from one measurement.
public enum SingleTimePoint: Sendable, Hashable {
  /// Ã = A(t) · 2t/ln 2 (Hänscheid et al. 2018, doi:10.2967/jnumed.117.193706), good to about 10 % where
  /// 0.75 < t/Teff < 2.5. The population's effective half-life, if given, checks that window and makes the
  /// uncertainty; its standard uncertainty is the spread between patients.
  case hanscheid2018(population: Uncertain<Second>?)
  /// Ã = A(t) 2^(t/Teff) Teff/ln 2 with a known effective half-life (Hänscheid et al. 2017,
  /// doi:10.3413/Nukmed-0925-17-08).
  case hanscheid2017(effectiveHalfLife: Uncertain<Second>)
  /// Ã = A(t) e^(kt)/k with the population's rate k = ln 2/Teff (Madsen et al. 2018, doi:10.1002/mp.12886).
  case madsen(effectiveHalfLife: Uncertain<Second>)
}
