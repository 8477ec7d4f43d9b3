import Quantities
import Reporting
import Stages

/// A number with its standard uncertainty (k = 1); without one it was not evaluated.
package struct Measured: Encodable, Sendable, Hashable {
  package var value: Double
  package var u: Double?

  package init(_ value: Double, u: Double? = nil) { (self.value, self.u) = (value, u) }
  package init<Unit>(_ quantity: Uncertain<Unit>, scale: Double = 1) {
    self.init(quantity.value.value * scale, u: quantity.standardUncertainty.map { $0.value * scale })
  }

  /// `12.3 ± 1.4`, or three digits.
  package var text: String { value.printed(uncertainty: u) }
  package var gray: Uncertain<Gray> {
    Uncertain(AbsorbedDose(value), standardUncertainty: u.map { AbsorbedDose($0) })
  }
}

extension StudyTable.Cell {
  static func measure(_ m: Measured?) -> Self { m.map { .measured($0.value, u: $0.u) } ?? .absent }
}
