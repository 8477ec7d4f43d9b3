import Stages

/// What files of users can state: cases, plans, burdens and calibrations. A number beyond is refused with its line.
extension Plausibility {
  static func stated(
    _ quantity: String, _ range: ClosedRange<Double>, _ unit: String, _ check: String, _ source: String
  ) -> Plausibility {
    Plausibility(
      quantity: quantity, attribute: "", unit: unit, range: range, crossCheck: check, source: source)
  }

  package static let fileHeight = stated(
    "the height", 40...250, "cm", "(0010,1020) in m", "as for headers: newborn to the tallest people")
  package static let handMove = stated(
    "a move by hand", -100...100, "mm", "cm for mm; the time point’s images",
    "farther is another registration, not a correction of one")
  package static let fileActivity = stated(
    "the activity", 0.0001...100, "GBq", "MBq for GBq", "0.1 MBq to more than twice the highest therapy")
  package static let fileResidual = stated(
    "the residual", 0...100, "GBq", "MBq for GBq; the activity of its administration",
    "all of the highest activity")
  package static let intendedActivity = stated(
    "the intended activity", 0.001...100, "GBq", "MBq for GBq",
    "a tracer to more than twice the highest therapy")
  package static let fileInjected = stated(
    "the injected activity", 0.1...10_000, "MBq", "GBq or Bq for MBq; body weight",
    "a thousandth of a diagnostic activity to a therapy")
  package static let infusion = stated(
    "the duration of the administration", 0...1440, "min", "s for min", "a day of infusion")
  package static let imageDuration = stated(
    "the duration of the acquisition", 0.001...1e6, "s", "ms or min for s", "a pulse to eleven days")
  package static let deadTimeFactor = stated(
    "the factor for dead time", 1...10, "", "counts are lost, never won",
    "beyond it a camera counts less the more there is")
  package static let statedDeadTimeFactor = stated(
    "the measured factor for dead time", 1...100, "", "counts are lost, never won",
    "as above, at a workload that nobody uses")
  package static let deadTime = stated(
    "the dead time", 0...1000, "µs", "ns or s for µs", "a thousandfold of a camera’s")
  package static let calibrationVoxel = stated(
    "the voxel volume of the calibration", 1e-6...100, "mL", "mm³ for mL", "micro-CT to voxels of 46 mm")
  package static let calibrationDays = stated(
    "the days that a calibration is valid", 0.1...36_500, "days", "years for days", "hours to a century")
  package static let insertVolume = stated(
    "the volume of an insert", 1e-6...1e5, "mL", "mm³ for mL", "a microlitre to a phantom of 100 L")
  package static let recoveryValue = stated(
    "the recovered part", 0...1.5, "", "% for a fraction", "overshoot at edges stays below")
  package static let recoveryA = stated(
    "the parameter a of the recovery curve", 1e-6...1e6, "mL", "mm³ for mL", "any insert")
  package static let recoveryB = stated(
    "the parameter b of the recovery curve", 1e-3...100, "", "the volumes measured",
    "any curve between flat and a step")
  package static let shunt = stated(
    "the lung shunt fraction", 0...1, "", "% for a fraction", "a part is not more than the whole")
  package static let halfLifeHours = stated(
    "the half-life", 0.1...1e4, "h", "min or days for h", "F-18 to more than a year")
  package static let effectiveHours = stated(
    "the effective half-life", 0.1...200, "h", "days for h", "below the physical one of every therapy")
  package static let spread = stated("the relative spread", 0...2, "", "% for a fraction", "twice the value")
  package static let relative = stated(
    "a relative uncertainty", 0...1, "", "% for a fraction", "all of the value")
  package static let gridSpacing = stated(
    "the spacing of a grid", 0.5...20, "mm", "cm for mm; the image’s voxels",
    "finer than any emission image to coarser than any")
  package static let fileDensity = stated(
    "the density", 0.01...5, "g/mL", "kg/m³ for g/mL", "lung of a hyperinflated chest to dense bone")
  package static let materialDensity = stated(
    "the density of a material", 0.0005...25, "g/mL", "kg/m³ for g/mL", "air to platinum")
  package static let planDensity = stated(
    "the density of a perfused volume", 0.5...2, "g/mL", "kg/m³ for g/mL", "soft tissue with margins")
  package static let lungDensityOfPlan = stated(
    "the density of the lungs", 0.05...5, "g/mL", "kg/m³ for g/mL", "emphysema to consolidation and more")
  package static let resolution = stated(
    "the resolution", 0...50, "mm", "cm for mm", "the worst collimator at the edge of its field")
  package static let alphaBeta = stated(
    "α/β", 0.1...100, "Gy", "the published set", "late tissue to fast tumours")
  package static let repairHours = stated(
    "the repair half-life", 0.01...100, "h", "min for h", "minutes to days")
  package static let alpha = stated("α", 1e-6...10, "1/Gy", "the published set", "radioresistant to lymphoma")
  package static let limitGray = stated("the limit", 0...1e5, "Gy", "mGy or cGy for Gy", "BED of an ablation")
  package static let planGray = stated(
    "a dose", 0...1000, "Gy", "mGy or cGy for Gy", "the whole liver by segmentectomies")
  package static let lungLimit = stated(
    "the limit of the lungs", 0.1...1000, "Gy", "mGy or cGy for Gy", "thirty times the usual one")
  package static let joules = stated(
    "the energy per activity", 1...1000, "J/GBq", "per MBq for per GBq",
    "low-energy electrons to alpha emitters")
  package static let meanEnergy = stated(
    "the mean energy per decay", 0.01...10, "MeV", "keV for MeV", "Auger emitters to Ac-225 with progeny")
  package static let perfusedVolumeOfPlan = stated(
    "the perfused volume", 1...1e5, "mL", "mm³ for mL", "a subsegment to far above any liver")
  package static let targetVolume = stated(
    "the volume of a compartment", 1e-3...1e5, "mL", "mm³ for mL", "a small lesion to far above any liver")
  package static let typedRatio = stated(
    "a ratio to normal liver", 0...1000, "", "% for a ratio",
    "no uptake to a lesion next to liver without any"
  )
  package static let orderedActivity = stated(
    "the ordered activity", 0.01...100, "GBq", "MBq for GBq", "a drop to five sets of vials")
  package static let leadHours = stated(
    "the time from order to administration", 0...2000, "h", "days for h", "thirty half-lives of Y-90")
  package static let residualFraction = stated(
    "the residual fraction", 0...0.99, "", "% for a fraction", "all but nothing stays in the vial")
  package static let cycleGray = stated(
    "the dose of a cycle", 1e-6...1e4, "Gy", "mGy or cGy for Gy", "any organ to the hottest lesion")
  package static let cycleBED = stated(
    "the biologically effective dose of a cycle", 1e-6...1e5, "Gy", "mGy or cGy for Gy",
    "any organ to the hottest lesion")
  package static let nextActivity = stated(
    "the activity of the next cycle", 0.01...100, "GBq", "MBq for GBq",
    "a tracer to more than twice the highest therapy")
  package static let countsOfPlan = stated(
    "background-corrected counts", 0...1e12, "counts", "counts per second for counts", "as for an image")
  package static let thresholdActivity = stated(
    "the threshold", 0...1e12, "Bq/mL", "kBq/mL for Bq/mL", "above all that a millilitre can hold")
  package static let thresholdUptake = stated(
    "the threshold", 0.01...1000, "g/mL", "Bq/mL for SUV", "as for an image in SUV")
  package static let thresholdAnatomy = stated(
    "the threshold of enhancement", 1...100_000, "HU on CT", "SUV for HU", "above any contrast in a vessel")
  package static let thresholdRatio = stated(
    "the threshold as a multiple of normal liver", 0.01...1000, "", "% for a ratio",
    "a hundredth to a thousandfold")
  package static let sphereDiameter = stated(
    "the diameter of the reference sphere", 3...60, "mm", "cm for mm", "one voxel to a lobe")
  package static let regionDecays = stated(
    "time-integrated activity of a region", 0...1e12, "MBq·h", "Bq·s for MBq·h",
    "above all decays of any administration")

  package static let fileRows: [Plausibility] =
    [
      bodyWeight, fileHeight, handMove, fileActivity, fileResidual, intendedActivity, fileInjected, infusion,
      imageDuration, deadTimeFactor, statedDeadTimeFactor, deadTime, calibrationVoxel, calibrationDays,
      insertVolume, recoveryValue,
      recoveryA, recoveryB, shunt, halfLifeHours, effectiveHours, spread, relative, gridSpacing, fileDensity,
      materialDensity, planDensity, lungDensityOfPlan, resolution, alphaBeta, repairHours, alpha, limitGray,
      planGray, lungLimit, joules, meanEnergy, perfusedVolumeOfPlan, targetVolume, typedRatio,
      orderedActivity,
      leadHours, residualFraction, cycleGray, cycleBED, nextActivity, countsOfPlan, thresholdActivity,
      thresholdUptake, thresholdAnatomy, thresholdRatio, sphereDiameter, regionDecays,
    ] + optionRows + lesionRows
}
