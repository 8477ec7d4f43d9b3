import Quantities
import Stages

/// A region with the summary that it belongs to.
package struct RegionRow: Sendable {
  let summary: DoseSummary
  let region: RegionDose
}

/// The table of regions: `regions.csv` of a report, `summary.csv` of a work folder, and the terminal's.
///
/// One number has one name: `mean_Gy` is the mean that the report prints, corrected for partial-volume loss where a
/// recovery coefficient applies; `as_imaged_mean_Gy` is the mean of the voxel doses, to which D98 … D2, V and the dose
/// images belong.
package enum RegionTable {
  private static let percents = [98, 95, 90, 70, 50, 2]

  package static func rows(_ summaries: [DoseSummary]) -> [RegionRow] {
    summaries.flatMap { s in s.regions.map { RegionRow(summary: s, region: $0) } }
  }

  /// - Parameters:
  ///   - levels: doses of the case file for V, Gy.
  ///   - placeholder: a column for any level, for the data dictionary.
  package static func form(
    _ file: String, levels: [Double] = [], placeholder: Bool = false, id: String = "regions"
  ) -> TableForm<RegionRow> {
    let any = FormColumn<RegionRow>(
      "VxGy_percent", unit: "%", .number,
      means: "volume with at least x Gy, for each level of the case file",
      .none, .asImaged
    ) { _ in .absent }
    return TableForm(
      id, file: file,
      names + sizes + means + histogram(levels) + (placeholder ? [any] : []) + effects)
  }

  /// The levels of all regions.
  package static func levels(_ summaries: [DoseSummary]) -> [Double] {
    Set(summaries.flatMap(\.regions).flatMap(\.volumeAtDose.keys)).sorted()
  }

  private static let names: [FormColumn<RegionRow>] = [
    .init("summary", means: "cycle, or what was accumulated") { .text($0.summary.title) },
    .init("engine", means: "dose engine") { .text($0.summary.engine) },
    .init("nuclide", means: "radionuclide") { .text($0.summary.nuclide) },
    .init("region", "region", means: "name of the region, with or without its lesions") {
      .text($0.region.region.label)
    },
    .init("definition", means: "how the region was defined") { .text($0.region.definition) },
  ]

  private static let sizes: [FormColumn<RegionRow>] = [
    .init("volume_mL", "volume", unit: "mL", .measured, means: "volume", .edges) {
      .of($0.region.volume)
    },
    .init("mass_g", "mass", unit: "g", .measured, means: "mass", .edges) { .of($0.region.mass) },
    .init(
      "time_integrated_activity_MBq_h", unit: "MBq·h", .measured, means: "time-integrated activity",
      .standard,
      .recovered
    ) { .of($0.region.timeIntegratedActivity, 3.6e9) },
  ]

  private static let means: [FormColumn<RegionRow>] = [
    .init(
      "mean_Gy", "mean dose ± u", unit: "Gy", .measured,
      means:
        "mean absorbed dose as reported, corrected for partial-volume loss where a coefficient applies",
      .standard, .recovered
    ) { .of($0.region.bestMean) },
    .init(
      "as_imaged_mean_Gy", "as imaged", unit: "Gy", .measured, means: "mean of the voxel doses",
      .standard,
      .asImaged, on: .file
    ) { .of($0.region.mean) },
    .init("minimum_Gy", unit: "Gy", .number, means: "smallest voxel dose", .none, .asImaged) {
      .value($0.region.minimum.value)
    },
    .init("maximum_Gy", unit: "Gy", .number, means: "largest voxel dose", .none, .asImaged) {
      .value($0.region.maximum.value)
    },
  ]

  private static func histogram(_ levels: [Double]) -> [FormColumn<RegionRow>] {
    percents.map { p in
      FormColumn(
        "D\(p)_Gy", "D\(p)", unit: "Gy", .number,
        means: "minimum dose to the hottest \(p) % of the volume",
        .none,
        .asImaged, on: p == 90 ? [.terminal, .file] : .file
      ) { .value($0.region.doseAtVolume[p]?.value) }
    } + [
      .init(
        "D0.1cc_Gy", unit: "Gy", .number, means: "minimum dose to the hottest 0.1 mL", .none,
        .asImaged
      ) { .value($0.region.hottestTenthMillilitre?.value) }
    ]
      + levels.map { level in
        FormColumn(
          "V\(level.printedShort())Gy_percent", unit: "%", .number,
          means: "volume with at least \(level.printedShort()) Gy", .none, .asImaged
        ) { $0.region.volumeAtDose[level].map { .percentage($0) } ?? .absent }
      }
  }

  private static let effects: [FormColumn<RegionRow>] = [
    .init(
      "BED_Gy", "BED", unit: "Gy", .measured,
      means: "biologically effective dose of the mean as reported",
      .standard, .recovered
    ) { .of($0.region.bed) },
    .init(
      "EQD2_Gy", unit: "Gy", .measured,
      means: "equieffective dose in 2 Gy fractions of the mean as reported",
      .standard, .recovered
    ) { .of($0.region.eqd2) },
    .init(
      "EUD_Gy", unit: "Gy", .number, means: "equivalent uniform dose of the voxels", .none,
      .asImaged
    ) {
      .value($0.region.eud?.value)
    },
    .init("radiobiology", means: "parameters of BED and EQD2 with their source") {
      .words($0.region.radiobiology)
    },
  ]
}

extension StudyTable.Cell {
  /// A quantity with its uncertainty; `size` base units make one of the table's.
  static func of<Unit>(_ v: Uncertain<Unit>?, _ size: Double = 1) -> Self {
    guard let v, v.value.value.isFinite else { return .absent }
    return .measured(v.value.value / size, u: v.standardUncertainty.map { $0.value / size })
  }
}

/// `summary.csv`: the same table of one summary.
package func summaryCSV(_ summary: DoseSummary) -> String {
  RegionTable.form("summary.csv", levels: RegionTable.levels([summary])).table(
    "", RegionTable.rows([summary])
  ).csv
}

/// The same for the terminal; of many lesions those that the page names.
package func summaryText(_ summary: DoseSummary) -> String {
  let lines = RegionTable.form("").table("", RegionTable.rows([summary.readable])).text
  let more = summary.leftOut
  return more == 0 ? lines : "\(lines)\n\(more) more lesions: summary.csv"
}
