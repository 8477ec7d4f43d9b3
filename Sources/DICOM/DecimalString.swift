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
    let scientific = longest { compact(String(format: "%.\($0)e", value)) }!
    guard let fixed = longest({ String(format: "%.\($0)f", value) }) else { return scientific.text }
    let (one, other) = (abs(Double(scientific.text)! - value), abs(Double(fixed.text)! - value))
    return one < other || (one == other && scientific.digits >= fixed.digits) ? scientific.text : fixed.text
  }

  /// With as many digits as fit: fewer are never closer.
  private static func longest(_ text: (Int) -> String) -> (digits: Int, text: String)? {
    for digits in (0...16).reversed() {
      let text = text(digits)
      if text.utf8.count <= 16 { return (digits, text) }
    }
    return nil
  }

  /// `1.50e-05` → `1.50e-5`. By hand: dose reports hold thousands of numbers, and a pattern would be compiled for each.
  private static func compact(_ text: String) -> String {
    let parts = text.split(separator: "e")
    let exponent = parts[1].drop { $0 == "+" || $0 == "-" }.drop { $0 == "0" }
    return parts[0] + (parts[1].hasPrefix("-") ? "e-" : "e") + (exponent.isEmpty ? "0" : exponent)
  }
}
