import Quantities
import Stages

extension DoseReport {
  var kinetics: [ContentBlock] {
    guard !fits.isEmpty else { return [] }
    return [curves(perRow: 2).only(.screen), curves(perRow: 3).only(.paper), .table(integrals)]
      + [
        ContentBlock.paragraph("Parameters of each curve and the models compared: provenance.txt, attached.")
          .only(.paper), ContentBlock.table(models).only([.screen, .terminal]),
      ]
  }

  private func curves(perRow: Int) -> ContentBlock {
    .drawn {
      [
        .figures(
          fits.map { TimeActivityFigure(fit: $0, logarithmic: content.logarithmicActivity).drawing },
          perRow: perRow, caption: "")
      ]
    }
  }

  private var integrals: StudyTable {
    TableForm<TimeActivityFit>.integrals.shown(
      "Time-integrated activity", fits,
      notes: [
        "Extrapolated: fraction of Ã beyond the last time point; more than 20 % is flagged. ± is that of points and fit "
          + "alone; calibration and recovery, common to all points, are included in the uncertainty budget."
      ])
  }

  private var models: StudyTable {
    TableForm<TimeActivityFit>(
      "models",
      [
        .init("region", "Region", share: 1, means: "region of the curve") { .text($0.region.label) },
        .init("parameters", "Parameters ± u (k = 1)", share: 1.7, means: "parameters of the curve") {
          .text(parameters($0))
        },
        .init(
          "models", "Models compared: AICc; Ã in MBq·h", share: 1.9,
          means: "models with their criterion and integral"
        ) { .text(alternatives($0)) },
      ]
    ).shown(
      "Parameters of the curves, and the models compared", fits,
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

  var calculation: [ContentBlock] {
    guard let c = content.calculation else { return [] }
    let facts = known(
      ("Engine", c.engine), ("Radionuclide", c.nuclide), ("Half-life", c.halfLife.map(halfLife)),
      ("Decay data", c.nuclideSource), ("Kernels, S values or physics", c.kernelSource),
      ("Density and material", c.densityConversion),
      ("Histories", c.histories.map { Format.number(Double($0)).text }))
    return [ContentBlock(.facts(facts))]
      + (c.assumptions.isEmpty ? [] : [.heading("Assumptions"), .list(c.assumptions)])
  }

  private func halfLife(_ t: Uncertain<Second>) -> String {
    abs(t.value.value) < 259_200 ? DisplayUnit.hour.sentence(t) : DisplayUnit.day.sentence(t)
  }

  var truth: [ContentBlock] {
    guard let table = DoseTables.truth(content.truth) else { return [] }
    let figure = TruthFigure(rows: content.truth).drawing
    return [.table(table)]
      + (figure.map { [ContentBlock.figures([$0]).only(.screen)] } ?? [])
  }
}
