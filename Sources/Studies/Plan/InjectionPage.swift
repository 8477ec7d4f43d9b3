import Foundation
import Quantities
import Reporting
import Workflow

/// The sections of one injection.
package struct InjectionPage {
  package let injection: InjectionRecord
  package let plan: RadioembolisationRecord
  package let number: Int
  package let view: PlanView?

  package init(_ injection: InjectionRecord, _ plan: RadioembolisationRecord, number: Int, view: PlanView?) {
    (self.injection, self.plan, self.number, self.view) = (injection, plan, number, view)
  }

  package var sections: [Page.Section] {
    let title = plan.injections.count > 1 ? ": \(injection.name)" : ""
    return [
      .init(
        "methods-\(number)", "Activity by every method\(title)",
        [.facts(facts), .table(methods), .figures([spread.drawing], caption: spreadCaption)] + missing
          + (injection.spread.isEmpty ? [] : [.table(spreadTable)])),
      .init("limits-\(number)", "Largest activity within limits\(title)", allowances),
      .init("models-\(number)", "The prescription by every dose model\(title)", models),
      .init("voxels-\(number)", "Voxel doses\(title)", view?.blocks ?? []),
      .init("vials-\(number)", "Vial and hour\(title)", vials),
      .init("given-\(number)", "Treatment\(title)", treatment),
    ]
  }

  private var facts: [(name: String, value: String?)] {
    let tumours = injection.compartments.map {
      "\($0.name) \($0.ml.text) mL" + ($0.toNormal.map { ", to normal \($0.text)" } ?? "")
    }
    return [
      ("Injection", injection.name),
      ("Perfused", "\(rounded(injection.perfusedMl)) mL, \(rounded(injection.perfusedGrams)) g"),
      ("Normal liver in it", "\(injection.normalMl.text) mL"), ("Tumours", tumours.joined(separator: "; ")),
      ("Mean tumour to normal", injection.meanTumourToNormal.map(rounded)),
      (
        "Prescribed",
        injection.prescribedGBq.map { "\(rounded($0)) GBq, \(injection.prescribedBy)" }
          ?? injection.prescribedBy
      ),
      ("Treatment", injection.treatment.map(Format.time)),
    ]
  }

  // MARK: Methods

  private var methods: PageTable {
    let rows = injection.proposals.map { p -> [PageTable.Cell] in
      [
        .text(p.label + (p.madeFor.map { " (\($0))" } ?? "") + (p.isPrescribed ? " — prescribed" : "")),
        .text(basis(p)),
        .number(p.activityGBq), number(p.dosesGy.tumour), number(p.dosesGy.perfusedNormalLiver),
        number(p.dosesGy.normalLiver), number(p.dosesGy.lungs),
        p.crossed.isEmpty ? .text("✓") : .flag(.critical, p.crossed.map(\.name).joined(separator: "; ")),
      ]
    }
    return PageTable(
      "Methods side by side",
      [
        .init("Method", share: 1.55), .init("Chosen by", share: 1.8),
        .init("Activity", unit: "GBq", number: true, share: 0.8),
        .init("Tumour", unit: "Gy", number: true, share: 0.95),
        .init("Perfused normal", unit: "Gy", number: true, share: 0.95),
        .init("Normal liver", unit: "Gy", number: true, share: 0.95),
        .init("Lungs", unit: "Gy", number: true, share: 0.95),
        .init("Limits", share: 1.5),
      ], rows, notes: ["Uncertainties are standard uncertainties (k = 1) of the dose at that activity."])
  }

  private func basis(_ p: ProposalRecord) -> String {
    let limit = p.limiting.map { ": \($0.name), \(rounded($0.gray)) Gy" } ?? ""
    return p.basis + limit
      + (p.doseModel == p.method || p.method == "voxel" ? "" : "; doses by \(p.doseModel)")
  }

  private func number(_ m: Measured?) -> PageTable.Cell { .number(m?.value, u: m?.u) }

  private var missing: [PageBlock] {
    injection.unavailable.isEmpty
      ? [] : [.list(injection.unavailable.map { "\($0.method): not computed, because \($0.reason)." })]
  }

  private var spread: SpreadFigure {
    let over = injection.proposals.map { p in Set(p.crossed.map(\.region)) }
    func dots(_ value: (ProposalRecord) -> Measured?, _ region: String) -> [SpreadFigure.Dot?] {
      zip(injection.proposals, over).map { p, crossed in
        value(p).map { .init($0.value, uncertainty: $0.u, isOverLimit: crossed.contains(region)) }
      }
    }
    func lines(_ region: String) -> [SpreadFigure.Line] {
      injection.limits.filter { $0.region == region }.map { .init(max(0, $0.gray - $0.receivedGray), .limit) }
        + plan.references.filter { $0.region == region }.map { .init($0.gray, .reference) }
    }
    return SpreadFigure(
      rows: injection.proposals.map(\.label),
      panels: [
        .init("Activity", unit: "GBq", dots: dots({ Measured($0.activityGBq) }, "")),
        .init("Tumour", unit: "Gy", dots: dots({ $0.dosesGy.tumour }, "tumour"), lines: lines("tumour")),
        .init(
          "Normal liver", unit: "Gy", dots: dots({ $0.dosesGy.normalLiver }, "normal liver"),
          lines: lines("normal liver")),
        .init("Lungs", unit: "Gy", dots: dots({ $0.dosesGy.lungs }, "lungs"), lines: lines("lungs")),
      ])
  }

  private let spreadCaption =
    "One row per method. Red lines: limits, less what earlier treatments gave; dotted: published figures, as reference. Bars: u (k = 1); triangles exceed a limit."

  private var spreadTable: PageTable {
    PageTable(
      "Spread",
      [
        .init("Quantity"), .init("Unit", share: 0.5), .init("Least", number: true), .init("by", share: 1.4),
        .init("Greatest", number: true), .init("by", share: 1.4), .init("Ratio", number: true),
      ],
      injection.spread.map {
        [
          .text($0.quantity), .text($0.unit), .number($0.least), .text($0.leastBy), .number($0.greatest),
          .text($0.greatestBy), .number($0.ratio),
        ]
      })
  }

  // MARK: Limits and models

  private var allowances: [PageBlock] {
    guard !injection.allowances.isEmpty else {
      return [
        .empty(
          "No limit on normal liver was given, or no model computes its dose: there is nothing to solve for.")
      ]
    }
    return injection.allowances.map { a in
      .table(
        PageTable(
          "By the \(a.model) model",
          [
            .init("Limit", share: 1.4), .init("Dose", unit: "Gy", number: true, share: 0.7),
            .init("Earlier", unit: "Gy", number: true, share: 0.7),
            .init("Reached at", unit: "GBq", number: true, share: 0.9),
            .init("", share: 0.8), .init("Source", share: 2.4),
          ],
          a.reached.map {
            [
              .text($0.limit.name), .number($0.limit.gray), .number($0.limit.receivedGray),
              .number($0.activityGBq),
              $0.isLimiting ? .flag(.attention, "limits") : .text(""), .text($0.limit.source),
            ]
          }))
    }
  }

  private var models: [PageBlock] {
    guard !injection.models.isEmpty else { return [.empty("Nothing is prescribed yet.")] }
    let tumours = injection.models.flatMap(\.dosesGy.tumours.keys)
    let names = Set(tumours).sorted()
    let table = PageTable(
      "Doses of the prescribed \(injection.prescribedGBq.map(rounded) ?? "–") GBq",
      [.init("Model", share: 1.6), .init("Tumour", unit: "Gy", number: true)]
        + names.map { .init($0, unit: "Gy", number: true) }
        + [
          .init("Perfused normal", unit: "Gy", number: true), .init("Normal liver", unit: "Gy", number: true),
          .init("Lungs", unit: "Gy", number: true),
        ],
      injection.models.map { m in
        [.text(m.model), number(m.dosesGy.tumour)] + names.map { number(m.dosesGy.tumours[$0]) }
          + [number(m.dosesGy.perfusedNormalLiver), number(m.dosesGy.normalLiver), number(m.dosesGy.lungs)]
      })
    return [.table(table)]
  }

  // MARK: Vials and treatment

  private var vials: [PageBlock] {
    guard let first = injection.vials.first else { return [.empty("No vial was requested.")] }
    let table = PageTable(
      "Vials calibrated \(Format.time(first.calibration)) for treatment \(injection.treatment.map(Format.time) ?? "")",
      [
        .init("Vial", share: 1.5), .init("At treatment", unit: "GBq", number: true, share: 0.9),
        .init("Excess", unit: "%", number: true, share: 0.7),
        .init("Per sphere", unit: "Bq", number: true, share: 0.8),
        .init("Spheres", unit: "million", number: true, share: 0.8),
        .init("Fraction given", unit: "%", number: true, share: 0.7),
        .init("Exact at", share: 1.3), .init("Within ±10 %", share: 2.2),
      ],
      injection.vials.nearTheChosen.map { v in
        [
          v.isChosen
            ? .flag(.information, "\(rounded(v.nominalGBq)) GBq \(v.source), chosen")
            : .text("\(rounded(v.nominalGBq)) GBq \(v.source)"),
          .number(v.atTreatmentGBq), .fixed(v.excessPercent, 1), .number(v.becquerelPerSphere),
          .number(v.spheres / 1e6),
          .fixed(100 * v.share, 0), .text(short(v.exactAt)),
          .text("\(short(v.windowFrom)) to \(short(v.windowTo))"),
        ]
      },
      notes: ["The older the vial, the more spheres for the same activity."]
        + (first.orderBy.map { ["Order by \(Format.time($0))."] } ?? []))
    return [.table(table)] + figure(first)
  }

  private func figure(_ first: VialRecord) -> [PageBlock] {
    guard let treatment = injection.treatment, let wanted = injection.prescribedGBq else { return [] }
    let figure = VialFigure(
      zero: first.calibration, halfLife: .hours(plan.halfLifeHours),
      curves: injection.vials.nearTheChosen.map {
        .init(
          name: "\(rounded($0.nominalGBq)) GBq", activity: .gigabecquerels($0.nominalGBq),
          isChosen: $0.isChosen)
      }, wanted: .gigabecquerels(wanted), tolerance: 0.1, treatment: treatment)
    return [.figures([figure.drawing], caption: "Green band: the prescribed activity ±10 %.")]
  }

  private func short(_ time: DateTime) -> String {
    String(time.description.prefix(16)).replacingOccurrences(of: "T", with: " ")
  }

  private var treatment: [PageBlock] {
    var blocks: [PageBlock] = []
    if let g = injection.given {
      blocks = [
        .facts([
          ("Start", Format.time(g.start)), ("Net activity at start", "\(rounded4(g.netGBq)) GBq"),
          ("Prescribed", "\(rounded4(g.prescribedGBq)) GBq"),
          ("Deviation", percent(g.deviationPercent / 100)),
          ("Residual", g.residualPercent.map { percent($0 / 100) }),
        ]),
        g.isWithinTolerance
          ? .paragraph("Within ±\(rounded(g.tolerancePercent)) % of the prescribed activity.")
          : .note(
            .critical,
            "The administered activity is outside ±\(rounded(g.tolerancePercent)) % of the prescribed one."),
        .paragraph(
          "Tolerance: EANM position on article 56 of Directive 2013/59/Euratom, DOI 10.1007/s00259-020-05038-9."
        ),
        .table(
          PageTable(
            "Doses of the net activity",
            [
              .init("Tumour", unit: "Gy", number: true), .init("Perfused normal", unit: "Gy", number: true),
              .init("Normal liver", unit: "Gy", number: true), .init("Lungs", unit: "Gy", number: true),
            ],
            [
              [
                number(g.dosesGy.tumour), number(g.dosesGy.perfusedNormalLiver),
                number(g.dosesGy.normalLiver), number(g.dosesGy.lungs),
              ]
            ])),
      ]
    }
    if !injection.comparison.isEmpty {
      blocks.append(.table(ComparisonTable("Predicted against delivered", injection.comparison).table))
    }
    return blocks.isEmpty ? [.empty("Not treated yet.")] : blocks
  }
}

/// Predicted doses compared with delivered ones.
package struct ComparisonTable {
  package let table: PageTable

  package init(_ caption: String, _ rows: [ComparisonRecord]) {
    table = PageTable(
      caption,
      [
        .init("Region"), .init("Structure", share: 1.4), .init("Predicted", unit: "Gy", number: true),
        .init("Delivered", unit: "Gy", number: true),
        .init("Difference", unit: "%", number: true, share: 0.8),
        .init("Difference", unit: "in u", number: true, share: 0.7),
      ],
      rows.map {
        [
          .text($0.region), .text($0.structure), .number($0.predictedGy.value, u: $0.predictedGy.u),
          .number($0.deliveredGy.value, u: $0.deliveredGy.u), .fixed($0.deviationPercent, 1),
          $0.standardised.map { .fixed($0, 1) } ?? .absent,
        ]
      }, notes: ["The prediction is for the net activity that was given, where it was measured."])
  }
}
