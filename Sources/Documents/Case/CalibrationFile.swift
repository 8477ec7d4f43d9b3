import Checks
import Diagnostics
import Files
import Foundation
import Quantification
import Quantities

/// Reads a camera calibration (JSON5); its form is shown in the manual's article on the case file.
public enum CalibrationFile {
  /// - Throws: `Problems` with every mistake and its line.
  public static func read(_ url: URL) throws -> Calibration {
    let text = try readText(url.path, called: "calibration file", likely: ["calibration.json5"])
    return try parse(text, document: url.lastPathComponent)
  }

  /// - Throws: `Problems` with kind `dataRejected`.
  public static func parse(_ text: String, document: String) throws -> Calibration {
    var reader = FieldReader(try JSON5.parse(text, document: document).object())
    let parts = readParts(&reader)
    let problems = reader.finish()
    guard problems.isEmpty, let parts else { throw Problems(problems) }
    return try parts.calibration()
  }
}

/// The file's content before the calibration's own checks.
private struct CalibrationParts {
  var factor: Calibration.Factor
  var counts: Calibration.Counts
  var nuclide: String
  var conditions: Calibration.Conditions
  var date: DateTime
  var validity: TimeSpan?
  var relativeUncertainty: Double?
  var deadTime: DeadTime
  var recovery: RecoveryParts?

  func calibration() throws -> Calibration {
    try Calibration(
      factor: factor, counts: counts, nuclide: nuclide, conditions: conditions, date: date,
      validity: validity,
      relativeUncertainty: relativeUncertainty, deadTime: deadTime, recovery: recovery?.curve())
  }
}

private struct RecoveryParts {
  var form: RecoveryCurve.Form
  var relativeUncertainty: Double?
  var range: ClosedRange<Double>?

  func curve() throws -> RecoveryCurve {
    try RecoveryCurve(form, relativeUncertainty: relativeUncertainty, range: range)
  }
}

private func readParts(_ r: inout FieldReader) -> CalibrationParts? {
  let value = r.required("factor", "the calibration factor") { v throws(Problem) in
    try v.number(.factor)
  }
  let unit = r.required("unit", "cps/MBq, Bq/mL per count or Bq/mL per count per second") {
    v throws(Problem) in
    try readUnit(v)
  }
  let counts: Calibration.Counts? = r.required("counts", "total or perProjection") { v throws(Problem) in
    try v.choice()
  }
  let nuclide = r.required("nuclide", "for example Lu-177") { v throws(Problem) in try v.string() }
  let date = r.required("date", "when the factor was measured") { v throws(Problem) in try v.dateTime() }
  let voxel = r.number("voxelVolumeMl", .calibrationVoxel)
  let conditions = Calibration.Conditions(
    scanner: r.text("scanner"), collimator: r.text("collimator"), window: r.text("window"),
    geometry: r.text("geometry"), voxelVolume: voxel.map { Quantity($0) })
  let days = r.number("validDays", .calibrationDays)
  let uncertainty = r.number("relativeUncertainty", .relative)
  let deadTime = r.object("deadTime", readDeadTime) ?? .none
  let recovery = r.object("recovery", readRecovery)
  guard let value, let unit, let counts, let nuclide, let date else { return nil }
  return CalibrationParts(
    factor: unit(value), counts: counts, nuclide: nuclide, conditions: conditions, date: date,
    validity: days.map { .days($0) }, relativeUncertainty: uncertainty, deadTime: deadTime, recovery: recovery
  )
}

private func readUnit(_ value: JSON5Value) throws(Problem) -> (Double) -> Calibration.Factor {
  switch try value.string() {
  case "cps/MBq": { .countsPerSecondPerMegabecquerel($0) }
  case "Bq/mL per count": { .becquerelPerMillilitrePerCount($0) }
  case "Bq/mL per count per second": { .becquerelPerMillilitrePerCountPerSecond($0) }
  default:
    throw value.rejected(
      "this unit is not known", why: "every activity scales with the factor",
      remedy: "cps/MBq, Bq/mL per count, or Bq/mL per count per second")
  }
}

private func readDeadTime(_ r: inout FieldReader) -> DeadTime? {
  enum Model: String, CaseIterable { case none, nonParalyzable, paralyzable, factor }
  let model: Model = r.choice("model") ?? .none
  let tau = (r.number("microseconds", .deadTime) ?? 0) * 1e-6
  let factor = r.number("factor", .statedDeadTimeFactor)
  switch model {
  case .none: return DeadTime.none
  case .nonParalyzable: return .nonParalyzable(seconds: tau)
  case .paralyzable: return .paralyzable(seconds: tau)
  case .factor: return .factor(factor ?? 1)
  }
}

private func readRecovery(_ r: inout FieldReader) -> RecoveryParts? {
  enum Model: String, CaseIterable { case logistic, table }
  let model: Model? = r.required("model", "logistic or table") { v throws(Problem) in try v.choice() }
  let a = r.number("a", .recoveryA), b = r.number("b", .recoveryB)
  let uncertainty = r.number("relativeUncertainty", .relative)
  let smallest = r.number("smallestMl", .insertVolume), largest = r.number("largestMl", .insertVolume)
  let nodes = r.objects("points", readNode)
  let range = smallest.flatMap { low in largest.flatMap { low < $0 ? low...$0 : nil } }
  switch model {
  case .logistic:
    guard let a, let b else {
      r.reject(.inputMissing, "the logistic form needs a (mL) and b")
      return nil
    }
    return RecoveryParts(form: .logistic(a: a, b: b), relativeUncertainty: uncertainty, range: range)
  case .table: return RecoveryParts(form: .table(nodes), relativeUncertainty: uncertainty, range: nil)
  case nil: return nil
  }
}

private func readNode(_ r: inout FieldReader) -> RecoveryCurve.Node? {
  let volume = r.required("ml", "volume of the insert") { v throws(Problem) in try v.number(.insertVolume) }
  let coefficient = r.required("coefficient", "recovery coefficient") { v throws(Problem) in
    try v.number(.recoveryValue)
  }
  return volume.flatMap { v in coefficient.map { RecoveryCurve.Node(millilitres: v, coefficient: $0) } }
}
