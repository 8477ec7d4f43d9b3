import Checks
import Diagnostics
import Criteria
import Quantities
import Reporting
import Trials

/// A cohort's figures next to published ones, and where a paper contradicts itself.
package struct PublishedComparison: Sendable {
  package struct Row: Sendable {
    package var published: PublishedFigure
    package var own: CohortFigure?
    /// Whether a cohort of that paper's patients gives the printed figure; `nil` where there is nothing to compare.
    var isReproduced: Bool?
  }
  /// Of which paper's patients the cohort is; `nil` for other patients.
  package let paper: String?
  package let citation: String
  package let rows: [Row]
  package let contradictions: [Contradiction]

  /// - Parameter paper: whose patients these are: all of its own figures are shown, and held against the cohort's.
  /// - Throws: a usage `Problem` for a paper that is not known.
  package init(_ figures: PublishedFigures, _ own: CohortFigures, paper: String?) throws {
    self.paper = paper
    let chosen = try paper.map { try figures.of(paper: $0) } ?? figures.all
    citation = paper.map(figures.citation) ?? ""
    rows = chosen.filter { !$0.key.isEmpty }.map { figure in
      let mine = own[figure.key, figure.group]
      let isOwn = paper != nil && figure.cited.isEmpty
      return Row(
        published: figure, own: mine, isReproduced: isOwn ? mine.flatMap { figure.isReproduced(by: $0) } : nil
      )
    }.filter { paper != nil || $0.own != nil }
    contradictions = paper == nil ? [] : Contradiction.all(chosen)
  }

  /// Printed figures that the cohort does not give, although the paper does not contradict itself there.
  package var missed: [Row] {
    let printed = Dictionary(grouping: rows.filter { $0.isReproduced != nil }) { $0.published.name }
    // Of a figure that is printed twice and not alike, no cohort can give both.
    return rows.filter { $0.isReproduced == false && printed[$0.published.name]?.count == 1 }
  }

  package var notes: [AnalysisNote] {
    missed.map {
      .figureMissed(
        $0.published.what, printed: $0.published.text, place: $0.published.place, own: $0.own?.text)
    }
  }
}

extension PublishedFigure {
  fileprivate var name: [String] { [key, group] }

  fileprivate func isReproduced(by own: CohortFigure) -> Bool? {
    if let count, let of { return own.count.map { $0 == count && own.of == of } }
    guard let value, let mine = own.value else { return nil }
    guard Self.rounds(mine, to: value) else { return false }
    for (printed, here) in [(standardDeviation, own.standardDeviation), (low, own.low), (high, own.high)] {
      guard let printed, let here else { continue }
      if !Self.rounds(here, to: printed) { return false }
    }
    return true
  }

  /// To the decimals that are printed.
  private static func rounds(_ value: Double, to printed: Double) -> Bool {
    let decimals = printed.printedExactly.split(separator: ".").dropFirst().first?.count ?? 0
    let unit = (0..<decimals).reduce(1.0) { u, _ in u / 10 }
    return abs(value - printed) <= unit / 2 * (1 + 1e-9)
  }
}

extension CohortFigure {
  package var text: String {
    if let count, let of {
      return "\(count) of \(of)" + (of > 0 ? " (\((Double(count) / Double(of)).printedPercent()))" : "")
    }
    guard let value else { return "–" }
    let spread = standardDeviation.map { " ± \($0.printedShort())" } ?? ""
    let limits = [low, high].compactMap(\.self).map { $0.printedShort() }.joined(separator: " to ")
    return value.printedShort() + spread + (limits.isEmpty ? "" : " (\(limits))")
      + (unit.isEmpty || unit == "1" ? "" : " \(unit)")
  }
}

extension PublishedComparison {
  package var sections: [StudyContent.Section] {
    guard !rows.isEmpty else { return [] }
    let title =
      paper == nil ? "Published figures next to this cohort’s" : "The paper’s figures next to this cohort’s"
    return [.init("published", title, [.table(table)] + lead)] + found
  }

  private var lead: [ContentBlock] {
    let words =
      paper == nil
      ? "Other patients, other definitions: published figures are shown and decide nothing."
      : "Patients of: \(citation). Reproduced: this cohort’s figure rounds to the printed one."
    return [ContentBlock.paragraph(words).only(.page)]
  }

  private var table: StudyTable {
    var table = StudyTable(
      "published", caption: "Each with its place",
      columns: [
        .init("Figure", share: 2.2), .init("Of"), .init("This cohort", share: 1.4),
        .init("Published", share: 1.6),
        .init("Patients", .number, share: 0.7), .init("Paper", share: 0.8), .init("Place", share: 1.6),
        .init("Reproduced", share: 0.8), .init("Remark", share: 2),
      ])
    table.rows = rows.map { row in
      let p = row.published
      return [
        .text(p.what), .words(p.group), .words(row.own?.text), .text(p.text), .number(of: p.patients ?? p.of),
        .text(p.paper), .text(p.source),
        row.isReproduced.map { $0 ? .text("✓") : .flag(.attention, "differs") } ?? .absent, .words(p.remark),
      ]
    }
    table.terminalRows = 20
    return table
  }

  private var found: [StudyContent.Section] {
    guard paper != nil else { return [] }
    guard !contradictions.isEmpty else {
      return [.init("contradictions", "Where the paper contradicts itself", [.empty("Nothing was found.")])]
    }
    var table = StudyTable(
      "contradictions", caption: "\(counted(contradictions.count, "contradiction")) and remarks",
      columns: [
        .init("Kind", share: 0.8), .init("Place", share: 1.4), .init("What", share: 1.8),
        .init("Found", share: 3),
      ],
      notes: [
        "Percentages are recomputed from the printed counts; figures that are printed twice are held against each other; what was noted is a reader’s finding."
      ])
    table.rows = contradictions.map {
      [.text($0.kind.rawValue), .text($0.place), .text($0.what), .text($0.text)]
    }
    return [.init("contradictions", "Where the paper contradicts itself", [.table(table)])]
  }
}
