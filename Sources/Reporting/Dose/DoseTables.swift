import Quantities
import Stages

/// Tables of the dose report that are made in more than one place.
package enum DoseTables {
  /// One line per region and summary.
  static func regions(_ content: ReportContent) -> StudyTable {
    RegionTable.form("regions.csv", levels: RegionTable.levels(content.summaries)).table(
      "", RegionTable.rows(content.summaries))
  }

  /// Where two engines disagree; `nil` where that was not asked.
  package static func places(_ c: EngineComparison) -> StudyTable? {
    guard !c.places.isEmpty, c.engines.count == 2 else { return nil }
    return TableForm<PlaceRow>.places(c.engines).shown(
      "Where the engines disagree: \(c.title)", PlaceRow.rows([c]),
      notes: [
        "Mean doses weighted by mass; RMS over voxels; noise: expected RMS from the statistical uncertainty (k = 1)."
      ])
  }

  /// Results against known values; `nil` where no truth is known.
  package static func truth(_ rows: [TruthRow]) -> StudyTable? {
    guard !rows.isEmpty else { return nil }
    return TableForm<TruthRow>.truth.shown(
      "Results against known values", rows, notes: [Document.coverage], keepsEmpty: false)
  }

  /// Each term once, in the order in which they come.
  static func terms(_ summaries: [DoseSummary]) -> [UncertaintyContribution] {
    var seen: Set<String> = []
    return summaries.flatMap(\.regions).flatMap(\.budget).filter { seen.insert($0.name).inserted }
  }
}
