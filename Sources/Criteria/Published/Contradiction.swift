import Quantities

/// Where a paper contradicts itself: a percentage that its own counts do not give, one figure printed twice and not alike, a
/// spread that positive numbers hardly have, and what a reader found.
public struct Contradiction: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case percentage = "percentage", twice = "printed twice", spread = "spread", noted = "noted"
  }
  public var kind: Kind
  public var place: String
  public var what: String
  public var text: String

  /// What is found among the figures of one paper. Figures that it takes from others are held against none.
  public static func all(_ figures: [PublishedFigure]) -> [Contradiction] {
    figures.compactMap(percentage) + twice(figures.filter(\.cited.isEmpty)) + figures.compactMap(spread)
      + figures.compactMap(noted)
  }

  /// 100·count/of rounded to the decimals that are printed, either way at an exact half.
  private static func percentage(_ figure: PublishedFigure) -> Contradiction? {
    guard let count = figure.count, let of = figure.of, of > 0, let printed = ExactDecimal(figure.percent)
    else {
      return nil
    }
    let decimals = figure.percent.split(separator: ".").dropFirst().first?.count ?? 0
    let unit = (0..<decimals).reduce(ExactDecimal(integerLiteral: 1)) { u, _ in u * 10 }
    let miss =
      (ExactDecimal(integerLiteral: count) * 100 - printed * ExactDecimal(integerLiteral: of)) * unit * 2
    let n = ExactDecimal(integerLiteral: of)
    guard miss > n || miss < .zero - n else { return nil }
    let right = (100 * Double(count) / Double(of)).printed(decimals: max(1, decimals))
    return Contradiction(
      kind: .percentage, place: figure.place, what: figure.what,
      text: "\(count) of \(of) is \(right) %, printed \(figure.percent) %")
  }

  private static func twice(_ figures: [PublishedFigure]) -> [Contradiction] {
    var found: [Contradiction] = [], first: [[String]: PublishedFigure] = [:]
    for figure in figures where !figure.key.isEmpty {
      let name = [figure.key, figure.group]
      guard let known = first[name] else {
        first[name] = figure
        continue
      }
      guard figure.differs(from: known) else { continue }
      found.append(
        Contradiction(
          kind: .twice, place: "\(known.place); \(figure.place)", what: figure.what,
          text: "\(known.text) against \(figure.text)"))
    }
    return found
  }

  /// A standard deviation above twice the mean of numbers that cannot be negative.
  private static func spread(_ figure: PublishedFigure) -> Contradiction? {
    guard figure.cited.isEmpty, figure.unit.hasPrefix("Gy"), let mean = figure.value,
      let sd = figure.standardDeviation, sd > 2 * mean
    else { return nil }
    return Contradiction(
      kind: .spread, place: figure.place, what: figure.what,
      text: "\(figure.text): doses are not negative, so one patient must carry almost all of it")
  }

  private static func noted(_ figure: PublishedFigure) -> Contradiction? {
    figure.remark.isEmpty
      ? nil : Contradiction(kind: .noted, place: figure.place, what: figure.what, text: figure.remark)
  }
}

extension PublishedFigure {
  fileprivate func differs(from other: PublishedFigure) -> Bool {
    if let count, let there = other.count, (count, of) != (there, other.of) { return true }
    if let value, let there = other.value, value != there { return true }
    return !percent.isEmpty && !other.percent.isEmpty && percent != other.percent
  }
}
