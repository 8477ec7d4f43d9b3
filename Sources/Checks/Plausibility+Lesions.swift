import Stages

/// What tables of lesions and files of patients can state.
extension Plausibility {
  package static let lesionLength = stated(
    "a diameter of a lesion", 0...500, "mm", "cm or µm for mm", "longer than a liver")
  package static let sliceThickness = stated(
    "the slice thickness", 0...20, "mm", "cm or µm for mm", "the thickest slices of old scanners")
  package static let lesionProduct = stated(
    "the product of two diameters", 0...250_000, "mm²", "cm² for mm²", "both of 500 mm")
  package static let lesionAttenuation = stated(
    "the mean CT number of a lesion", -1024...3071, "HU", "another scale for HU",
    "all that a scanner of 12 bit stores")
  package static let lesionUptake = stated(
    "a standardised uptake", 0...1000, "g/mL", "Bq/mL for SUV",
    "several times the hottest lesion of receptor imaging")
  package static let lesionVolume = stated(
    "the volume of a lesion", 0...20_000, "mL", "mm³ for mL", "larger than any liver")
  package static let age = stated(
    "the age", 0...130, "years", "months or days for years", "the oldest people")

  static let lesionRows: [Plausibility] = [
    lesionLength, sliceThickness, lesionProduct, lesionAttenuation, lesionUptake, lesionVolume, age,
  ]
}
