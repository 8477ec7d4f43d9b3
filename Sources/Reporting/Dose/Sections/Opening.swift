import Checks
import Quantities
import Stages

extension DoseReport {
  /// The gravest first; equal ones keep their order, and those that say the same of several regions share a line.
  var findings: [ContentBlock] {
    var blocks = groups.map { ContentBlock.note($0) }
    if !content.conclusion.isEmpty { blocks += [.heading("Conclusion"), .paragraph(content.conclusion)] }
    return blocks
  }

  var groups: [Finding] {
    let found = content.findings + inherited
    return (found.decided(by: content.decided) + found.unmet(content.decided)).grouped
  }

  /// Warnings that the rooms attached to their results.
  private var inherited: [Finding] { ofFits + ofRegistrations + ofRegions }

  private var ofFits: [Finding] {
    content.fits.flatMap { $0.warnings.findings(at: $0.region.label) }
  }

  private var ofRegistrations: [Finding] {
    content.registrations.map(\.registration).flatMap { $0.findings(at: "Registration of \($0.moving)") }
  }

  /// Of this cycle by its regions; of earlier ones by region and cycle, what this one does not repeat.
  private var ofRegions: [Finding] {
    guard let current = content.summaries.last else { return [] }
    let now = Set(current.regions.flatMap { r in r.warnings.map { Told(region: r.region, note: $0) } })
    let earlier = content.summaries.dropLast().flatMap { summary in
      summary.regions.flatMap { region in
        region.warnings.filter { !now.contains(Told(region: region.region, note: $0)) }
          .findings(at: "\(region.region), \(summary.title)")
      }
    }
    return earlier
      + current.regions.flatMap { $0.warnings.findings(at: $0.region.label) }
  }

  private struct Told: Hashable {
    var region: Region
    var note: Note
  }

  var identification: [ContentBlock] {
    let h = content.header
    return [
      ContentBlock(
        .facts(
          known(
            ("Pseudonym", h.pseudonym), ("Site", h.site), ("Therapy", h.therapy), ("Cycle", h.cycle),
            ("Indication", h.indication), ("Physician", h.physician), ("Physicist", h.physicist),
            ("State", h.state.rawValue), ("Created", Format.time(h.created)),
            ("Report UID", h.reportUID),
            (
              "Software",
              [h.softwareVersion, h.gitHash].filter { !$0.isEmpty }.joined(separator: " · ")
            ),
            ("Parameter file, SHA-256", h.parameterFileHash)))),
      .paragraph(
        "\(Document.researchUse). \(Document.coverage) Results are for research and must not be used alone for a "
          + "clinical decision."),
    ]
  }

  var prescription: [ContentBlock] {
    guard let p = content.prescription else { return [] }
    let level =
      switch p.level {
      case .activity: "Level 1: administered activity"
      case .activityWithDosimetry: "Level 2: administered activity, with dosimetry"
      case .absorbedDose: "Level 3: absorbed dose"
      }
    var facts = known(
      ("ICRU level", level), ("Basis", p.basis),
      ("Intended activity", p.intended.map(Format.activity)),
      ("Administered activity", p.administered.map { Format.activity($0) }))
    guard let deviation = p.deviation else { return [ContentBlock(.facts(facts))] }
    let tolerance = "±\(Format.percent(p.tolerance))"
    // The ratio itself is compared, with a grain for binary fractions: 1.1 × 7.4 GBq is still within 10 %.
    let outside = abs(deviation) > p.tolerance + 1e-9
    facts.append(
      Fact(
        "Administered − intended",
        "\(Format.percent(deviation, signed: true)) — \(outside ? "outside" : "within") \(tolerance)",
        outside ? .critical : nil))
    let note = ContentBlock.note(
      .critical,
      "The administered activity differs from the intended one by more than \(tolerance).",
      subject: "Prescription")
    return [ContentBlock(.facts(facts))] + (outside ? [note] : [])
      + [
        .paragraph(
          "Tolerance: EANM position on article 56 of Directive 2013/59/Euratom, DOI 10.1007/s00259-020-05038-9."
        )
      ]
  }

  var administrations: [ContentBlock] {
    content.administrations.enumerated().flatMap { n, a -> [ContentBlock] in
      let measured = [
        ("before", a.preActivity), ("after", a.postActivity), ("residual", a.residual),
      ]
      .compactMap { name, value in value.map { "\(name) \(Format.activity($0))" } }.joined(
        separator: ", ")
      let net = a.net.map { net in
        Format.activity(net)
          + (a.reference.map { " at " + Format.time($0) } ?? ", reference time not recorded")
      }
      let facts =
        known(
          ("Product", a.product), ("Batch", a.batch),
          ("Calibrated", a.calibration.map(Format.time)),
          ("Activity meter", a.calibrator), ("Measured activity", measured), ("Net activity", net),
          ("Route", a.route), ("Start", a.start.map(Format.time)),
          ("Duration", a.duration.map(Format.duration)))
        + a.remarks.map { Fact($0.name, $0.text) }
      return (content.administrations.count > 1 ? [.heading("Administration \(n + 1)")] : []) + [
        ContentBlock(.facts(facts))
      ]
    }
  }

  var planning: [ContentBlock] {
    guard let plan = content.planning else { return [] }
    let facts = known(
      ("Lung shunt fraction", plan.lungShuntFraction.map { DisplayUnit.percent.sentence($0) }),
      ("Method", plan.lungShuntMethod), ("Lung mass", plan.lungMassSource),
      ("Tumour-to-normal ratio", plan.tumourToNormalRatio.map { DisplayUnit.one.text($0).text }),
      ("Order", plan.order))
    let form = TableForm<TreatmentPlan.Model>.models
    return [ContentBlock(.facts(facts))]
      + (plan.models.isEmpty
        ? [] : [.table(form.shown("Models side by side", plan.models, notes: [Document.coverage]))])
      + (plan.assumptions.isEmpty ? [] : [.heading("Assumptions"), .list(plan.assumptions)])
  }
}
