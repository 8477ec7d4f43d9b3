import Diagnostics
import Documents
import Foundation
import Intake
import Planning
import Quantities
import Reporting
import Stages
import Workflow

/// What a plan says: verdicts, methods side by side, limits, vials, treatment, PRRT.
package struct PlanContent {
  let record: PlanRecord
  let plan: Plan
  let views: [PlanView]

  package init(_ record: PlanRecord, _ plan: Plan, _ views: [PlanView]) {
    (self.record, self.plan, self.views) = (record, plan, views)
  }

  package var content: StudyContent {
    StudyContent(
      "plan", kind: "Treatment plan", header: header, cards: cards,
      sections: [findings] + (record.radioembolisation.map(radioembolisation) ?? [])
        + (record.prrt.map { PRRTContent(record: $0).sections } ?? []) + [closing], record: record)
  }

  private var header: ReportHeader {
    let therapy = [
      record.radioembolisation.map { "\($0.nuclide) \($0.microspheres) microspheres" }, record.prrt?.product,
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
        quantity: "mean dose, \(activity.printed()) GBq prescribed", value: dose.gray)
    }
    return tumours + tare.sessions.flatMap { session in session.judged.map { card($0, session, tare) } }
  }

  private func card(
    _ judged: SessionRecord.Judged, _ session: SessionRecord, _ tare: RadioembolisationRecord
  ) -> KeyResult {
    let words = [
      "mean dose" + (judged.model.isEmpty ? "" : " by \(judged.model)"), judged.limit.scope,
      tare.sessions.count > 1 ? "session \(session.session)" : "",
    ]
    return KeyResult(
      label: judged.limit.region.prefix(1).uppercased() + judged.limit.region.dropFirst(),
      quantity: words.filter { !$0.isEmpty }.joined(separator: ", "),
      value: Measured(judged.totalGy, u: judged.doseGy.u).gray,
      limit: .init(AbsorbedDose(judged.limit.gray), source: judged.limit.source),
      verdict: judged.isCrossed ? .crossed : judged.totalGy > 0.9 * judged.limit.gray ? .attention : .met)
  }

  private func best(_ injection: InjectionRecord) -> DosesRecord? {
    injection.models.last { !$0.isOfVoxels }?.dosesGy
  }

  private var findings: StudyContent.Section {
    let notes = record.findings.grouped.map { ContentBlock.note($0) }
    let unprescribed = (record.radioembolisation?.injections ?? []).filter { $0.prescribedGBq == nil }.map {
      ContentBlock.note(
        .information, "nothing is prescribed yet: the table shows what each method would give",
        subject: $0.name)
    }
    let all = notes + unprescribed
    return .init(
      "findings", "Findings",
      (all.isEmpty ? [ContentBlock.empty("No limit was crossed and nothing deviates.")] : all).map {
        $0.only(.page)
      })
  }

  // MARK: Radioembolisation

  private func radioembolisation(_ r: RadioembolisationRecord) -> [StudyContent.Section] {
    r.injections.enumerated().flatMap { n, injection in
      InjectionContent(
        injection: injection, plan: r, number: n + 1, view: views.first { $0.injection == injection.name }
      ).sections
    } + [sessions(r), lungs(r), reference(r), constants(r), files(r)]
  }

  private func sessions(_ r: RadioembolisationRecord) -> StudyContent.Section {
    let rows = r.sessions.flatMap { session in
      session.judged.map { (session: session.session, judged: $0) }
    }
    let table = PlanTables.sessions.table(
      "What the injections share, at the activities that will be injected", rows)
    let ceilings = r.sessions.compactMap { s in
      s.lungActivityCeilingGBq.map {
        "Session \(s.session): \(s.lungActivityGBq.printed()) GBq to the lungs; ceiling on the label of glass microspheres \($0.printedExactly) GBq."
      }
    }
    let total: [ContentBlock] =
      r.total.isEmpty
      ? []
      : [
        .table(
          InjectionContent.compared("Predicted against delivered, all injections", "all", r.total).shown)
      ]
    return .init(
      "sessions", "Lungs and normal liver",
      [.table(table)] + (ceilings.isEmpty ? [] : [.list(ceilings)]) + tumours(r) + total)
  }

  /// Doses of one tumour add up over injections and therapies.
  private func tumours(_ r: RadioembolisationRecord) -> [ContentBlock] {
    r.tumourTotals.isEmpty
      ? [] : [.table(PlanTables.tumours.table("Tumours that are reached more than once", r.tumourTotals))]
  }

  private func lungs(_ r: RadioembolisationRecord) -> StudyContent.Section {
    let shunts = PlanTables.shunts.table(
      "Lung shunt", r.shunts,
      notes: [
        "Planar imaging overestimates the lung shunt fraction: scatter from the liver falls into the lung region, and macroaggregates break down."
      ])
    return .init(
      "lungs", "Lung shunt and history",
      [
        .table(shunts), .facts([("Lung mass", "\(r.lungMassGrams.text) g, \(r.lungMassSource)")]),
        r.earlier.isEmpty
          ? .paragraph(
            record.radioembolisation?.fromRecord.isEmpty == false
              ? "The record has no earlier treatment." : "No earlier treatment was stated.")
          : .table(PlanTables.earlier.table("Earlier treatments", r.earlier)),
      ])
  }

  private func reference(_ r: RadioembolisationRecord) -> StudyContent.Section {
    let table = PlanTables.references.table(
      "Dose–response and dose–toxicity as published", r.references,
      notes: [
        "Seen in small cohorts. Shown for orientation; nothing on this page is derived from it, and it is not advice."
      ])
    let responses = r.injections.compactMap { i in
      i.publishedResponse.map {
        "\(i.name): mean tumour dose of the prescription is in the range “\($0)” of the tumour thresholds"
          + (r.microspheres == Microspheres.resin.rawValue
            ? "." : ", which were found with resin microspheres.")
      }
    }
    return .init(
      "reference", "Published figures, as reference",
      [ContentBlock.table(table).only(.page)] + (responses.isEmpty ? [] : [.list(responses)]))
  }

  private func constants(_ r: RadioembolisationRecord) -> StudyContent.Section {
    let facts: [(name: String, value: String?)] = [
      (
        "Energy constant",
        "\(r.energyConstantJoulesPerGBq.printed(significant: 4)) J/GBq (\(r.energyConstantBasis))"
      ),
      ("Half-life of \(r.nuclide)", "\(r.halfLifeHours.printedExactly) h"),
      ("Density", "\(r.densityGPerMl.printedExactly) g/mL, liver and tumour"),
      ("Vial residual", r.residualFraction.printedPercent()), ("Devices", r.devices),
      (
        "Liver",
        "\(r.liverMl.printed()) mL, tumour \(r.liverTumourMl.printed()) mL (\((r.burdenPercent / 100).printedPercent()))"
      ),
      ("Body surface", r.bodySurfaceM2.map { "\($0.printed()) m² (Du Bois)" }),
      ("Device data", r.devicesCitation),
    ]
    return .init(
      "constants", "Constants, devices and assumptions",
      [.facts(facts), ContentBlock.list(r.assumptions).only(.page)])
  }

  /// The tables of all injections together, for files.
  private func files(_ r: RadioembolisationRecord) -> StudyContent.Section {
    func all<Row>(_ rows: (InjectionRecord) -> [Row]) -> [Injected<Row>] {
      r.injections.flatMap { i in rows(i).map { Injected(injection: i.name, row: $0) } }
    }
    let tumours = Set(r.injections.flatMap { $0.models.flatMap(\.dosesGy.tumours.keys) }).sorted()
    let compared =
      all(\.comparison) + r.total.map { Injected(injection: "all", row: $0) }
    let tables = [
      PlanTables.methods.table("", all(\.proposals)), PlanTables.spread.table("", all(\.spread)),
      PlanTables.allowances.table(
        "", all { $0.allowances.flatMap { a in a.reached.map { (model: a.model, reached: $0) } } }),
      PlanTables.models(tumours).table("", all(\.models)), PlanTables.vials.table("", all(\.vials)),
      PlanTables.lobules.table("", all(\.lobules)),
      PlanTables.orders.table("", all(\.orders)),
      PlanTables.given.table("", all(\.tissue)),
      PlanTables.comparison.table("", compared),
    ]
    return .init(
      "files", "", tables.filter { !$0.rows.isEmpty }.map { ContentBlock.table($0).only(.file) })
  }

  private var closing: StudyContent.Section {
    let facts: [(name: String, value: String?)] = [
      ("Plan file, SHA-256", record.planFileSHA256), ("Software", "\(record.program) · \(record.commit)"),
    ]
    return .init(
      "provenance", "Provenance and signatures",
      [
        ContentBlock.facts(facts).only(.page),
        .signatures([
          Signature(meaning: "Plan computed (medical physicist)"),
          Signature(meaning: "Independently checked (second physicist)"),
          Signature(meaning: "Reviewed for the research record (physician)"),
        ]),
      ])
  }
}

extension PlanView {
  var blocks: [ContentBlock] {
    ContentBlock.slices(material, title: "Predicted absorbed dose of \(injection)")
      + [
        .histogram(
          summary, caption: "Predicted from the MAA SPECT by \(summary.engine); doses at the activity above.")
      ]
  }
}
