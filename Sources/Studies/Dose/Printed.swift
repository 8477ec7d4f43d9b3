import Workflow
import Diagnostics
import Foundation
import Quantification
import Quantities
import Reporting

// Calibrations in the words and points that a report prints.

extension Calibration.Factor {
  package var printed: (value: Double, unit: String) {
    switch self {
    case .countsPerSecondPerMegabecquerel(let v): (v, "cps/MBq")
    case .becquerelPerMillilitrePerCount(let v): (v, "Bq/mL per count")
    case .becquerelPerMillilitrePerCountPerSecond(let v): (v, "Bq/mL per count per second")
    }
  }
}

extension DeadTime {
  package var printed: String {
    switch self {
    case .none: "none"
    case .nonParalyzable(let tau): "non-paralyzable, τ = \(tau * 1e6) µs"
    case .paralyzable(let tau): "paralyzable, τ = \(tau * 1e6) µs"
    case .factor(let f): "factor \(f)"
    }
  }
}

extension RecoveryCurve {
  /// Nodes of a table, or points along the fitted curve.
  package var printed: [Instrument.Recovery] {
    let volumes: [Double] =
      switch form {
      case .table(let nodes): nodes.map(\.millilitres)
      case .logistic: self.volumes(steps: 12)
      }
    return volumes.compactMap { v in
      guard let r = try? recovery(of: Quantity(v)) else { return nil }
      let u = r.relativeUncertainty.map { Quantity<One>($0 * r.coefficient) }
      return Instrument.Recovery(
        volume: Quantity(v), coefficient: Uncertain(Quantity(r.coefficient), standardUncertainty: u))
    }
  }
}
