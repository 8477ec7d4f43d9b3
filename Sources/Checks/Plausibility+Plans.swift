import Stages

/// What plans and records usually hold: a value beyond is another unit, a slip of the pen, or needs a reason.
extension Plausibility {
  // MARK: Radioembolisation

  package static let sphereActivity = Plausibility(
    "plan.activity", "the activity of the session", 0.1...10, "GBq", advice: "check unit and decimal point",
    source: "one segment of a small liver with resin to both lobes with glass")
  package static let shuntMissing = Plausibility(
    "plan.shunt", "the lung shunt fraction", 0.001...1, "",
    advice: "none at all was hardly measured",
    source: "the least that a gamma camera can distinguish from nothing")
  package static let shuntHigh = Plausibility(
    "plan.shunt-high", "the lung shunt fraction", 0...10, "%",
    advice: "look at the lung dose, and for a cause", source: "guardrail of Taranis; first reduction of resin"
  )
  package static let shuntVeryHigh = Plausibility(
    "plan.shunt-very-high", "the lung shunt fraction", 0...20, "%",
    advice: "radioembolisation is usually not done",
    source: "guardrail of Taranis; contraindication of resin")
  package static let lungMass = Plausibility(
    "plan.lung-mass", "the mass of the lungs", 300...2000, "g",
    advice: "check unit, contours and CT",
    source: "500 g of tissue without blood to congested lungs (ICRP 89)")
  package static let resinLiver = Plausibility(
    "plan.normal-liver", "the dose to normal liver", 0...40, "Gy",
    advice: "above what is recommended for resin microspheres",
    source: "EANM guideline 2022, Table 3 (10.1007/s00259-021-05600-z)")
  package static let glassLiver = Plausibility(
    "plan.normal-liver", "the dose to normal liver", 0...90, "Gy",
    advice: "above what is recommended for glass microspheres, 50 Gy where bilirubin is raised",
    source: "Chiesa et al., Eur J Nucl Med Mol Imaging 2020;47:3018")
  package static let resinTumour = Plausibility(
    "plan.tumour", "the dose to the tumour", 80...(.infinity), "Gy",
    advice: "less than what is expected to act, with resin microspheres", source: "guardrail of Taranis")
  package static let glassTumour = Plausibility(
    "plan.tumour", "the dose to the tumour", 140...(.infinity), "Gy",
    advice: "less than what is expected to act, with glass microspheres", source: "guardrail of Taranis")
  package static let planDose = Plausibility(
    "plan.dose", "the dose", 0...2000, "Gy", advice: "check unit, volume and activity",
    source: "ablative segmentectomy stays below")

  // MARK: Receptor therapy

  package static let cycleActivity = Plausibility(
    "plan.cycle-activity", "the activity of the cycle", 0.5...15, "GBq",
    advice: "check unit and decimal point", source: "dose-reduced cycles to 11.1 GBq and more by dosimetry")

  package static let planRows: [Plausibility] = [
    sphereActivity, shuntMissing, shuntHigh, shuntVeryHigh, lungMass, resinLiver, glassLiver, resinTumour,
    glassTumour, planDose, cycleActivity,
  ]

  // MARK: Records

  /// Numbers of the registry: a row beyond is refused. The attribute is the column.
  private static func column(
    _ place: String, _ quantity: String, _ most: Double, _ unit: String, _ check: String, _ source: String
  ) -> Plausibility {
    Plausibility(
      quantity: quantity, attribute: place, unit: unit, range: 0...most, crossCheck: check, source: source)
  }
  package static let administeredActivity = column(
    "administrations.activity_gbq", "the administered activity", 100, "GBq", "7,400 for 7.4: MBq for GBq",
    "more than twice the highest therapy")
  static let prescribedActivity = column(
    "administrations.prescribed_gbq", "the prescribed activity", 100, "GBq", "7,400 for 7.4: MBq for GBq",
    "more than twice the highest therapy")
  static let recordedDose = column(
    "dose_summaries.mean_gy", "the mean dose", 10_000, "Gy", "mGy for Gy",
    "ablative radioembolisation stays below 2,000 Gy")
  static let recordedBED = column(
    "dose_summaries.bed_gy", "the biologically effective dose", 100_000, "Gy", "mGy for Gy",
    "2,000 Gy of Y-90 with α/β = 2.5 Gy")
  static let recordedVolume = column(
    "dose_summaries.volume_ml", "the volume", 300_000, "mL", "mm³ for mL",
    "the heaviest patient that scanners carry")
  static let recordedMass = column(
    "dose_summaries.mass_g", "the mass", 300_000, "g", "mg for g", "the heaviest patient that scanners carry")
  static let structureVolume = column(
    "structures.volume_ml", "the volume", 300_000, "mL", "mm³ for mL",
    "the heaviest patient that scanners carry")
  static let lesionDiameter = column(
    "lesions.diameter_mm", "the diameter", 500, "mm", "µm for mm", "longer than a liver")

  package static let recordRows: [Plausibility] = [
    administeredActivity, prescribedActivity, recordedDose, recordedBED, recordedVolume, recordedMass,
    structureVolume, lesionDiameter,
  ]
}
