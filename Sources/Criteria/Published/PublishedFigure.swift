import Quantities

/// A figure that a paper prints, with its place there.
public struct PublishedFigure: Sendable, Hashable {
  /// Short name of the paper that prints it, such as `tata`.
  public var paper: String
  /// Where it stands in the paper.
  public var place: String
  /// What it is, in the words by which a cohort's own figures are called; empty for a statement alone.
  public var key: String
  /// The patients it is of, where not of all: an arm, those with as many cycles, a published series.
  public var group: String
  public var what: String
  public var count, of: Int?
  /// Percentage as printed, 0…100; its decimals count.
  public var percent: String
  /// A number with its spread or limits, in `unit`.
  public var value, standardDeviation, low, high: Double?
  /// What `low` and `high` are.
  public var interval: String
  public var unit: String
  public var patients: Int?
  /// Another paper that the figure is taken from.
  public var cited: String
  /// What a reader must know of it.
  public var remark: String

  /// The figure as a paper prints it, such as `1 of 15 (6 %)` or `2.09 ± 6.71 Gy`.
  public var text: String {
    var words = ""
    if let count, let of { words = "\(count) of \(of)" + (percent.isEmpty ? "" : " (\(percent) %)") }
    if count == nil, !percent.isEmpty { words = "\(percent) %" }
    if let value {
      words = value.printedExactly + (standardDeviation.map { " ± \($0.printedExactly)" } ?? "")
    }
    let limits = [low, high].compactMap(\.self).map(\.printedExactly).joined(separator: " to ")
    if !limits.isEmpty {
      words += words.isEmpty ? limits : " (\(interval.isEmpty ? "" : interval + " ")\(limits))"
    } else if !interval.isEmpty {
      words = "\(interval) \(words)"
    }
    return unit.isEmpty || unit == "1" || (unit == "%" && !percent.isEmpty) ? words : "\(words) \(unit)"
  }

  /// Where it can be looked up.
  public var source: String { place + (cited.isEmpty ? "" : ", after \(cited)") }
}
