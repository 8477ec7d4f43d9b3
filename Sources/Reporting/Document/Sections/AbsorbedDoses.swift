import Quantities
import Stages

extension DocumentBuilder {
  var results: [Block] {
    summaries.enumerated().flatMap { n, summary -> [Block] in
      var blocks: [Block] = [
        .heading(summary.title.prefix(1).uppercased() + summary.title.dropFirst()),
        .table(doses(summary, n)),
      ]
      if summary.regions.contains(where: {
        $0.bed != nil || $0.eqd2 != nil || $0.eud != nil || !$0.volumeAtDose.isEmpty
      }) {
        blocks.append(.table(effects(summary)))
      }
      return blocks + grouped(n) + histograms(summary)
    } + sums + predictions + comparisons
  }

  /// Doses over several cycles; terms that cycles share add linearly.
  private var sums: [Block] {
    content.accumulated.map(\.readable).map { sum in
      .table(
        RegionTable.page([
          .init("mean_Gy", "Mean ± u"), .init("BED_Gy", "BED ± u"), .init("EQD2_Gy", "EQD2 ± u"),
        ]).onPage(
          "Absorbed dose, \(sum.title)", RegionTable.rows([sum]),
          notes: [
            "u (k = 1): calibration, recovery, volume and decay data are one error in all cycles and add linearly; all else adds in quadrature. BED and its uncertainty add linearly."
          ]
        ).withoutEmptyColumns)
    }
  }

  /// The distribution of many lesions.
  private func grouped(_ n: Int) -> [Block] {
    guard leftOut > 0 else { return [] }
    let lesions = content.summaries[n].regions.filter {
      $0.region.role == .tumour && !$0.region.isUnion
    }
    return [.table(LesionGroup(lesions).table(short: false))]
  }

  /// Lesions get far more than organs: each kind has its own dose axis.
  private func histograms(_ summary: DoseSummary) -> [Block] {
    let drawn = summary.regions.filter { $0.histogram.dose.count > 1 }
    guard !drawn.isEmpty else { return [] }
    let lesions = drawn.filter { $0.region.role == .tumour }
    // The body is no organ. Without lesions comes first: that is the liver whose dose is judged.
    let organs = drawn.filter { $0.region.role != .tumour && $0.region.role != .body }
    let judged = organs.filter(\.region.isWithoutLesions)
    let rest = organs.filter { !$0.region.isWithoutLesions }
    let panels = [("Organs", judged + rest), ("Lesions", lesions)].filter { !$0.1.isEmpty }
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

  private func doses(_ summary: DoseSummary, _ number: Int) -> Table {
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
    var table = RegionTable.page(heads, named: .init("region", "Region", share: 1.45)).onPage(
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
    for place in table.rows.indices { table.rows[place].origin = Self.originID(number, place) }
    return table
  }

  private func effects(_ summary: DoseSummary) -> Table {
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
    return RegionTable.page(heads, levels: Array(levels)).onPage(
      "Biological doses and volumes above a dose, \(summary.title)",
      affected.map { RegionRow(summary: summary, region: $0) },
      notes: parameters.map { $0.hasSuffix(".") ? $0 : $0 + "." } + withoutSet(summary)
    ).withoutEmptyColumns
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

  private var predictions: [Block] {
    guard !content.predictions.isEmpty else { return [] }
    return [
      .table(
        TableForm<Prediction>.predictions.onPage(
          "Predicted and delivered mean dose", content.predictions, notes: [Document.coverage]))
    ]
  }

  private var comparisons: [Block] {
    content.comparisons.flatMap { c -> [Block] in
      let rows = c.rows.map { row in
        Table.Row(
          [.text(row.region.label)] + row.doses.map { .quantity($0, .gray) } + spread(row.doses))
      }
      let two = c.engines.count == 2
      let table = Table(
        caption: "Comparison of engines: \(c.title)",
        columns: [.init("Region", share: 1.6)]
          + c.engines.map { .init($0, unit: "Gy", .number, share: 1.2) }
          + (two ? [.init("Second / first − 1", unit: "%", .number)] : []),
        rows: rows, notes: [Document.coverage])
      let maps = scene.flatMap { scene in
        c.difference.map { DifferenceFigure(scene: scene, difference: $0, title: c.title).drawings }
      }
      return [.table(table)] + places(c)
        + (maps.map {
          [.figures($0, perRow: 2, caption: "Difference of absorbed dose, \(c.title)")]
        } ?? [])
    }
  }

  private func places(_ c: EngineComparison) -> [Block] {
    guard !c.places.isEmpty, c.engines.count == 2 else { return [] }
    let rows = c.places.map { p in
      let ratio = p.first == 0 ? nil : p.second / p.first - 1
      return Table.Row([
        .text(p.name), .percent(p.massShare), .plain(p.first), .plain(p.second),
        ratio.map { .number(Format.split(Format.fixed(100 * $0, 1)), sort: $0) } ?? .absent,
        .plain(p.rootMeanSquare), .plain(p.noise), .percent(p.differenceShare),
      ])
    }
    let table = Table(
      caption: "Where the engines disagree: \(c.title)",
      columns: [
        .init("Place", share: 2.4), .init("Mass", unit: "%", .number, share: 0.6),
        .init(c.engines[0], unit: "Gy", .number), .init(c.engines[1], unit: "Gy", .number),
        .init("Second / first − 1", unit: "%", .number),
        .init("RMS", unit: "Gy", .number, share: 0.7),
        .init("of it noise", unit: "Gy", .number, share: 0.7),
        .init("of all difference", unit: "%", .number, share: 0.8),
      ], rows: rows,
      notes: [
        "Mean doses weighted by mass; RMS over voxels; noise: expected RMS from the statistical uncertainty (k = 1)."
      ])
    return [.table(table), .list(c.places.map { p in "\(p.name): \(p.reason)." })]
  }

  private func spread(_ doses: [Uncertain<Gray>?]) -> [Table.Cell] {
    guard doses.count == 2 else { return [] }
    guard let a = doses[0], let b = doses[1], a.value.value != 0 else { return [.absent] }
    let ratio = b.value / a.value - 1
    return [.number(Format.split(Format.fixed(100 * ratio, 1)), sort: ratio)]
  }

  var uncertainty: [Block] {
    summaries.compactMap { summary -> [Block]? in
      guard let figure = BudgetFigure(summary: summary).drawing else { return nil }
      // On paper the numbers of the table do.
      return (isPaper ? [] : [.figures([figure], perRow: 1, caption: "")]) + [.table(budget(summary))]
    }.flatMap { $0 } + chain
  }

  private var chain: [Block] {
    guard summaries.contains(where: { $0.regions.contains { !$0.budget.isEmpty } }) else {
      return []
    }
    return [
      .paragraph(
        "Chain of propagation: volume → recovery → calibration → activity → fit → time-integrated activity → S and mass → "
          + "absorbed dose (EANM practical guidance, Gear et al. 2018, DOI 10.1007/s00259-018-4136-7). The terms of the "
          + "volume are fully correlated: they add with their signs (more volume means more counts but more mass), "
          + "and the column of what cancels is the signed root of what that takes from their squares or adds to them; all else adds in quadrature."
      )
    ]
  }

  private func budget(_ summary: DoseSummary) -> Table {
    var columns: [UncertaintyContribution] = []
    for c in summary.regions.flatMap(\.budget) where !columns.contains(where: { $0.name == c.name }) {
      columns.append(c)
    }
    return TableForm<RegionDose>.budget(columns).onPage(
      "Contributions to the relative standard uncertainty of the mean dose, \(summary.title), %",
      summary.regions.filter { !$0.budget.isEmpty })
  }
}
