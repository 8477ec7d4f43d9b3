extension [Double] {
  /// √Σx², `nil` of nothing: independent uncertainties as one.
  package var inQuadrature: Double? {
    isEmpty ? nil : reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

extension Uncertain {
  /// The sum of two values that share no error; an uncertainty that is not known counts as none.
  package func adding(independent other: Uncertain) -> Uncertain {
    let u = [standardUncertainty, other.standardUncertainty].compactMap { $0?.value }
    return Uncertain(value + other.value, standardUncertainty: u.inQuadrature.map { Quantity($0) })
  }
}
