/// A unit of measurement, used as a phantom type: it exists only at compile time.
public protocol PhysicalUnit: Sendable {
  /// The UCUM-like symbol that is printed after a number, for example `Bq/mL`.
  static var symbol: String { get }
}

/// A real number together with its unit.
///
/// Costs exactly one `Double`. There is deliberately no product of two quantities in general:
/// only products that mean something in dosimetry are defined, in `Products.swift`.
/// It is not a converter; values enter and leave in other units through named members
/// such as `Quantity<Becquerel>.gigabecquerels(7.4)` and `inGigabecquerels`.
@frozen
public struct Quantity<Unit: PhysicalUnit>: Hashable, Comparable, Sendable, Codable {
  /// The number, in `Unit`.
  public var value: Double

  @inlinable public init(_ value: Double) { self.value = value }

  public init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(Double.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  @inlinable public static prefix func - (a: Self) -> Self { Self(-a.value) }
  @inlinable public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
  @inlinable public static func * (factor: Double, a: Self) -> Self { Self(a.value * factor) }
  @inlinable public static func / (a: Self, divisor: Double) -> Self { Self(a.value / divisor) }
  /// The ratio of two quantities of the same unit, a pure number.
  @inlinable public static func / (a: Self, b: Self) -> Double { a.value / b.value }
  @inlinable public static func += (a: inout Self, b: Self) { a.value += b.value }

  @inlinable public static var zero: Self { Self(0) }
  @inlinable public var isFinite: Bool { value.isFinite }
}

extension Quantity: CustomStringConvertible {
  public var description: String { "\(value) \(Unit.symbol)" }
}

/// A quantity with its standard uncertainty (one sigma, k = 1; JCGM 100:2008, 2.3.1).
@frozen
public struct Uncertain<Unit: PhysicalUnit>: Hashable, Sendable, Codable {
  public var value: Quantity<Unit>
  /// Standard uncertainty, in the same unit; never negative. `nil` means *not evaluated*, never zero.
  public var standardUncertainty: Quantity<Unit>?

  public init(_ value: Quantity<Unit>, standardUncertainty: Quantity<Unit>? = nil) {
    precondition(
      standardUncertainty.map { !($0.value < 0) } ?? true, "a standard uncertainty is not negative")
    self.value = value
    self.standardUncertainty = standardUncertainty
  }

  /// Standard uncertainty divided by the absolute value; `nil` if not evaluated or the value is zero.
  public var relativeUncertainty: Double? {
    guard let u = standardUncertainty, value.value != 0 else { return nil }
    return u.value / abs(value.value)
  }
}
