import Diagnostics
import Intake
import Nuclides
import Quantification
import Quantities
import Stages
import Volumes

/// An emission image as standardised uptake, and how it became that.
package struct StandardisedUptake {
  /// g/mL, by body weight.
  package var values: Volume<Float>
  /// SUL over SUVbw; `nil` without a formula.
  package var leanFactor: Double?
  package var steps: [String] = []
  /// What a human should look at.
  package var review: [Finding] = []

  /// - Throws: `Problem` naming what is missing for the standardised uptake.
  package init(_ series: ImageSeries, _ request: UptakeRequest) throws {
    let patient = try PatientNumbers(series.acquisition?.patient, request)
    switch series.unit {
    case .suvBodyWeight:
      values = series.values
      steps = ["the image is in SUVbw"]
    case .becquerelPerMillilitre:
      let (factor, step) = try StandardisedUptake.factor(series, patient, request)
      values = series.values.map { Float(factor) * $0 }
      steps = [step]
    default:
      throw Problem(
        .dataRejected, what: "the image is in \(series.unit.word)", at: "image \(series.id)",
        why: "standardised uptake comes from Bq/mL or is stored as such",
        remedy: "quantify it first, or export it in Bq/mL")
    }
    if let weight = patient.weight {
      review += try UptakeNature.share(of: values, weight: weight, at: "image \(series.id)")
    }
    guard let word = request.leanMass else { return }
    let mass = try patient.leanMass(word)
    leanFactor = mass / patient.weight!
    steps.append("SUL = SUVbw × \(rounded(mass)) kg / \(rounded(patient.weight!)) kg (\(word))")
  }

  /// SUVbw per Bq/mL at the instant at which the image's values hold.
  private static func factor(
    _ series: ImageSeries, _ patient: PatientNumbers, _ request: UptakeRequest
  ) throws -> (Double, String) {
    guard let acquisition = series.acquisition else {
      throw missing("date and time of the acquisition", "(0008,0022) (0008,0032)", "a case file")
    }
    let dose = request.injectedMegabecquerel.map(Activity.megabecquerels) ?? acquisition.administeredActivity
    guard let dose else { throw missing("the injected activity", "(0018,1074)", "--activity") }
    guard let given = try injected(request) ?? acquisition.administered else {
      throw missing("date and time of the injection", "(0018,1078)", "--injected")
    }
    guard let weight = patient.weight else { throw missing("the body weight", "(0010,1030)", "--weight") }
    let halfLife = try halfLife(acquisition, request)
    let uptake = try UptakeNormalisation(
      weight: weight, injected: dose, injection: given, halfLife: halfLife)
    let instant = validity(acquisition)
    try UptakeNature.check(
      uptake, at: instant, nuclide: acquisition.nuclide, isHalfLifeStated: request.halfLifeHours != nil,
      place: "image \(series.id)", remedies: .options)
    let words =
      "SUVbw = C × \(rounded(weight)) kg / (\(rounded(dose.inMegabecquerels)) MBq decayed for "
      + "\(rounded(instant.since(given).value / 60)) min at \(rounded(halfLife.value / 60)) min half-life)"
    return (uptake.factor(at: instant), words)
  }

  /// Uncorrected values are means over the frame: those of its middle.
  private static func validity(_ acquisition: Acquisition) -> DateTime {
    if case .reference(let time) = acquisition.decay { return time }
    let frame = acquisition.frameDuration ?? acquisition.duration ?? .zero
    return acquisition.start.advanced(by: frame / 2)
  }

  /// The file's half-life where there is one, since the scanner corrected decay by it, else that of the named nuclide.
  private static func halfLife(_ acquisition: Acquisition, _ request: UptakeRequest) throws -> TimeSpan {
    if let stated = request.halfLifeHours { return .hours(stated) }
    if let own = acquisition.halfLife { return own }
    guard let name = acquisition.nuclide, let known = try? Nuclide.named(name) else {
      throw missing("the half-life", "(0018,1075)", "--half-life")
    }
    return known.halfLife.value.value
  }

  private static func injected(_ request: UptakeRequest) throws -> DateTime? {
    guard let text = request.injected else { return nil }
    guard let time = DateTime(iso8601: text) else {
      throw Problem(
        .usage, what: "“\(text)” is not a date with time", at: "--injected", remedy: "2026-03-02T10:15:00")
    }
    return time
  }

  private static func missing(_ what: String, _ tag: String, _ option: String) -> Problem {
    Problem(
      .inputMissing, what: "\(what) is not known", at: "image \(tag)",
      why: "standardised uptake depends on it and nothing is guessed", remedy: "give it as \(option)")
  }
}

/// Weight, height and sex as stated, else as the image says.
private struct PatientNumbers {
  var weight, height: Double?
  var sex: LeanBodyMass.Sex?

  init(_ own: PatientSize?, _ request: UptakeRequest) throws {
    weight = request.weight ?? own?.weight.map { $0.value / 1000 }
    height = request.height ?? own?.height.map { $0.value / 10 }
    try UptakeNature.check(.bodyWeight, weight, at: "--weight")
    try UptakeNature.check(.bodyHeight, height.map { $0 / 100 }, at: "--height")
    sex = own?.sex.flatMap { LeanBodyMass.Sex(rawValue: $0.rawValue) }
    guard let word = request.sex else { return }
    guard let stated = LeanBodyMass.Sex(rawValue: word.uppercased()) else {
      throw Problem(.usage, what: "“\(word)” is neither F nor M", at: "--sex")
    }
    sex = stated
  }

  func leanMass(_ word: String) throws -> Double {
    guard let formula = LeanBodyMass.Formula(rawValue: word) else {
      throw Problem(
        .usage, what: "“\(word)” is not a formula for lean mass", at: "--lean",
        remedy: "janmahasatian or james128")
    }
    guard let weight, let height, let sex else {
      throw Problem(
        .inputMissing, what: "weight, height or sex is not known",
        at: "image (0010,1030) (0010,1020) (0010,0040)",
        why: "lean body mass follows from them", remedy: "give --weight, --height and --sex")
    }
    let mass = try LeanBodyMass(formula, weight: weight, height: height, sex: sex).kilograms
    guard mass > 0, mass < weight else {
      throw Problem(
        .dataRejected,
        what:
          "the lean body mass, \(rounded(mass)) kg, is not less than the body weight, \(rounded(weight)) kg",
        at: "image (0010,1030) (0010,1020)", why: "weight and height do not belong together",
        remedy: "give --weight and --height")
    }
    return mass
  }
}
