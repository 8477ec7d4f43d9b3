import Foundation
import Quantities
import Reporting
import Workflow

/// The sections of a PRRT plan.
package struct PRRTPage {
  package let record: PRRTRecord

  package init(_ record: PRRTRecord) { self.record = record }

  package var sections: [Page.Section] {
    [
      .init("cycles", "Cycles so far", cycles), .init("outlook", "Remaining dose allowance", outlook),
      .init("artery", "Intra-arterial administration", record.gates.flatMap(gate)),
      .init(
        "prrt-assumptions", "Protocol and assumptions",
        [
          .facts([
            ("Protocol", "\(record.plannedCycles) cycles; next of \(rounded(record.nextGBq)) GBq"),
            ("Risk factors", record.riskFactors ? "yes: the lower BED limit of the kidney" : "none stated"),
            ("Source", record.protocolCitation),
          ]), .list(record.assumptions),
        ]),
    ]
  }

  private var cycles: [PageBlock] {
    guard !record.cycles.isEmpty else { return [] }
    let organs = Set(record.cycles.flatMap(\.doses.keys)).sorted()
    return [
      .table(
        PageTable(
          "Measured cycles",
          [
            .init("Cycle", share: 0.6), .init("Day"),
            .init("Interval since previous cycle", unit: "days", number: true),
            .init("Activity", unit: "GBq", number: true),
          ] + organs.map { .init($0, unit: "Gy", number: true) } + [.init("Doses from", share: 1.6)],
          record.cycles.map { c in
            [
              .text("\(c.number)"), .text(c.date ?? "–"),
              c.isIrregular
                ? .flag(.attention, "\(c.daysSincePrevious ?? 0)")
                : .number(c.daysSincePrevious.map(Double.init)),
              .number(c.activityGBq),
            ] + organs.map { .number(c.doses[$0]?.value, u: c.doses[$0]?.u) } + [.text(c.source)]
          }))
    ]
  }

  private var outlook: [PageBlock] {
    guard !record.outlooks.isEmpty || !record.unjudged.isEmpty else { return [] }
    let table = PageTable(
      "Limits and remaining allowance",
      [
        .init("Limit", share: 1.6), .init("Limit", unit: "Gy", number: true, share: 0.7),
        .init("Received", unit: "Gy", number: true, share: 0.8),
        .init("Dose per activity", unit: "Gy/GBq", number: true, share: 1.2),
        .init("Cycles left", number: true, share: 0.8), .init("Range", share: 0.8),
        .init("Largest next", unit: "GBq", number: true, share: 0.9),
      ],
      record.outlooks.map { o in
        [
          .text("\(o.organ), \(o.measure)"), .number(o.limitGy), .number(o.receivedGy),
          .number(o.gyPerGBq.value, u: o.gyPerGBq.u), .fixed(Double(o.remainingCycles), 0),
          .text(o.remainingAtLeast.flatMap { low in o.remainingAtMost.map { "\(low) to \($0)" } } ?? "–"),
          .number(o.largestNextGBq),
        ]
      })
    let conclusion = record.remainingCycles.map {
      "Cycles of \(rounded(record.nextGBq)) GBq that remain: \($0), limited by \(record.limitedBy ?? "–")."
    }
    let figure = SpreadFigure(
      rows: record.outlooks.map { "\($0.organ), \($0.measure)" },
      panels: [
        .init(
          "Fraction of limit used", unit: "%",
          dots: record.outlooks.map {
            .init(100 * $0.receivedGy / $0.limitGy, isOverLimit: $0.receivedGy.clearlyExceeds($0.limitGy))
          }, lines: [.init(100, .limit)])
      ])
    return (record.outlooks.isEmpty ? [] : [.table(table)])
      + (conclusion.map { [.paragraph($0)] } ?? [])
      + (record.outlooks.isEmpty
        ? []
        : [
          .figures(
            [figure.drawing], caption: "What the cycles so far used of each limit; red line: the limit.")
        ])
      + (record.unjudged.isEmpty
        ? [] : [.list(record.unjudged.map { "\($0.method): not assessed, because \($0.reason)." })])
  }

  private func gate(_ g: GateRecord) -> [PageBlock] {
    let lesions = PageTable(
      "\(g.kind.prefix(1).uppercased() + g.kind.dropFirst()) of each lesion",
      [
        .init("Lesion"), .init("Intra-arterial", number: true), .init("Intravenous", number: true),
        .init("Ratio", number: true),
      ],
      g.lesions.map {
        [.text($0.name), .number($0.intraArterial), .number($0.intravenous), .number($0.ratio)]
      })
    let aggregates = PageTable(
      g.gate.map { "Enhancement ratio threshold \(rounded($0)), by aggregation method" }
        ?? "Lesions combined",
      [.init("Combined by", share: 1.4), .init("Value", number: true), .init("Gate", share: 1.4)],
      g.aggregates.map {
        [
          .text($0.aggregation), .number($0.value, significant: 4),
          $0.reachesGate.map { $0 ? .text("✓ reached") : .flag(.attention, "not reached") } ?? .absent,
        ]
      },
      notes: g.gate == nil
        ? ["No threshold was set for this ratio."] : [g.source, "Equality meets the threshold."])
    let interval =
      g.gainLow.flatMap { low in g.gainHigh.map { ", 95 % interval \(rounded(low)) to \(rounded($0))" } }
      ?? ", no interval from a single lesion"
    let expected = g.expectedGyPerGBq.map {
      " With the tumour dose per activity of the intravenous cycles that makes \(rounded($0)) Gy/GBq"
        + (g.expectedLow.flatMap { low in g.expectedHigh.map { " (\(rounded(low)) to \(rounded($0)))" } }
          ?? "") + "."
    }
    return [
      .table(lesions), .table(aggregates),
      .paragraph(
        "Expected intra-arterial/intravenous dose ratio: \(rounded(g.gain))\(interval) (geometric mean of \(g.lesions.count) lesions).\(expected ?? "")"
      ),
    ] + (g.agree ? [] : [.note(.attention, "The aggregation methods disagree about the threshold.")])
  }
}
