import Quantities
import Stages

extension DoseReport {
  var results: [ContentBlock] {
    summaries.enumerated().flatMap { n, summary -> [ContentBlock] in
      var blocks: [ContentBlock] = [
        .heading(summary.title.prefix(1).uppercased() + summary.title.dropFirst()),
        .table(doses(summary, n)),
      ]
      if summary.regions.contains(where: {
        $0.bed != nil || $0.eqd2 != nil || $0.eud != nil || !$0.volumeAtDose.isEmpty
      }) {
        blocks.append(.table(effects(summary)))
      }
      return blocks + grouped(n) + histograms(summary)
    } + sums + beside + predictions + comparisons
  }

  /// Doses over several cycles; terms that cycles share add linearly.
  private var sums: [ContentBlock] {
    content.accumulated.map(\.readable).map { sum in
      .table(
        RegionTable.page([
          .init("mean_Gy", "Mean ± u"), .init("BED_Gy", "BED ± u"), .init("EQD2_Gy", "EQD2 ± u"),
        ]).shown(
          "Absorbed dose, \(sum.title)", RegionTable.rows([sum]),
          notes: [
            "u (k = 1): calibration, recovery, volume and decay data are one error in all cycles and add linearly; all else adds in quadrature. BED and its uncertainty add linearly."
          ], keepsEmpty: false))
    }
  }

  /// The distribution of many lesions.
  private func grouped(_ n: Int) -> [ContentBlock] {
    guard leftOut > 0 else { return [] }
    let lesions = content.summaries[n].regions.filter {
      $0.region.role == .tumour && !$0.region.isUnion
    }
    return [.table(LesionGroup(lesions, of: content.summaries[n]).table(short: false))]
  }

  /// Lesions get far more than organs: each kind has its own dose axis.
  private func histograms(_ summary: DoseSummary) -> [ContentBlock] {
    let drawn = summary.regions.filter { $0.histogram.dose.count > 1 }
    guard !drawn.isEmpty else { return [] }
    let lesions = drawn.filter { $0.region.role == .tumour }
    // The body is no organ. Without lesions comes first: that is the liver whose dose is judged.
    let organs = drawn.filter { $0.region.role != .tumour && $0.region.role != .body }
    let judged = organs.filter(\.region.isWithoutLesions)
    let rest = organs.filter { !$0.region.isWithoutLesions }
    let panels = [("Organs", judged + rest), ("Lesions", lesions)].filter { !$0.1.isEmpty }
    return [
      .drawn {
        let figures =
          panels.count < 2
          ? [HistogramFigure(summary: summary)]
          : panels.map {
            HistogramFigure(summary: summary, only: $0.1, title: "Dose–volume histograms: \($0.0)")
          }
        return [
          .figures(
            figures.map(\.drawing), perRow: 2,
            caption:
              "Voxel doses as imaged, without recovery correction. A band, where drawn, is the dose axis scaled by "
              + "1 ± u/mean of the region (k = 1).")
        ]
      }
    ]
  }

  private func doses(_ summary: DoseSummary, _ number: Int) -> StudyTable {
    let corrected = summary.regions.contains { $0.recoveryCorrectedMean != nil }
    let definitions = summary.regions.filter { !$0.definition.isEmpty }.map {
      "\($0.region): \($0.definition)."
    }
    let heads: [PageHead] =
      [.init("mean_Gy", "Mean ± u", share: 1.25)]
      + (corrected ? [.init("as_imaged_mean_Gy", "as imaged", share: 0.7, isPlain: true)] : [])
      + ["D98", "D90", "D70", "D50", "D2"].map { PageHead($0 + "_Gy", $0, share: 0.68) } + [
        .init("D0.1cc_Gy", "D0.1cc", share: 0.75), .init("mass_g", "Mass", share: 1.15),
        .init("time_integrated_activity_MBq_h", "Ã", share: 1.4),
      ]
    var table = RegionTable.page(heads, named: .init("region", "Region", share: 1.45)).shown(
      "Absorbed dose, \(summary.title) (\(summary.engine), \(summary.nuclide))", RegionTable.rows([summary]),
      notes: [
        Document.coverage
          + " D98 … D2: minimum dose to the hottest 98 … 2 % of the volume; D0.1cc: minimum dose to the hottest 0.1 mL."
      ]
        + (corrected
          ? [
            "Ã and Mean are corrected for partial-volume loss where a recovery coefficient applies; “as imaged” is the mean of "
              + "the voxel doses, to which D98 … D0.1cc and the histograms belong."
          ] : []) + definitions)
    table.origins = table.rows.indices.map { Self.originID(number, $0) }
    return table
  }

  private func effects(_ summary: DoseSummary) -> StudyTable {
    let levels = Array(Set(summary.regions.flatMap(\.volumeAtDose.keys))).sorted().prefix(5)
    let affected = summary.regions.filter { r in
      r.bed != nil || r.eqd2 != nil || r.eud != nil || !r.volumeAtDose.isEmpty
    }
    let parameters = summary.regions.compactMap { r in r.radiobiology.map { "\(r.region): \($0)" } }
    let heads: [PageHead] =
      [
        .init("BED_Gy", "BED", share: 1.3), .init("EQD2_Gy", "EQD2", share: 1.3), .init("EUD_Gy", "EUD"),
      ]
      + levels.map {
        PageHead("V\($0.printedShort())Gy_percent", "V\(Format.compact($0)) Gy", share: 0.8)
      }
    return RegionTable.page(heads, levels: Array(levels)).shown(
      "Biological doses and volumes above a dose, \(summary.title)",
      affected.map { RegionRow(summary: summary, region: $0) },
      notes: parameters.map { $0.hasSuffix(".") ? $0 : $0 + "." } + withoutSet(summary),
      keepsEmpty: false)
  }

  /// Said once, where BED is printed.
  private func withoutSet(_ summary: DoseSummary) -> [String] {
    let roles: [StructureRole] = [.liver, .tumour]
    let open = roles.filter { role in
      summary.regions.contains { $0.region.role == role && $0.bed == nil }
    }
    guard !open.isEmpty else { return [] }
    return [
      "BED of \(open.map(\.words).joined(separator: " and ")): no parameters were chosen (option radiobiology); cited sets are at hand."
    ]
  }

  private var predictions: [ContentBlock] {
    guard !content.predictions.isEmpty else { return [] }
    return [
      .table(
        TableForm<Prediction>.predictions.shown(
          "Predicted and delivered mean dose", content.predictions, notes: [Document.coverage]))
    ]
  }

  private var comparisons: [ContentBlock] {
    content.comparisons.flatMap { c -> [ContentBlock] in
      let table = TableForm<EngineRow>.engines(c.engines).shown(
        "Comparison of engines: \(c.title)", EngineRow.rows([c]), notes: [Document.coverage])
      return [.table(table)] + places(c) + maps(c)
    }
  }

  private func maps(_ c: EngineComparison) -> [ContentBlock] {
    guard let scene, let difference = c.difference else { return [] }
    return [
      .drawn {
        [
          .figures(
            DifferenceFigure(scene: scene, difference: difference, title: c.title).drawings, perRow: 2,
            caption: "Difference of absorbed dose, \(c.title)")
        ]
      }
    ]
  }

  private func places(_ c: EngineComparison) -> [ContentBlock] {
    guard let table = DoseTables.places(c) else { return [] }
    return [.table(table), .list(c.places.map { p in "\(p.name): \(p.reason)." })]
  }
}
