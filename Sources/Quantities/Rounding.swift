import Foundation

/// Three significant digits, for the terminal.
package func rounded(_ x: Double) -> String {
  guard x != 0, x.isFinite else { return x == 0 ? "0" : "\(x)" }
  let scale = pow(10, 2 - floor(log10(abs(x))))
  let value = (x * scale).rounded() / scale
  return value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
}

/// Four significant digits.
package func rounded4(_ x: Double) -> String {
  guard x != 0, x.isFinite else { return x == 0 ? "0" : "\(x)" }
  let scale = pow(10, 3 - floor(log10(abs(x))))
  let value = (x * scale).rounded() / scale
  return value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
}

/// One decimal; what rounds to zero has no sign.
package func percent(_ fraction: Double) -> String { "\((fraction * 1000).rounded() / 10 + 0.0) %" }
