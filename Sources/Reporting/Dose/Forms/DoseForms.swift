import Quantities
import Stages

// The tables of the dose report as page and paper show them. Their columns are declared once with those of terminal and files,
// so that a number has one source and one rounding everywhere.

/// How a page heads a column of a form.
struct PageHead {
  var key, title: String
  var share: Double
  /// The value alone, where its uncertainty is that of another column.
  var isPlain = false

  init(_ key: String, _ title: String, share: Double = 1, isPlain: Bool = false) {
    (self.key, self.title, self.share, self.isPlain) = (key, title, share, isPlain)
  }
}

extension TableForm {
  /// Columns of this form by their names in files, in the order and under the heads of a page.
  func page(_ heads: [PageHead]) -> TableForm {
    TableForm(
      id,
      heads.compactMap { head in columns.first { $0.column.key == head.key }.map { $0.headed(head) } })
  }

  /// A table of the report without its file; a measured value without an uncertainty is marked.
  /// - Parameter keepsEmpty: columns in which no row has anything stay.
  func shown(
    _ caption: String, _ rows: some Sequence<Row>, notes: [String] = [], keepsEmpty: Bool = true
  ) -> StudyTable {
    var table = shown.table(caption, rows, notes: notes)
    (table.keepsEmptyColumns, table.marksUnevaluated) = (keepsEmpty, true)
    return table
  }
}

extension FormColumn {
  fileprivate func headed(_ head: PageHead) -> FormColumn {
    var copy = self
    (copy.column.title, copy.column.share, copy.column.media) = (head.title, head.share, .all)
    guard head.isPlain else { return copy }
    copy.column.kind = .number
    copy.cell = { [cell] row in
      if case .measured(let value, _, _) = cell(row) { .number(value) } else { cell(row) }
    }
    return copy
  }
}

extension RegionTable {
  /// Columns of the table of regions under the heads of a page.
  static func page(
    _ heads: [PageHead], named region: PageHead = PageHead("region", "Region", share: 1.6),
    levels: [Double] = []
  ) -> TableForm<RegionRow> {
    form("", levels: levels).page([region] + heads)
  }
}

extension TableForm where Row == TimeActivityFit {
  static var integrals: TableForm {
    TableForm(
      "curves", file: "tables/curves.csv",
      [
        .init("region", "Region", share: 1.5, means: "region of the curve") { .text($0.region.label) },
        .init("model", "Model", share: 1.4, means: "fitted model") { .text($0.model) },
        .init("points", "Points", .number, share: 0.6, means: "points of the curve") {
          .count($0.points.count)
        },
        .init(
          "time_integrated_activity_MBq_h", "Ã", unit: "MBq·h", .measured, share: 1.3,
          means: "time-integrated activity of points and fit", .standard
        ) { .of($0.timeIntegratedActivity, 3.6e9) },
        .init(
          "extrapolated_percent", "Extrapolated", unit: "%", .number, share: 0.9,
          means: "fraction beyond the last time point"
        ) { .percentage($0.extrapolatedFraction) },
      ])
  }
}

extension TableForm where Row == CourseOverview.Row {
  /// - Parameter projected: head of the doses of all planned cycles.
  static func course(_ projected: String) -> TableForm {
    TableForm(
      "course", file: "tables/course.csv",
      [
        .init("region", "Region", share: 1.3, means: "region, and quantity where it is not the mean dose") {
          .text($0.quantity == "BED" ? "\($0.region), BED" : $0.region.label)
        },
        .init("this_cycle_Gy", "This cycle", unit: "Gy", .measured, means: "dose of this cycle", .standard) {
          .of($0.thisCycle)
        },
        .init("so_far_Gy", "So far", unit: "Gy", .measured, means: "dose of all cycles so far", .standard) {
          .of($0.soFar)
        },
        .init(
          "projected_Gy", projected, unit: "Gy", .measured, means: "dose of all planned cycles", .standard
        ) { .of($0.projected) },
        .init("limit_Gy", "Limit", unit: "Gy", .number, means: "limit of the course") {
          .value($0.limit?.value.value)
        },
        .init("verdict", "Verdict", share: 1.1, means: "whether the limit is kept") { $0.verdictCell },
      ])
  }
}

extension CourseOverview.Row {
  fileprivate var verdictCell: StudyTable.Cell {
    switch verdict {
    case .met: .text("✓ within")
    case .attention: .flag(.attention, "near")
    case .crossed: .flag(.critical, "crossed")
    case .notJudged: .absent
    }
  }
}

extension TableForm where Row == RegionRow {
  /// One column for each term of a budget.
  static func budget(_ terms: [UncertaintyContribution]) -> TableForm {
    let columns = terms.map { term in
      let head =
        term.isCovariance == true && term.source != nil
        ? "\(term.source!.rawValue) terms, cancelling" : term.name
      return FormColumn<RegionRow>(
        "\(term.name)_percent", head, unit: "%", .number,
        means: "relative standard uncertainty of the mean dose by it"
      ) { row in
        row.region.budget.first { $0.name == term.name }.map { .percentage($0.relative) } ?? .absent
      }
    }
    return TableForm(
      "budget", file: "tables/uncertainty.csv",
      [
        .init("summary", means: "cycle, or what was accumulated") { .text($0.summary.title) },
        .init("region", "Region", share: 1.5, means: "region") { .text($0.region.region.label) },
      ] + columns + [
        .init("combined_percent", "Combined", unit: "%", .number, means: "all terms together") {
          .percentage(BudgetFigure.combined($0.region.budget))
        }
      ])
  }
}
