import Checks
import Diagnostics

extension ValueNote {
  private static let oneWrong = "one of them is wrong by a factor"
  private static let again = "have the series exported again"
  private static let air = "check that air is near −1000 and soft tissue near 50"
  private static let densities = "densities depend on it"
  private static let notActivity = "counts are not activity without a calibration"

  var wording: Wording {
    switch self {
    case .unitWordUnknown(let word):
      Wording(
        "`unit` “\(word)” is not known",
        remedy: "use Bq/mL, counts, HU, Gy, SUVbw, Bq·s/mL, MBq·h/mL or relative")
    case .unitAbsent: Wording("Units is absent", why: "the numbers mean nothing without")
    case .unitSilent: Wording("the file does not state what its numbers mean", why: "nothing is guessed")
    case .unitForeign(let unit):
      Wording(
        "the unit is \(unit)",
        why:
          "it is neither an activity concentration nor a standardised uptake, whatever the series is called")
    case .unitContradicted(let stated, let own):
      Wording(
        "the case file states \(stated), the file states \(own)", why: Self.oneWrong,
        remedy: "remove `unit` or correct it")
    case .unitContradictsItself(let code, let meaning):
      Wording(
        "a Real World Value Mapping is in “\(code)” by code and in “\(meaning)” by meaning",
        why: Self.oneWrong, remedy: Self.again)
    case .severalUnits(let units):
      Wording(
        "the file maps its values to several units: " + units.joined(separator: ", "),
        why: "one of them must be chosen")
    case .mappingUnknown:
      Wording(
        "a Real World Value Mapping has a unit that is not known; the values are taken as counts",
        why: Self.notActivity)
    case .mappingsDiffer(let unit):
      Wording(
        "several mappings lead to \(unit) with different slopes",
        why: "it cannot be known which holds for which value")
    case .rescaleDiffers(let unit, let rescale, let mapping):
      Wording(
        "Rescale Slope and Real World Value Mapping lead to different values in \(unit): stored \(rescale.text) and "
          + mapping.text, why: Self.oneWrong, remedy: Self.again)
    case .lookUpTable:
      Wording(
        "the values go through a look-up table (Modality LUT Sequence)",
        why: "stored values are not a quantity, and look-up tables are not applied",
        remedy: "export the series with Rescale Slope and Intercept")
    case .mappingTable(let files):
      Wording(
        "a Real World Value Mapping goes through a look-up table, which is not applied (in \(counted(files, "file")))",
        why: "it may lead to other values than the rescale slope")
    case .slopeZero: Wording("Rescale Slope is 0", why: "all values would be the same")
    case .slopeImplausible(let beyond):
      Wording(beyond.text, why: "all values scale with it", remedy: Self.again)
    case .slopeAbsent(let slices, let all):
      Wording(
        "Rescale Slope is absent in \(slices) of \(counted(all, "slice"))",
        why: "slices would differ in scale")
    case .slopeOfCounts(let slope):
      Wording(
        "the NM object carries a Rescale Slope of \(slope); values are multiplied by it and taken as counts",
        why: "the slope may lead to counts or already to Bq/mL; the file does not state which")
    case .slopeOfFloats(let scale):
      Wording(
        "floating-point values are mapped with slope \(Float(scale.slope)) and intercept \(Float(scale.intercept)); "
          + "writers of such maps have 1 and 0", why: "all values scale with them")
    case .intercept(let intercept):
      Wording(
        "Rescale Intercept of a PET image is \(Float(intercept)); it has to be 0",
        why: "it adds activity to every voxel, or takes it away")
    case .factorMissing:
      Wording(
        "the unit is counts and the factor to Bq/mL is absent; anonymisation often strips it",
        why: Self.notActivity, remedy: "export again with private attributes kept")
    case .hounsfieldWithoutSlope:
      Wording("Rescale Slope is absent; the stored values are taken as HU", why: Self.densities)
    case .hounsfieldUnspecified:
      Wording(
        "Rescale Type is “unspecified” in a CT object; the values are taken as HU", why: Self.densities,
        remedy: Self.air)
    case .hounsfieldForeign(let type):
      Wording("Rescale Type is “\(type)” in a CT object, not HU", why: "densities follow from HU alone")
    case .hounsfieldDiffers:
      Wording(
        "Rescale Slope or Intercept differs between the slices of a CT",
        why: "one of the slices may be displaced in HU")
    case .hounsfieldSlope(let slope):
      Wording(
        "Rescale Slope of a CT is \(Float(slope)); scanners write 1", why: "densities scale with it",
        remedy: Self.air)
    case .hounsfieldRange(let least, let greatest):
      Wording(
        "CT numbers range from \(least) to \(greatest); air near −1000 is not among them",
        why: "densities would be wrong if these are not HU")
    case .airLevel(let beyond):
      Wording(beyond.text, why: "densities follow from CT numbers, and their offset may be another's")
    case .withoutAttenuation:
      Wording(
        "Corrected Image lacks ATTN: the image is not corrected for attenuation",
        why: "values deep in the body are too low by a large factor")
    case .notNumbers(let voxels):
      Wording(
        "\(counted(voxels, "voxel", "is not a number", "are not numbers"))",
        why: "no mean or dose can be computed")
    case .likeCounts(let greatest):
      Wording(
        "all values are whole numbers up to \(greatest), as counts are, but the unit is Bq/mL",
        why: "counts taken for Bq/mL give an arbitrary dose")
    case .likeValues(let greatest):
      Wording(
        "the unit is counts, but values are fractions up to \(greatest)",
        why: "they may be Bq/mL or scaled already; then a calibration would count twice")
    case .uptakeImplausible(let beyond): Wording(beyond.text, why: "SUV and Bq/mL differ by thousands")
    case .activityImplausible(let beyond):
      Wording(beyond.text, why: "Bq/mL, kBq/mL, MBq/mL, SUV and counts differ by thousands")
    case .decaysImplausible(let beyond), .doseImplausible(let beyond):
      Wording(beyond.text, why: "the unit is a factor of all doses")
    case .negative(let beyond): Wording(beyond.text, why: "these may be CT numbers or differences")
    case .sliceStep(let beyond, let slices, let count):
      Wording(
        "\(beyond.text) (slice \(slices.prefix(5).map { "\($0)" }.joined(separator: ", "))"
          + "\(slices.count > 5 ? " …" : "") of \(count))",
        why: "a slope that belongs to another slice changes all that lies in it")
    case .countsImplausible(let beyond):
      Wording(beyond.text, why: "the values are not counts of one acquisition, or there are none")
    }
  }
}

extension ValueNote.Scale {
  fileprivate var text: String { "× \(Float(slope)) + \(Float(intercept))" }
}
