import Stages

/// What a case file or a command can ask of a calculation.
extension Plausibility {
  package static let goal = stated(
    "the mean relative uncertainty of a simulation", 1e-5...0.5, "", "% for a fraction",
    "10¹⁰ times the histories of 1 % to what shows a dose at all")
  package static let histories = stated(
    "the number of histories", 1...1e15, "", "", "years on any machine")
  package static let simulationTime = stated(
    "the time of a simulation", 1...1e7, "s", "min or h for s", "a second to four months")
  package static let saving = stated(
    "the time between two saved states", 1...1e6, "s", "min or h for s", "a second to eleven days")
  package static let threads = stated(
    "the number of threads", 1...1024, "", "", "more than any one machine has")
  package static let seed = stated("a seed", 0...1e15, "", "", "whole numbers that JSON keeps exactly")
  package static let margin = stated(
    "the margin", 0...500, "mm", "cm for mm", "the range of photons that give 1 % of a dose")
  package static let surroundings = stated(
    "the surroundings", 0...2000, "mm", "cm for mm", "the length of a patient")
  package static let doseVoxel = stated(
    "the edge of a dose voxel", 0.2...50, "mm", "cm for mm",
    "the range of electrons to coarser than any image")
  package static let outside = stated(
    "the part of the activity that may lie outside", 0...1, "", "% for a fraction", "all of it")
  package static let percentOfMaximum = stated(
    "the threshold", 0.01...100, "%", "a fraction for %", "the maximum itself")
  package static let correctedResolution = stated(
    "the resolution of the emission images", 0.1...50, "mm", "cm for mm",
    "micro-PET to the worst collimator at the edge of its field")
  package static let correctedUncertainty = stated(
    "the relative uncertainty of the resolution", 0...0.5, "", "% for a fraction",
    "beyond it the correction is none")
  package static let placeUncertainty = stated(
    "the uncertainty of the place of a region", 0...20, "mm", "cm for mm", "breathing without gating")
  package static let alphaEffectiveness = stated(
    "the relative biological effectiveness of alphas", 1...40, "", "Gy for a ratio",
    "as effective as electrons to the highest of cell experiments")
  package static let progenyLeaving = stated(
    "the part of the progeny that leaves", 0...1, "", "% for a fraction", "all of it")
  package static let contaminantPart = stated(
    "the part of the contaminant", 1e-8...0.1, "", "% for a fraction; the time for which it is stated",
    "a trace to a hundredfold of what labels allow")
  package static let statedSphereActivity = stated(
    "the activity of a microsphere", 0.1...1e5, "Bq", "kBq for Bq", "decayed resin to forty glass spheres")
  package static let shownDose = stated(
    "a dose that is shown", 0...1e5, "Gy", "mGy or cGy for Gy", "BED of an ablation")
  package static let factor = stated(
    "the calibration factor", 1e-12...1e12, "", "the unit that is stated with it",
    "any camera in any of the units")
  package static let liverOfPlan = stated(
    "the volume of the liver", 1...1e5, "mL", "mm³ for mL", "a phantom to far above any liver")
  package static let tumourOfPlan = stated(
    "the volume of the tumours", 0...1e5, "mL", "mm³ for mL", "no tumour to far above any liver")
  package static let enteredShunt = stated(
    "the lung shunt fraction", 0...0.999, "", "% for a fraction", "some of it stays in the liver")
  package static let doseOfActivity = stated(
    "the dose per activity", 0...1e4, "Gy/GBq", "Gy/MBq for Gy/GBq", "the smallest and hottest lesions")
  package static let gate = stated(
    "the gate of a ratio", 0.01...1000, "", "% for a ratio", "a hundredth to a thousandfold")

  static let optionRows: [Plausibility] = [
    goal, histories, simulationTime, saving, threads, seed, margin, surroundings, doseVoxel, outside,
    percentOfMaximum, correctedResolution, correctedUncertainty, placeUncertainty,
    alphaEffectiveness, progenyLeaving, contaminantPart, statedSphereActivity, shownDose, factor,
    liverOfPlan, tumourOfPlan, enteredShunt, doseOfActivity, gate,
  ]
}
