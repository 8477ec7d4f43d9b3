import Diagnostics
import Foundation
import Quantities
import Reporting
import Workflow

/// The sections of a PRRT plan.
package struct PRRTContent {
  let record: PRRTRecord

  package var sections: [StudyContent.Section] {
    let facts: [(name: String, value: String?)] = [
      ("Protocol", "\(counted(record.plannedCycles, "cycle")); next of \(record.nextGBq.printed()) GBq"),
      ("Risk factors", record.riskFactors ? "yes: the lower BED limit of the kidney" : "none stated"),
      ("Source", record.protocolCitation),
    ]
    return [
      .init("cycles", "Cycles so far", cycles), .init("outlook", "Remaining dose allowance", outlook),
      .init("artery", "Intra-arterial administration", record.gates.flatMap(gate)),
      .init(
        "prrt-assumptions", "Protocol and assumptions",
        [ContentBlock.facts(facts), .list(record.assumptions)].map { $0.only(.page) }),
    ]
  }

  private var cycles: [ContentBlock] {
    guard !record.cycles.isEmpty else { return [] }
    let organs = Set(record.cycles.flatMap(\.doses.keys)).sorted()
    return [.table(PRRTTables.cycles(organs).table("Measured cycles, \(record.product)", record.cycles))]
  }

  private var outlook: [ContentBlock] {
    let unjudged = record.unjudged.map { "\($0.method): not assessed, because \($0.reason)." }
    let rest: [ContentBlock] = unjudged.isEmpty ? [] : [.list(unjudged)]
    guard !record.outlooks.isEmpty else { return rest }
    let conclusion = record.remainingCycles.map {
      "Cycles of \(record.nextGBq.printed()) GBq that remain: \($0), limited by \(record.limitedBy ?? "–") (\(record.plannedCycles) planned)."
    }
    return [.table(PRRTTables.outlook.table("Limits and remaining allowance", record.outlooks))]
      + (conclusion.map { [.paragraph($0)] } ?? [])
      + [.figures([used], caption: "What the cycles so far used of each limit; red line: the limit.")] + rest
  }

  private var used: Drawing {
    SpreadFigure(
      rows: record.outlooks.map { "\($0.organ), \($0.measure)" },
      panels: [
        .init(
          "Fraction of limit used", unit: "%",
          dots: record.outlooks.map {
            .init(100 * $0.receivedGy / $0.limitGy, isOverLimit: $0.receivedGy.clearlyExceeds($0.limitGy))
          }, lines: [.init(100, .limit)])
      ]
    ).drawing
  }

  private func gate(_ g: GateRecord) -> [ContentBlock] {
    let title = g.kind.prefix(1).uppercased() + g.kind.dropFirst()
    let aggregates = PRRTTables.aggregates.table(
      g.gate.map { "\(title): threshold \($0.printed()), by aggregation method" }
        ?? "\(title): lesions combined",
      g.aggregates,
      notes: g.gate == nil
        ? ["No threshold was set for this ratio."] : [g.source, "Equality meets the threshold."])
    return [
      .table(PRRTTables.lesions.table("\(title) of each lesion", g.lesions)), .table(aggregates),
      .paragraph(gain(g)),
    ] + (g.agree ? [] : [.note(.attention, "The aggregation methods disagree about the threshold.")])
  }

  private func gain(_ g: GateRecord) -> String {
    func span(_ low: Double?, _ high: Double?) -> String? {
      low.flatMap { low in high.map { "\(low.printed()) to \($0.printed())" } }
    }
    let interval =
      span(g.gainLow, g.gainHigh).map { ", 95 % interval \($0)" } ?? ", no interval from a single lesion"
    let expected = g.expectedGyPerGBq.map {
      " With the tumour dose per activity of the intravenous cycles that makes \($0.printed(uncertainty: g.expectedU)) Gy/GBq (k = 1)"
        + (span(g.expectedLow, g.expectedHigh).map { ", 95 % interval \($0)" } ?? "") + "."
    }
    return
      "Expected intra-arterial/intravenous dose ratio: \(g.gain.printed())\(interval) (geometric mean of \(counted(g.lesions.count, "lesion"))).\(expected ?? "")"
  }
}
