import Foundation

/// Three significant digits without zeros at the end, for sentences; a value with its uncertainty is `printed`.
package func rounded(_ x: Double) -> String { x.printedShort(significant: 3) }

/// Four significant digits without zeros at the end.
package func rounded4(_ x: Double) -> String { x.printedShort(significant: 4) }

/// A fraction of one as percent: `printedPercent`.
package func percent(_ fraction: Double) -> String { fraction.printedPercent() }

extension Double {
  /// In a sentence: at most `decimals` decimals, without zeros at the end.
  public func printedShort(decimals: Int) -> String {
    NumberText(self, decimals: decimals).withoutTrailingZeros.text
  }

  /// For a table that programs read again: fixed decimals, a point, and a hyphen as minus sign.
  /// - Precondition: the number is finite, `decimals` is 0…17.
  public func written(decimals: Int) -> String {
    precondition(isFinite && (0...17).contains(decimals), "a number of a table is finite")
    return NumberText(self, decimals: decimals).text.replacing("\u{2212}", with: "-")
  }

  /// The nearest number with that number of decimals; ties go away from zero. Not for printing: it is a value that is kept.
  public func rounded(decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    return (self * scale).rounded() / scale
  }
}

extension NumberText {
  /// A p value: three decimals, two from 0.1, `< 0.001` below that.
  public init(probability p: Double) {
    if p < 0.001 {
      self.init(whole: "< 0", fraction: ".001")
    } else {
      self.init(p, decimals: p < 0.0995 ? 3 : 2)
    }
  }
}

extension Int {
  /// With zeros in front, so that names of files sort: `007`.
  public func padded(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
