import Quantities
import Stages

extension DoseReport {
  var uncertainty: [ContentBlock] {
    let shown = summaries.filter { BudgetFigure(summary: $0).drawing != nil }
    return shown.flatMap { summary -> [ContentBlock] in
      // On paper the numbers of the table do.
      [
        ContentBlock.drawn {
          [.figures([BudgetFigure(summary: summary).drawing].compactMap { $0 }, perRow: 1, caption: "")]
        }.only(.screen), .table(budget(summary)),
      ]
    } + chain
  }

  private var chain: [ContentBlock] {
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

  private func budget(_ summary: DoseSummary) -> StudyTable {
    TableForm<RegionRow>.budget(DoseTables.terms([summary])).shown(
      "Contributions to the relative standard uncertainty of the mean dose, \(summary.title), %",
      RegionTable.rows([summary]).filter { !$0.region.budget.isEmpty })
  }
}
