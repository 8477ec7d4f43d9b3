import Foundation
import Quantities
import Reporting
import Workflow

/// The sections of one injection.
package struct InjectionContent {
  let injection: InjectionRecord
  let plan: RadioembolisationRecord
  let number: Int
  let view: PlanView?

  package var sections: [StudyContent.Section] {
    let title = plan.injections.count > 1 ? ": \(injection.name)" : ""
    return [
      .init("methods-\(number)", "Activity by every method\(title)", methods),
      .init("limits-\(number)", "Largest activity within limits\(title)", allowances),
      .init("models-\(number)", "The prescription by every dose model\(title)", models),
      .init("voxels-\(number)", "Voxel doses\(title)", view?.blocks ?? []),
      .init("vials-\(number)", "Vial and hour\(title)", vials),
      .init("given-\(number)", "Treatment\(title)", treatment),
    ]
  }

  private func mine<Row>(_ rows: [Row]) -> [Injected<Row>] {
    rows.map { Injected(injection: injection.name, row: $0) }
  }

  private var facts: [(name: String, value: String?)] {
    let tumours = injection.compartments.map {
      "\($0.name) \($0.ml.text) mL" + ($0.toNormal.map { ", to normal \($0.text)" } ?? "")
    }
    let prescribed = injection.prescribedGBq.map { "\($0.printed()) GBq, \(injection.prescribedBy)" }
    return [
      ("Injection", injection.name),
      ("Perfused", "\(injection.perfusedMl.printed()) mL, \(injection.perfusedGrams.printed()) g"),
      ("Normal liver in it", "\(injection.normalMl.text) mL"), ("Tumours", tumours.joined(separator: "; ")),
      ("Mean tumour to normal", injection.meanTumourToNormal.map { $0.printed() }),
      ("Prescribed", prescribed ?? injection.prescribedBy),
      ("Treatment", injection.treatment.map(Format.time)),
    ]
  }

  private var methods: [ContentBlock] {
    let table = PlanTables.methods.shown.table(
      "Methods side by side", mine(injection.proposals),
      notes: ["Uncertainties are standard uncertainties (k = 1) of the dose at that activity."])
    let missing = injection.unavailable.map { "\($0.method): not computed, because \($0.reason)." }
    return [.facts(facts), .table(table), .figures([spread.drawing], caption: Self.spreadCaption)]
      + (missing.isEmpty ? [] : [.list(missing)])
      + (injection.spread.isEmpty
        ? [] : [.table(PlanTables.spread.shown.table("Spread", mine(injection.spread)))])
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

  private static let spreadCaption =
    "One row per method. Red lines: limits, less what earlier treatments gave; dotted: published figures, as reference. Bars: u (k = 1); triangles exceed a limit."

  private var allowances: [ContentBlock] {
    guard !injection.allowances.isEmpty else {
      let reason =
        "No limit on normal liver was given, or no model computes its dose: there is nothing to solve for."
      return [ContentBlock.empty(reason).only(.page)]
    }
    return injection.allowances.map { a in
      .table(
        PlanTables.allowances.shown.table(
          "By the \(a.model) model", mine(a.reached.map { (model: a.model, reached: $0) })))
    }
  }

  private var models: [ContentBlock] {
    guard !injection.models.isEmpty else {
      return [ContentBlock.empty("Nothing is prescribed yet.").only(.page)]
    }
    return [
      .table(
        PlanTables.models(tumours).shown.table(
          "Doses of the prescribed \(injection.prescribedGBq.map { $0.printed() } ?? "–") GBq",
          mine(injection.models)))
    ]
  }

  private var tumours: [String] { Set(injection.models.flatMap(\.dosesGy.tumours.keys)).sorted() }

  /// The best order and its neighbours.
  private var orders: [ContentBlock] {
    guard !injection.orders.isEmpty else { return [] }
    return [
      .table(
        PlanTables.orders.shown.table(
          "Orders that come closest to \(injection.prescribedGBq.map { $0.printed() } ?? "–") GBq",
          mine(injection.orders),
          notes: [
            "Orders that keep every limit come first, then those closest to the prescription. Doses are those of what would be injected."
          ]))
    ]
  }

  private var vials: [ContentBlock] {
    guard let first = injection.vials.first else {
      return orders.isEmpty ? [ContentBlock.empty("No vial was requested.").only(.page)] : orders
    }
    let table = PlanTables.vials.shown.table(
      "Vials calibrated \(Format.time(first.calibration)) for treatment \(injection.treatment.map(Format.time) ?? "")",
      mine(injection.vials.nearTheChosen),
      notes: ["The older the vial, the more spheres for the same activity."]
        + (first.orderBy.map { ["Order by \(Format.time($0))."] } ?? []))
    return [.table(table)] + figure(first) + lobules + orders
  }

  private var lobules: [ContentBlock] {
    guard !injection.lobules.isEmpty else { return [] }
    return [
      .table(
        PlanTables.lobules.shown.table(
          "Microspheres in the perfused normal liver, and the dose at the scale of lobules",
          mine(injection.lobules),
          notes: [
            "A model, not this patient’s tissue: \(LobuleColumns.model) It is printed in addition to the mean dose."
          ]))
    ]
  }

  private func figure(_ first: VialRecord) -> [ContentBlock] {
    guard let treatment = injection.treatment, let wanted = injection.prescribedGBq else { return [] }
    let figure = VialFigure(
      zero: first.calibration, halfLife: .hours(plan.halfLifeHours),
      curves: injection.vials.nearTheChosen.map {
        .init(
          name: "\($0.nominalGBq.printedShort()) GBq", activity: .gigabecquerels($0.nominalGBq),
          isChosen: $0.isChosen)
      }, wanted: .gigabecquerels(wanted), tolerance: 0.1, treatment: treatment)
    return [.figures([figure.drawing], caption: "Green band: the prescribed activity ±10 %.")]
  }

  private var treatment: [ContentBlock] {
    let compared: [ContentBlock] =
      injection.comparison.isEmpty
      ? []
      : [.table(Self.compared("Predicted against delivered", injection.name, injection.comparison).shown)]
    let tissue = injection.tissue
    let doses: [ContentBlock] =
      tissue.isEmpty ? [] : [.table(PlanTables.given.shown.table("What the tissue gets", mine(tissue)))]
    let blocks = (injection.given.map(given) ?? []) + doses + compared
    return blocks.isEmpty ? [ContentBlock.empty("Not treated yet.").only(.page)] : blocks
  }

  private func given(_ g: GivenRecord) -> [ContentBlock] {
    let tolerance = "±\(g.tolerancePercent.printedShort()) %"
    return [
      .facts([
        ("Start", Format.time(g.start)), ("Net activity at start", "\(g.netGBq.printed(significant: 4)) GBq"),
        ("Prescribed", "\(g.prescribedGBq.printed(significant: 4)) GBq"),
        ("Deviation", (g.deviationPercent / 100).printedPercent(signed: true)),
        ("Residual", g.residualPercent.map { ($0 / 100).printedPercent() }),
      ]),
      g.isWithinTolerance
        ? .paragraph("Within \(tolerance) of the prescribed activity.")
        : .note(.critical, "The administered activity is outside \(tolerance) of the prescribed one."),
      ContentBlock.paragraph(
        "Tolerance: EANM position on article 56 of Directive 2013/59/Euratom, DOI 10.1007/s00259-020-05038-9."
      ).only(.page),
    ]
  }

  static func compared(_ caption: String, _ name: String, _ rows: [ComparisonRecord]) -> StudyTable {
    PlanTables.comparison.table(
      caption, rows.map { Injected(injection: name, row: $0) },
      notes: ["The prediction is for the net activity that was given, where it was measured."])
  }
}

extension InjectionRecord {
  /// What the tissue gets: of the net activity that was given, else of what will be injected where that is not what was
  /// prescribed; and with the other injections that reach it.
  var tissue: [(of: String, doses: DosesRecord)] {
    var rows: [(of: String, doses: DosesRecord)] = []
    if let given { rows.append((of: "net activity given", doses: given.dosesGy)) }
    if given == nil, let activity = injectedGBq, let doses = injectedDosesGy, activity != prescribedGBq {
      rows.append((of: "\(activity.printed()) GBq injected", doses: doses))
    }
    if let withOthersGy { rows.append((of: "with the other injections", doses: withOthersGy)) }
    return rows
  }
}
