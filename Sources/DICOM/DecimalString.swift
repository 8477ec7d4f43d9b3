import Foundation

/// Decimal String, VR DS: at most 16 characters (PS3.5 table 6.2-1).
public enum DecimalString {
  /// Reads one value; `nil` for anything that is not a finite decimal number.
  public static func parse(_ text: String) -> Double? {
    let bytes = text.utf8
    guard !bytes.isEmpty, bytes.count <= 64, bytes.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// The text of at most 16 characters that comes closest to `value`.
  ///
  /// Compute with `parse(format(x))`, not with `x`, where the written number must be the used one.
  /// - Precondition: `value` is finite.
  public static func format(_ value: Double) -> String {
    precondition(value.isFinite, "a decimal string is finite")
    let exact = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    if exact.utf8.count <= 16 { return exact }
    let candidates = (0...16).reversed().flatMap { digits in
      [String(format: "%.\(digits)e", value), String(format: "%.\(digits)f", value)].map(compact)
    }
    let fitting = candidates.filter { $0.utf8.count <= 16 }
    return fitting.min { abs(Double($0)! - value) < abs(Double($1)! - value) }!
  }

  /// `1.50e-05` → `1.50e-5`.
  private static func compact(_ text: String) -> String {
    text.replacing(/e([+-])0*(\d)/) { "e\($0.1 == "-" ? "-" : "")\($0.2)" }
  }
}
