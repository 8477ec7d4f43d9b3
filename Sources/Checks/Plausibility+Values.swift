import Stages

/// What the values of a whole image usually are in the unit that it claims: most wrong units are off by a factor of a hundred and
/// more, and end beyond one of these.
extension Plausibility {
  package static let greatestActivity = Plausibility(
    "image.activity-implausible", "the greatest activity concentration", 500...1e10, "Bq/mL",
    advice: "check the unit: SUV, kBq/mL, MBq/mL or counts may be called Bq/mL",
    source: "hot spots of weak late PET have 1,000 Bq/mL and more; 10 GBq in one millilitre")
  /// Over the whole field: an image whose numbers are SUV holds 1 in the mean of the body.
  package static let meanActivity = Plausibility(
    "image.activity-implausible", "the mean activity concentration over the field", 3...1e10, "Bq/mL",
    advice: "check the unit: SUV, kBq/mL or MBq/mL may be called Bq/mL",
    source:
      "10 MBq in a field of 400 L are 25 Bq/mL; the mean SUV of a body is 1, and that of a field below it")
  package static let greatestUptake = Plausibility(
    "image.uptake-implausible", "the greatest SUV", 0.3...1000, "g/mL",
    advice: "no patient takes up so little or so much everywhere: the values may be in Bq/mL or counts",
    source: "something is above a third of the mean of the body; urine reaches some hundreds")
  /// Of an image in Bq/mL, by what its header says was given; 70 kg where no weight is stated.
  static let greatestUptakeByHeader = Plausibility(
    "image.activity-implausible", "the greatest SUV that the activity in the header makes of the values",
    0.3...1000, "g/mL",
    advice: "check the unit of the image, the administered activity and the times",
    source: "as for an image in SUV")
  /// Over what the header states as administered, decayed.
  static let shareByHeader = Plausibility(
    "image.activity-implausible", "the activity in the image over that in its header, decayed", 0...mostShare,
    "",
    advice: "check the unit of the image, the administered activity and the times",
    source: "conservation of activity, with 10 % for calibration")
  /// Particles lodge in some millilitres.
  static let greatestUptakeOfTherapy = Plausibility(
    "image.activity-implausible", "the greatest SUV that the activity in the header makes of the values",
    0.3...50_000, "g/mL",
    advice: "check the unit of the image, the administered activity and the times",
    source: "microspheres: most of the activity of a patient in one millilitre")
  /// Time-integrated; files in MBq·h/mL are held against it after conversion.
  package static let greatestDecays = Plausibility(
    "image.decays-implausible", "the greatest time-integrated activity concentration", 1e8...1e15, "Bq·s/mL",
    advice: "check the unit: Bq/mL, Bq·s/mL and MBq·h/mL differ by 3.6·10⁹ and more",
    source: "2 mGy of Lu-177 to 24 kGy")
  package static let greatestDose = Plausibility(
    "image.dose-implausible", "the greatest dose", 0.01...10_000, "Gy",
    advice: "check the unit: mGy or cGy may be called Gy, or gray something else",
    source: "diagnostic nuclear medicine to the centre of an ablative radioembolisation")
  package static let greatestHounsfield = Plausibility(
    "image.hounsfield-range", "the greatest CT number", 0...32_767, "HU",
    advice: "densities would be wrong if these are not HU", source: "soft tissue in every image of a patient")

  /// Where all of the border is alike and nearer to air than to tissue; what pads a picture is below.
  package static let airAround = Plausibility(
    "image.hounsfield-range", "the CT number of the air around the patient", -1100 ... -850, "HU",
    advice: "check Rescale Intercept (0028,1052) and Slope",
    source: "air is −1000 by definition; scatter and blankets raise it by some tens, a cut at −1024 lowers it"
  )

  /// Of all but CT numbers.
  package static let negativeValues = Plausibility(
    "image.negative-values", "the least value over the greatest", -0.5...1, "",
    advice: "check the unit: activity, uptake, counts and dose are not negative but for noise",
    source: "undershoot of filtered reconstructions stays above a tenth of the maximum")

  /// By the median of its voxels, of the inner slices of a PET image, if few of them differ so.
  package static let sliceStep = Plausibility(
    "image.slice-step", "a slice over the mean of its neighbours", 0.85...1.18, "",
    advice: "check the slope of each slice",
    source: "what one slice of blurred images can hold more than the next")

  package static let valueRows: [Plausibility] = [
    greatestActivity, meanActivity, greatestUptake, greatestUptakeByHeader, shareByHeader,
    greatestUptakeOfTherapy, greatestDecays,
    greatestDose, greatestHounsfield, airAround, negativeValues, sliceStep,
  ]

  /// Nuclides that lodge where they were put, in microspheres, lipiodol or a thyroid remnant.
  private static let lodging: Set<String> = ["Y-90", "Ho-166", "Re-188", "P-32", "I-131"]

  package static func greatestUptake(of nuclide: String?) -> Plausibility {
    nuclide.map(lodging.contains) == false ? greatestUptakeByHeader : greatestUptakeOfTherapy
  }
}
