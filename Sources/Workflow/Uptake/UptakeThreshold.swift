import Diagnostics
import Quantification

/// A threshold in words: `41%`, `2.5`, `2xmean`, `2xmax`.
package enum UptakeThreshold: Equatable {
  case absolute(Double)
  case percentOfMaximum(Double)
  case timesNormalMean(Double)
  case timesNormalMaximum(Double)

  /// - Throws: `Problem` (usage) if the word is none of these or its number is not above zero.
  package init(_ word: String) throws(Problem) {
    let forms: [(String, (Double) -> UptakeThreshold)] = [
      ("%", { .percentOfMaximum($0) }), ("xmean", { .timesNormalMean($0) }),
      ("xmax", { .timesNormalMaximum($0) }), ("", { .absolute($0) }),
    ]
    let (ending, form) = forms.first { word.hasSuffix($0.0) }!
    guard let number = Double(word.dropLast(ending.count)), number > 0, number.isFinite else {
      throw Problem(
        .usage, what: "“\(word)” is not a threshold", at: "--threshold",
        remedy: "41% of the maximum, 2.5 in SUV, 2xmean or 2xmax of normal liver")
    }
    self = form(number)
  }

  /// - Throws: `Problem` if it refers to normal liver and there is none.
  package func resolved(normalMean: Double?, normalMaximum: Double?) throws(Problem) -> Threshold {
    switch self {
    case .absolute(let value): return .absolute(value)
    case .percentOfMaximum(let percent): return .percentOfMaximum(percent)
    case .timesNormalMean(let factor):
      if let normalMean { return .multiple(factor, of: normalMean) }
    case .timesNormalMaximum(let factor):
      if let normalMaximum { return .multiple(factor, of: normalMaximum) }
    }
    throw Problem(
      .usage, what: "the threshold needs normal liver", at: "--threshold",
      remedy: "name the liver with --liver")
  }
}
