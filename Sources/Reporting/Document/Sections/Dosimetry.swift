import Quantities
import Stages

extension DocumentBuilder {
  var images: [Block] {
    guard let scene else { return [] }
    var blocks: [Block] = []
    if scene.material.dose != nil {
      blocks += panel(scene, .dose, isodoses: true, "Absorbed dose on \(ground(scene))")
    }
    if interactive { blocks.append(.viewer(SliceViewer(scene))) }
    let activities = scene.material.activities
    if let last = activities.indices.first, !isPaper || scene.material.dose == nil {
      blocks += panel(
        scene, .activity(last), isodoses: false,
        "Activity concentration \(SliceFigure.hours(activities[last])) on \(ground(scene))")
    }
    if scene.material.dose == nil, activities.isEmpty {
      blocks += panel(scene, .none, isodoses: false, ground(scene))
    }
    guard activities.count > 1 else { return blocks }
    let strip = activities.indices.compactMap {
      ProjectionFigure(scene: scene, content: .activity($0))?.drawing
    }
    return blocks + [
      .figures(
        strip, perRow: 4,
        caption:
          "Coronal maximum-intensity projections on one scale for all times (inverse grey, square root), 0 to "
          + "\(Format.number(scene.activityTop / 1e3).text) kBq/mL")
    ]
  }

  private func ground(_ scene: ImageScene) -> String {
    scene.material.reference == nil ? "black (no anatomical image)" : scene.material.referenceName
  }

  private func panel(_ scene: ImageScene, _ overlay: Overlay, isodoses: Bool, _ caption: String)
    -> [Block]
  {
    let slices = SliceOrientation.allCases.map {
      SliceFigure(scene: scene, orientation: $0, overlay: overlay, isodoses: isodoses).drawing
    }
    let convention =
      "Radiological convention: the patient's right is on the left. Window: \(scene.material.window.source)."
    return [
      .figures(slices, perRow: 3, caption: ""),
      .figures(
        [SliceKey(scene: scene, overlay: overlay, isodoses: isodoses).drawing], perRow: 1,
        caption: caption + ". " + convention),
    ]
  }

  var kinetics: [Block] {
    guard !fits.isEmpty else { return [] }
    let curves = fits.map {
      TimeActivityFigure(fit: $0, logarithmic: content.logarithmicActivity).drawing
    }
    return [.figures(curves, perRow: interactive ? 2 : 3, caption: ""), .table(integrals)]
      + (isPaper
        ? [.paragraph("Parameters of each curve and the models compared: provenance.txt, attached.")]
        : [.table(models)])
  }

  private var integrals: Table {
    TableForm<TimeActivityFit>.integrals.onPage(
      "Time-integrated activity", fits,
      notes: [
        "Extrapolated: fraction of Ã beyond the last time point; more than 20 % is flagged. ± is that of points and fit "
          + "alone; calibration and recovery, common to all points, are included in the uncertainty budget."
      ])
  }

  private var models: Table {
    Table(
      caption: "Parameters of the curves, and the models compared",
      columns: [
        .init("Region", share: 1), .init("Parameters ± u (k = 1)", share: 1.7),
        .init("Models compared: AICc; Ã in MBq·h", share: 1.9),
      ],
      rows: fits.map { fit in
        Table.Row([.text(fit.region.label), .text(parameters(fit)), .text(alternatives(fit))])
      },
      notes: [
        "AICc: corrected Akaike criterion, lower is better; not defined (–) for fewer than two points more than parameters. "
          + "r: correlation of a parameter with those before it."
      ])
  }

  func parameters(_ fit: TimeActivityFit) -> String {
    fit.parameters.indices.map { n in
      let p = fit.parameters[n]
      let number = Format.number(p.value, uncertainty: p.standardUncertainty).text
      let value =
        number.contains("±") ? "(\(number)) \(p.unit)" : "\(number) \(p.unit), u not evaluated"
      return "\(p.name) \(value)" + (correlations(fit, n).map { ", r = \($0)" } ?? "")
    }.joined(separator: "; ")
  }

  /// From the covariance of the fit.
  private func correlations(_ fit: TimeActivityFit, _ n: Int) -> String? {
    let count = fit.parameters.count
    guard n > 0, fit.covariance.count == count * count else { return nil }
    let known = (0..<n).map { m in
      let product = fit.covariance[n * count + n] * fit.covariance[m * count + m]
      return product > 0 ? fit.covariance[n * count + m] / product.squareRoot() : .nan
    }
    return known.allSatisfy(\.isFinite)
      ? known.map { Format.fixed($0, 2) }.joined(separator: ", ") : nil
  }

  func alternatives(_ fit: TimeActivityFit) -> String {
    fit.alternatives.map { a in
      let criterion = a.aicc.map { Format.number($0, significant: 4).text } ?? "–"
      let integral = DisplayUnit.megabecquerelHour.text(a.timeIntegratedActivity).text
      return "\(a.model)\(a.model == fit.model ? " (used)" : ""): \(criterion); \(integral)"
    }.joined(separator: " · ")
  }

  var calculation: [Block] {
    guard let c = content.calculation else { return [] }
    let facts = known(
      ("Engine", c.engine), ("Radionuclide", c.nuclide), ("Half-life", c.halfLife.map(halfLife)),
      ("Decay data", c.nuclideSource), ("Kernels, S values or physics", c.kernelSource),
      ("Density and material", c.densityConversion),
      ("Histories", c.histories.map { Format.number(Double($0)).text }))
    return [.facts(facts)]
      + (c.assumptions.isEmpty ? [] : [.heading("Assumptions"), .list(c.assumptions)])
  }

  private func halfLife(_ t: Uncertain<Second>) -> String {
    abs(t.value.value) < 259_200 ? DisplayUnit.hour.sentence(t) : DisplayUnit.day.sentence(t)
  }

  var truth: [Block] {
    guard !content.truth.isEmpty else { return [] }
    let rows = content.truth.map { r in
      let within = r.deviation.flatMap { d in r.tolerance.map { abs(d) <= $0 + 1e-12 } }
      return Table.Row([
        .text(r.quantity), .text(r.unit),
        r.standardUncertainty == nil
          ? .bare(Format.number(r.result, significant: 4), sort: r.result)
          : .number(Format.number(r.result, uncertainty: r.standardUncertainty), sort: r.result),
        .plain(r.truth, significant: 4),
        r.deviation.map { .number(Format.split(Format.fixed(100 * $0, 2)), sort: $0) } ?? .absent,
        r.tolerance.map { .number(Format.split(Format.fixed(100 * $0, 1)), sort: $0) } ?? .absent,
        within.map { $0 ? .text("✓ within") : .flag(.critical, "✗ outside") } ?? .absent,
      ])
    }
    let table = Table(
      caption: "Results against known values",
      columns: [
        .init("Quantity", share: 2.2), .init("Unit", share: 0.7),
        .init("Result ± u", .number, share: 1.4),
        .init("Truth", .number), .init("Deviation", unit: "%", .number, share: 0.9),
        .init("Tolerance", unit: "%", .number, share: 0.9), .init("Verdict", share: 0.9),
      ], rows: rows, notes: [Document.coverage]
    ).withoutEmptyColumns
    let figure = isPaper ? nil : TruthFigure(rows: content.truth).drawing
    return [.table(table)] + (figure.map { [.figures([$0], perRow: 1, caption: "")] } ?? [])
  }
}
