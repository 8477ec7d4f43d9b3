import Quantities
import Statistics

/// What a manuscript states of a fraction, an interval or a sum.
public struct Claim: Sendable {
  /// Row of the file, 1 for the header.
  public var row: Int
  /// Where the manuscript says so, and in which words.
  public var place, words: String
  public var part, whole: ExactDecimal?
  /// Percentage as printed; its decimals count.
  public var percent: Printed?
  /// Limits in percent, with level and method where they were named.
  public var low, high: Printed?
  public var level = 0.95
  public var method: Method?
  /// Parts of a sum and their printed total.
  public var parts: [Printed] = []
  public var total: Printed?

  public enum Method: String, Sendable, CaseIterable {
    case clopperPearson = "Clopper–Pearson", wilson = "Wilson"
  }

  /// A number with the decimals that were printed of it.
  public struct Printed: Sendable, Hashable {
    public var value: ExactDecimal
    public var decimals: Int
    /// The text as printed.
    public var text: String

    /// `nil` if the text is not a plain decimal number below 10⁹ with at most six decimals: no table prints others,
    /// and products of these are exact. A comma or a raised point (15·3, house style of The Lancet) is read as decimal;
    /// a comma before exactly three digits could be either and is refused.
    public init?(_ text: String) {
      let printed = text.trimmingBlanks
      guard printed.wholeMatch(of: /[−+-]?\d+,\d{3}/) == nil else { return nil }
      let plain = String(
        printed.map { $0 == "−" ? "-" : ",·∙⋅".contains($0) ? "." : $0 })
      guard let value = ExactDecimal(plain), !plain.contains("e"), !plain.contains("E") else { return nil }
      (self.value, self.text) = (value, printed)
      decimals = plain.firstIndex(of: ".").map { plain.distance(from: $0, to: plain.endIndex) - 1 } ?? 0
      guard decimals <= 6, value.magnitude < 1_000_000_000 else { return nil }
    }
  }

  public init(row: Int, place: String, words: String) {
    (self.row, self.place, self.words) = (row, place, words)
  }
}

/// A statement that does not hold.
public struct ClaimFault: Sendable {
  public enum Kind: String, Sendable { case fraction, percentage, interval, sum }
  public var claim: Claim
  public var kind: Kind
  public var printed: String
  /// What the numbers give.
  public var recomputed: String
}

/// Recomputes what a manuscript states and finds what does not hold.
///
/// A percentage holds if it is 100·x/n rounded to the decimals that were printed, either way at an exact half,
/// compared in decimal arithmetic. An interval holds if it is the Clopper–Pearson or the Wilson interval of x/n, rounded
/// in the same way; a named method must be the one. A sum holds if it is the sum of its parts exactly, or within half a unit
/// of the last decimal per part where the parts are rounded shares.
public enum ClaimAudit {
  public static func faults(_ claims: [Claim]) -> [ClaimFault] {
    claims.flatMap { claim in
      fraction(claim).map { [$0] } ?? [percentage(claim), interval(claim), sum(claim)].compactMap(\.self)
    }
  }

  /// A part of nothing has no share, and no part is larger than the whole.
  private static func fraction(_ claim: Claim) -> ClaimFault? {
    guard let x = claim.part, let n = claim.whole else { return nil }
    let words: String
    if n <= 0 {
      words = "no share: there is nothing to be a part of"
    } else if x.isNegative || x > n {
      words = "no share: \(x) is not between 0 and \(n)"
    } else {
      return nil
    }
    return ClaimFault(claim: claim, kind: .fraction, printed: "\(x) of \(n)", recomputed: words)
  }

  private static func percentage(_ claim: Claim) -> ClaimFault? {
    guard let x = claim.part, let n = claim.whole, let printed = claim.percent, n > 0 else { return nil }
    // |100x − printed·n| ≤ n/2 units of the last decimal.
    let miss = (x * 100 - printed.value * n) * units(printed.decimals) * 2
    guard miss > n || miss < -n else { return nil }
    return ClaimFault(
      claim: claim, kind: .percentage, printed: printed.text + " %",
      recomputed: (100 * x.doubleValue / n.doubleValue).printed(decimals: max(3, printed.decimals + 1)) + " %"
    )
  }

  private static func interval(_ claim: Claim) -> ClaimFault? {
    guard let low = claim.low, let high = claim.high, let x = claim.part, let n = claim.whole,
      let count = Int(x.description), let total = Int(n.description), total > 0, (0...total).contains(count)
    else { return nil }
    let methods = claim.method.map { [$0] } ?? Claim.Method.allCases
    let proportion = Proportion(count, of: total)
    let intervals = methods.map { method in
      (
        method,
        method == .wilson
          ? proportion.wilson(level: claim.level) : proportion.clopperPearson(level: claim.level)
      )
    }
    let holds = intervals.contains { rounds(100 * $0.1.lower, to: low) && rounds(100 * $0.1.upper, to: high) }
    guard !holds else { return nil }
    let given = intervals.map {
      "\((100 * $0.1.lower).printed(decimals: 2)) – \((100 * $0.1.upper).printed(decimals: 2)) % (\($0.0.rawValue))"
    }
    return ClaimFault(
      claim: claim, kind: .interval, printed: "\(low.text) – \(high.text) %",
      recomputed: given.joined(separator: " or "))
  }

  private static func sum(_ claim: Claim) -> ClaimFault? {
    guard let total = claim.total, claim.parts.count > 1 else { return nil }
    let sum = claim.parts.reduce(.zero) { $0 + $1.value }
    let finest = claim.parts.map(\.decimals).max() ?? 0
    // Rounded parts may miss by half a unit each, and so may the total; counts may not.
    let areRounded = claim.parts.contains { $0.decimals > 0 } || total.decimals > 0
    let slack = areRounded ? ExactDecimal(integerLiteral: claim.parts.count + 1) : .zero
    let miss = (sum - total.value) * units(finest) * 2
    guard miss > slack || miss < -slack else { return nil }
    return ClaimFault(
      claim: claim, kind: .sum, printed: total.text, recomputed: sum.doubleValue.printed(decimals: finest))
  }

  /// Whether a computed number rounds to a printed one; a binary number has no exact half.
  private static func rounds(_ value: Double, to printed: Claim.Printed) -> Bool {
    let unit = (0..<printed.decimals).reduce(1.0) { u, _ in u / 10 }
    return abs(value - printed.value.doubleValue) <= unit / 2 * (1 + 1e-9)
  }
}

/// 10ⁿ: how many units of the n-th decimal make one.
private func units(_ decimals: Int) -> ExactDecimal {
  ExactDecimal("1" + String(repeating: "0", count: decimals)) ?? 1
}
