import Quantities

/// Uncertainty of results from independent inputs: first order, with sensitivities by central differences
/// (JCGM 100:2008, 5.1.2 and the note 2 to 5.1.3).
enum Propagation {
  struct Input {
    var value: Double
    /// `nil` counts as zero; the caller says which inputs have none.
    var uncertainty: Double?

    init(_ value: Double, _ uncertainty: Double?) { (self.value, self.uncertainty) = (value, uncertainty) }
    init<U>(_ quantity: Uncertain<U>) {
      self.init(quantity.value.value, quantity.standardUncertainty?.value)
    }
  }

  /// Values and standard uncertainties; `nil` where no input with an uncertainty has a say.
  static func evaluate(
    _ inputs: [Input], _ model: ([Double]) -> [Double]
  ) -> [(value: Double, uncertainty: Double?)] {
    let centre = inputs.map(\.value)
    let values = model(centre)
    var variances = [Double](repeating: 0, count: values.count)
    for (n, input) in inputs.enumerated() {
      guard let u = input.uncertainty, u > 0 else { continue }
      // A step well below u, and far above the rounding of the model.
      let step = u * 1e-3
      var (low, high) = (centre, centre)
      low[n] -= step
      high[n] += step
      for (m, pair) in zip(model(low), model(high)).enumerated() {
        let sensitivity = (pair.1 - pair.0) / (2 * step)
        variances[m] += sensitivity * u * sensitivity * u
      }
    }
    return zip(values, variances).map { ($0, $1 > 0 ? $1.squareRoot() : nil) }
  }
}
