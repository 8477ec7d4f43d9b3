internal import CMINPACK

/// Non-linear least squares by Levenberg–Marquardt: MINPACK's `lmder` (Moré 1978, doi:10.1007/BFb0067700).
///
/// One value holds the work space for one problem size and may solve many problems of that size, one after
/// another, without allocating. It is not shared between threads: give each its own.
public struct LeastSquares: ~Copyable {
  /// Fills residuals (`m`) or the Jacobian of the residuals (`m × n`, column by column); the other is `nil`.
  public typealias Model = (
    _ parameters: UnsafePointer<Double>, _ residuals: UnsafeMutablePointer<Double>?,
    _ jacobian: UnsafeMutablePointer<Double>?
  ) -> Void

  /// How a minimisation ended.
  public struct Outcome: Sendable, Hashable {
    /// Sum of squared residuals at the solution, in the squared unit of the residuals.
    public var residualSumOfSquares: Double
    /// The relative change of the sum or of the parameters fell below the tolerance.
    public var converged: Bool
    /// Evaluations of the residuals.
    public var evaluations: Int
  }

  let residualCount: Int
  public let parameterCount: Int
  private let work: UnsafeMutablePointer<Double>
  private let pivots: UnsafeMutablePointer<Int32>

  /// - Precondition: at least one parameter and at least as many residuals as parameters.
  public init(residuals m: Int, parameters n: Int) {
    precondition(n > 0 && m >= n, "least squares needs as many residuals as parameters")
    (residualCount, parameterCount) = (m, n)
    work = .allocate(capacity: m * n + 2 * m + 6 * n)
    pivots = .allocate(capacity: n)
  }

  deinit {
    work.deallocate()
    pivots.deallocate()
  }

  /// Moves `parameters` to the nearest minimum of the sum of squares.
  public mutating func minimise(
    _ parameters: UnsafeMutablePointer<Double>, tolerance: Double = 1e-12, maximumEvaluations: Int = 400,
    model: Model
  ) -> Outcome {
    withoutActuallyEscaping(model) { model in
      var call = Call(model: model)
      return withUnsafeMutablePointer(to: &call) {
        run(parameters, tolerance: tolerance, limit: maximumEvaluations, call: $0)
      }
    }
  }

  /// (JᵀJ)⁻¹ at the solution of the last `minimise`, row by row into `n × n` numbers: the covariance of the
  /// parameters if the residuals have unit variance. Rows of undetermined parameters are zero.
  /// - Returns: the rank of J.
  @discardableResult
  public mutating func covariance(into matrix: UnsafeMutablePointer<Double>) -> Int {
    let n = parameterCount
    covar(Int32(n), jacobian, Int32(residualCount), pivots, 1e-12, scratch)
    for row in 0..<n {
      for column in 0..<n { matrix[row * n + column] = jacobian[row + column * residualCount] }
    }
    return (0..<n).reduce(0) { $0 + (matrix[$1 * n + $1] > 0 ? 1 : 0) }
  }

  private var jacobian: UnsafeMutablePointer<Double> { work }
  private var residuals: UnsafeMutablePointer<Double> { work + residualCount * parameterCount }
  private var scratch: UnsafeMutablePointer<Double> { residuals + residualCount }

  private struct Call { var model: Model }

  private mutating func run(
    _ x: UnsafeMutablePointer<Double>, tolerance: Double, limit: Int, call: UnsafeMutablePointer<Call>
  ) -> Outcome {
    let (m, n) = (residualCount, parameterCount)
    let (diagonal, qtf, wa) = (scratch, scratch + n, scratch + 2 * n)
    var (evaluations, jacobians): (Int32, Int32) = (0, 0)
    let info = lmder(
      { context, _, _, x, f, j, _, flag in
        let model = context!.assumingMemoryBound(to: Call.self).pointee.model
        if flag == 1 { model(x!, f!, nil) } else if flag == 2 { model(x!, nil, j!) }
        return 0
      }, call, Int32(m), Int32(n), x, residuals, jacobian, Int32(m), tolerance, tolerance, 0, Int32(limit),
      diagonal, 1, 100, 0, &evaluations, &jacobians, pivots, qtf, wa, wa + n, wa + 2 * n, wa + 3 * n)
    let sum = (0..<m).reduce(0.0) { $0 + residuals[$1] * residuals[$1] }
    // 1…3: tolerance reached, 4: residuals orthogonal to J, 6…8: as good as the arithmetic allows.
    let good = [1, 2, 3, 4, 6, 7, 8].contains(info) && sum.isFinite
    return Outcome(residualSumOfSquares: sum, converged: good, evaluations: Int(evaluations))
  }
}
