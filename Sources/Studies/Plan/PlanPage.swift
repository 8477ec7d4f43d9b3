import Diagnostics
import Documents
import Foundation
import Intake
import Planning
import Quantities
import Reporting
import Stages
import Workflow

/// A plan as a page: verdicts, methods side by side, limits, vials, treatment, PRRT.
package struct PlanPage {
  package let record: PlanRecord
  package let plan: Plan
  package let views: [PlanView]

  package init(_ record: PlanRecord, _ plan: Plan, _ views: [PlanView]) {
    (self.record, self.plan, self.views) = (record, plan, views)
  }

  package var page: Page {
    Page(
      kind: "Treatment plan", header: header, cards: cards,
      sections: [findings] + (record.radioembolisation.map(radioembolisation) ?? [])
        + (record.prrt.map { PRRTPage($0).sections } ?? []) + [closing])
  }

  private var header: ReportHeader {
    let therapy = [
      record.radioembolisation.map { "Y-90 \($0.microspheres) microspheres" }, record.prrt?.product,
    ].compactMap { $0 }.joined(separator: " and ")
    return ReportHeader(
      pseudonym: record.pseudonym, site: plan.site, therapy: therapy, indication: plan.indication,
      physician: plan.physician, physicist: plan.physicist,
      reportUID: ObjectUID.derived(from: "plan \(plan.sha256) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit, parameterFileHash: plan.sha256,
      created: .now, state: record.findings.needDecision ? .needsReview : .draft)
  }

  // MARK: Verdicts

  /// Tumours of each injection, then what the sessions share.
  private var cards: [KeyResult] {
    guard let tare = record.radioembolisation else { return [] }
    let tumours = tare.injections.compactMap { injection -> KeyResult? in
      guard let dose = best(injection)?.tumour, let activity = injection.prescribedGBq else { return nil }
      return KeyResult(
        label: tare.injections.count > 1 ? "Tumour, \(injection.name)" : "Tumour",
        quantity: "mean dose, \(rounded(activity)) GBq prescribed", value: dose.gray)
    }
    return tumours
      + tare.sessions.flatMap { session in
        session.judged.map { judged in
          KeyResult(
            label: judged.limit.region.prefix(1).uppercased() + judged.limit.region.dropFirst(),
            quantity: [
              "mean dose", judged.limit.scope, tare.sessions.count > 1 ? "session \(session.session)" : "",
            ]
            .filter { !$0.isEmpty }.joined(separator: ", "),
            value: Measured(judged.totalGy, u: judged.doseGy.u).gray,
            limit: .init(AbsorbedDose(judged.limit.gray), source: judged.limit.source),
            verdict: judged.isCrossed
              ? .crossed : judged.totalGy > 0.9 * judged.limit.gray ? .attention : .met)
        }
      }
  }

  private func best(_ injection: InjectionRecord) -> DosesRecord? {
    injection.models.last { !$0.model.hasPrefix("voxel") }?.dosesGy
  }

  private var findings: Page.Section {
    let notes = record.findings.grouped.map { PageBlock.note($0) }
    let unprescribed = (record.radioembolisation?.injections ?? []).filter { $0.prescribedGBq == nil }.map {
      PageBlock.note(
        .information, "nothing is prescribed yet: the table shows what each method would give",
        subject: $0.name)
    }
    return .init(
      "findings", "Findings",
      notes.isEmpty && unprescribed.isEmpty
        ? [.empty("No limit was crossed and nothing deviates.")] : notes + unprescribed)
  }

  // MARK: Radioembolisation

  private func radioembolisation(_ r: RadioembolisationRecord) -> [Page.Section] {
    r.injections.enumerated().flatMap { n, injection in
      InjectionPage(
        injection, r, number: n + 1, view: views.first { $0.injection == injection.name }
      ).sections
    } + [sessions(r), lungs(r), reference(r), constants(r)]
  }

  private func sessions(_ r: RadioembolisationRecord) -> Page.Section {
    let rows = r.sessions.flatMap { session in
      session.judged.map { j -> [PageTable.Cell] in
        [
          .text("session \(session.session)"), .text(j.limit.name), .number(j.doseGy.value, u: j.doseGy.u),
          .number(j.limit.receivedGray), .number(j.totalGy), .number(j.limit.gray),
          j.isCrossed ? .flag(.critical, "crossed") : .text("✓ kept"), .text(j.limit.source),
        ]
      }
    }
    let table = PageTable(
      "What the injections share, at the activities that will be injected",
      [
        .init("Session", share: 0.9), .init("Limit", share: 1.3), .init("Dose", unit: "Gy", number: true),
        .init("Earlier", unit: "Gy", number: true, share: 0.7),
        .init("Together", unit: "Gy", number: true, share: 0.8),
        .init("Limit", unit: "Gy", number: true, share: 0.7), .init("Verdict", share: 0.9),
        .init("Source", share: 2),
      ], rows)
    let ceilings = r.sessions.compactMap { s in
      s.lungActivityCeilingGBq.map {
        "Session \(s.session): \(rounded(s.lungActivityGBq)) GBq to the lungs; ceiling on the label of glass microspheres \($0) GBq."
      }
    }
    var blocks: [PageBlock] = [.table(table)] + (ceilings.isEmpty ? [] : [.list(ceilings)])
    if !r.total.isEmpty {
      blocks.append(.table(ComparisonTable("Predicted against delivered, all injections", r.total).table))
    }
    return .init("sessions", "Lungs and normal liver", blocks)
  }

  private func lungs(_ r: RadioembolisationRecord) -> Page.Section {
    let rows = r.shunts.map { s -> [PageTable.Cell] in
      [
        .text(s.method + (s.isUsed ? " (used)" : "")),
        .number(100 * s.fraction.value, u: s.fraction.u.map { 100 * $0 }), .text(s.detail),
      ]
    }
    let table = PageTable(
      "Lung shunt", [.init("Method"), .init("Fraction", unit: "%", number: true), .init("From", share: 3)],
      rows,
      notes: [
        "Planar imaging overestimates the lung shunt fraction: scatter from the liver falls into the lung region, and macroaggregates break down."
      ])
    let earlier = r.earlier.map { e -> [PageTable.Cell] in
      [
        .text(e.date), .text(e.treatment), .number(e.activityGBq), .number(e.lungGy),
        .number(e.normalLiverGy),
      ]
    }
    let history = PageTable(
      "Earlier treatments",
      [
        .init("Day"), .init("Treatment", share: 2.4), .init("Activity", unit: "GBq", number: true),
        .init("Lungs", unit: "Gy", number: true), .init("Normal liver", unit: "Gy", number: true),
      ], earlier)
    return .init(
      "lungs", "Lung shunt and history",
      [
        .table(table), .facts([("Lung mass", "\(r.lungMassGrams.text) g, \(r.lungMassSource)")]),
        earlier.isEmpty ? .paragraph("No earlier treatment was stated.") : .table(history),
      ])
  }

  private func reference(_ r: RadioembolisationRecord) -> Page.Section {
    let rows = r.references.map { x -> [PageTable.Cell] in
      [
        .text(x.region), .fixed(x.gray, 1), .text(x.sense), .text("\(x.text); \(x.setting)"),
        .text(x.citation),
      ]
    }
    let table = PageTable(
      "Dose–response and dose–toxicity as published",
      [
        .init("Region", share: 0.8), .init("Dose", unit: "Gy", number: true, share: 0.6),
        .init("Sense", share: 0.8),
        .init("Observation", share: 2.8), .init("Source", share: 1.8),
      ], rows,
      notes: [
        "Seen in small cohorts. Shown for orientation; nothing on this page is derived from it, and it is not advice."
      ])
    let responses = r.injections.compactMap { i in
      i.publishedResponse.map {
        "\(i.name): mean tumour dose of the prescription is in the range “\($0)” of the tumour thresholds."
      }
    }
    return .init(
      "reference", "Published figures, as reference",
      [.table(table)] + (responses.isEmpty ? [] : [.list(responses)]))
  }

  private func constants(_ r: RadioembolisationRecord) -> Page.Section {
    .init(
      "constants", "Constants, devices and assumptions",
      [
        .facts([
          ("Energy constant", "\(rounded4(r.energyConstantJoulesPerGBq)) J/GBq (\(r.energyConstantBasis))"),
          ("Half-life of Y-90", "\(r.halfLifeHours) h"),
          ("Density", "\(r.densityGPerMl) g/mL, liver and tumour"),
          ("Vial residual", percent(r.residualFraction)), ("Devices", r.devices),
          (
            "Liver",
            "\(rounded(r.liverMl)) mL, tumour \(rounded(r.liverTumourMl)) mL (\(percent(r.burdenPercent / 100)))"
          ),
          ("Body surface", r.bodySurfaceM2.map { "\(rounded($0)) m² (Du Bois)" }),
          ("Device data", r.devicesCitation),
        ]), .list(r.assumptions),
      ])
  }

  private var closing: Page.Section {
    .init(
      "provenance", "Provenance and signatures",
      [
        .facts([
          ("Plan file, SHA-256", record.planFileSHA256), ("Software", "\(record.program) · \(record.commit)"),
        ]),
        .signatures([
          Signature(meaning: "Plan computed (medical physicist)"),
          Signature(meaning: "Independently checked (second physicist)"),
          Signature(meaning: "Reviewed for the research record (physician)"),
        ]),
      ])
  }
}

extension Measured {
  package var gray: Uncertain<Gray> {
    Uncertain(AbsorbedDose(value), standardUncertainty: u.map { AbsorbedDose($0) })
  }
}
