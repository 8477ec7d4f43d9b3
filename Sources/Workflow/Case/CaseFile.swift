import Diagnostics
import Files
import Foundation
import Quantities
import Stages
import Volumes

/// Reads the case file (JSON5). Every problem of the file is reported at once, each with its line.
public enum CaseFile {
  /// - Throws: `Problems` with kinds `inputMissing` and `dataRejected`.
  public static func read(_ url: URL) throws -> Case {
    let text: String
    do { text = try String(contentsOf: url, encoding: .utf8) } catch {
      throw Problem(
        .inputMissing, what: "the case file cannot be read as UTF-8 text", at: url.path,
        remedy: "hepatica init FOLDER writes a first one")
    }
    return try parse(text, at: url)
  }

  /// - Parameter url: names the document in messages; relative paths in the file start at its folder.
  public static func parse(_ text: String, at url: URL) throws -> Case {
    let root = try JSON5.parse(text, document: url.lastPathComponent).object()
    var reader = FieldReader(root)
    let folder = url.deletingLastPathComponent()
    let result = readCase(&reader, folder: folder, sha256: sha256(text.utf8))
    let problems = reader.finish()
    guard problems.isEmpty, let result else { throw Problems(problems) }
    return result
  }
}

private func readCase(_ r: inout FieldReader, folder: URL, sha256: String) -> Case? {
  let version = r.required("hepatica", "version of the case file's format: 1") { v throws(Problem) in
    try v.integer()
  }
  if let version, version != 1 {
    r.reject(.dataRejected, "format \(version) is not known to this program (1 is)")
  }
  let patient = r.requiredObject("patient", "pseudonym, weight", readPatient)
  let therapy = r.requiredObject("therapy", "kind, nuclide, cycle", readTherapy)
  let administrations = r.objects("administrations", readAdministration)
  let timePoints = r.objects("timePoints") { readTimePoint(&$0, folder) }
  let reference = r.text("reference")
  let calibration = r.optional("calibration") { v throws(Problem) in try readCalibration(v, folder) }
  let structures = r.objects("structures") { readStructures(&$0, folder) }
  let entry = r.object("enter") { readEntry(&$0, folder) }
  let options = r.object("options", readOptions) ?? Options()
  let limits = r.objects("limits", readLimit)
  let previous = r.optional("previous") { v throws(Problem) in try paths(v, folder) } ?? []
  contradictions(&r, administrations, timePoints, reference, entry)
  guard let patient, let therapy else { return nil }
  return Case(
    patient: patient, therapy: therapy, administrations: administrations, timePoints: timePoints,
    reference: reference.isEmpty ? timePoints.first?.name ?? "" : reference,
    calibration: calibration ?? .none,
    structures: structures, entry: entry, options: options, limits: limits, previous: previous, sha256: sha256
  )
}

/// What no single line can show.
private func contradictions(
  _ r: inout FieldReader, _ administrations: [Administration], _ timePoints: [TimePoint], _ reference: String,
  _ entry: Entry?
) {
  let names = timePoints.map(\.name)
  if Set(names).count != names.count { r.reject(.dataRejected, "two time points have the same name") }
  if !reference.isEmpty, !names.contains(reference) {
    r.reject(
      .dataRejected, "reference “\(reference)” is no time point",
      "time points: \(names.joined(separator: ", "))")
  }
  if r.object["timePoints"] == nil, entry == nil {
    r.reject(
      .inputMissing, "there are neither “timePoints” nor something to “enter”",
      "name the emission image of each time point")
  }
  if r.object["administrations"] == nil, r.object["timePoints"] != nil {
    r.reject(
      .inputMissing, "“administrations” is missing: without its time there is no time axis",
      "add start and activity")
  }
}

private func readPatient(_ r: inout FieldReader) -> Patient? {
  let pseudonym = r.required("pseudonym", "how the report names the patient") { v throws(Problem) in
    try v.string()
  }
  let sex: Patient.Sex? = r.choice("sex")
  let weight = r.number("weightKg", 1...500)
  let height = r.number("heightCm", 30...260)
  return pseudonym.map {
    Patient(pseudonym: $0, sex: sex, weightKilograms: weight, heightCentimetres: height)
  }
}

private func readTherapy(_ r: inout FieldReader) -> Therapy? {
  let kind: Therapy.Kind? = r.required("kind", "PRRT or TARE") { v throws(Problem) in try v.choice() }
  let nuclide = r.required("nuclide", "for example Lu-177") { v throws(Problem) in try v.string() }
  let product = r.text("product"), indication = r.text("indication")
  let site = r.text("site"), physician = r.text("physician"), physicist = r.text("physicist")
  let cycle = r.optional("cycle") { v throws(Problem) in try v.integer() } ?? 1
  let intended = r.number("intendedActivityGBq", 0.001...1000)
  let level = r.optional("prescriptionLevel") { v throws(Problem) in Int(try v.number(in: 1...3)) }
  guard let kind, let nuclide else { return nil }
  return Therapy(
    kind: kind, product: product, nuclide: nuclide, cycle: cycle, indication: indication, site: site,
    physician: physician, physicist: physicist, intendedActivity: intended.map { .gigabecquerels($0) },
    prescriptionLevel: level)
}

private func readAdministration(_ r: inout FieldReader) -> Administration? {
  let start = r.required("start", "date and time of the administration") { v throws(Problem) in
    try v.dateTime()
  }
  let activity = r.required("activityGBq", "activity before administration, GBq") { v throws(Problem) in
    try v.number(in: 0.0001...1000)
  }
  let measured = r.dateTime("measured")
  let residual = r.number("residualGBq", 0...1000) ?? 0
  let residualMeasured = r.dateTime("residualMeasured")
  let duration = r.number("durationMinutes", 0...1440)
  let uncertainty = r.number("relativeUncertainty", 0...1)
  let route = r.text("route"), site = r.text("site"), batch = r.text("batch")
  let calibrator = r.text("calibrator"), extravasation = r.text("extravasation")
  guard let start, let activity else { return nil }
  return Administration(
    start: start, duration: duration.map { TimeSpan($0 * 60) }, route: route, site: site, batch: batch,
    activity: .gigabecquerels(activity), measured: measured ?? start, residual: .gigabecquerels(residual),
    residualMeasured: residualMeasured ?? start, calibrator: calibrator, relativeUncertainty: uncertainty,
    extravasation: extravasation)
}

private func readTimePoint(_ r: inout FieldReader, _ folder: URL) -> TimePoint? {
  let name = r.required("name", "for example “24 h”") { v throws(Problem) in try v.string() }
  let emission = r.requiredObject("emission", "the emission image") { readImage(&$0, folder) }
  let ct = r.object("ct") { readImage(&$0, folder) }
  let deadTime = r.number("deadTimeFactor", 1...10)
  guard let name, let emission else { return nil }
  return TimePoint(name: name, emission: emission, ct: ct, deadTimeFactor: deadTime)
}

private func readImage(_ r: inout FieldReader, _ folder: URL) -> ImageSource? {
  let path = r.required("path", "file or folder") { v throws(Problem) in try existing(v, folder) }
  let series = r.optional("series") { v throws(Problem) in try v.string() }
  let statements = readStatements(&r)
  return path.map {
    ImageSource(path: $0, series: series, statements: statements, location: r.object.location)
  }
}

private func readStatements(_ r: inout FieldReader) -> ImageSource.Statements {
  var s = ImageSource.Statements()
  s.unit = r.optional("unit") { v throws(Problem) in try v.string() }
  s.nuclide = r.optional("nuclide") { v throws(Problem) in try v.string() }
  s.start = r.dateTime("start")
  s.duration = r.number("durationSeconds", 0.001...1e6).map { TimeSpan($0) }
  s.projections = r.optional("projections") { v throws(Problem) in try v.integer() }
  s.decay = r.optional("decay") { v throws(Problem) in try v.string() }
  s.decayReference = r.dateTime("decayReference")
  s.confirmGeometry = r.flag("confirmGeometry", default: false)
  s.allowGaps = r.flag("allowGaps", default: false)
  s.position = r.optional("position") { v throws(Problem) in try vector(v) }
  s.directions = r.optional("directions") { v throws(Problem) in try v.numbers() }
  return s
}

private func readCalibration(_ value: JSON5Value, _ folder: URL) throws(Problem) -> CalibrationChoice {
  if case .object = value.content {
    var reader = FieldReader(try value.object())
    let shunt = reader.number("lungShuntFraction", 0...1) ?? 0
    let method = reader.text("method")
    if let first = reader.finish().first { throw first }
    guard method == "administered" else {
      throw value.rejected(
        "calibration method “\(method)” is not known",
        remedy: "“administered”, or the path of a calibration file")
    }
    return .administered(lungShuntFraction: shunt)
  }
  if try value.string() == "none" { return .none }
  return .file(try existing(value, folder), location: value.location)
}

private func readStructures(_ r: inout FieldReader, _ folder: URL) -> StructureSource? {
  let image = readImage(&r, folder)
  let timePoint = r.optional("timePoint") { v throws(Problem) in try v.string() }
  let roles = r.optional("roles") { v throws(Problem) in try readRoles(v) } ?? [:]
  let names = r.optional("names") { v throws(Problem) in try readNames(v) } ?? [:]
  return image.map { StructureSource(source: $0, timePoint: timePoint, roles: roles, names: names) }
}

private func readRoles(_ value: JSON5Value) throws(Problem) -> [String: StructureRole] {
  var roles: [String: StructureRole] = [:]
  for member in try value.object().members { roles[member.name] = try member.value.choice() }
  return roles
}

private func readNames(_ value: JSON5Value) throws(Problem) -> [Int: String] {
  var names: [Int: String] = [:]
  for member in try value.object().members {
    guard let number = Int(member.name) else {
      throw member.value.rejected("“\(member.name)” is no label number")
    }
    names[number] = try member.value.string()
  }
  return names
}

private func readEntry(_ r: inout FieldReader, _ folder: URL) -> Entry? {
  let activity = r.objects("activity") { reader -> (time: DateTime, source: ImageSource)? in
    let time = reader.required("time", "the instant at which the values hold") { v throws(Problem) in
      try v.dateTime()
    }
    let image = readImage(&reader, folder)
    return time.flatMap { t in image.map { (t, $0) } }
  }
  let decays = r.object("timeIntegratedActivity") { readImage(&$0, folder) }
  let regions = r.optional("regionActivityMBqh") { v throws(Problem) in try readRegions(v) }
  let dose = r.object("dose") { readImage(&$0, folder) }
  let given = [!activity.isEmpty, decays != nil, regions != nil, dose != nil].filter { $0 }.count
  if given != 1 {
    r.reject(
      .dataRejected, "exactly one map can be entered",
      "give one of activity, timeIntegratedActivity, regionActivityMBqh, dose")
  }
  if !activity.isEmpty { return .activity(activity) }
  if let decays { return .timeIntegratedActivity(decays, unit: decays.statements.unit ?? "Bq·s/mL") }
  if let regions { return .regionActivity(regions, location: r.object.location) }
  return dose.map { .dose($0) }
}

private func readRegions(_ value: JSON5Value) throws(Problem) -> [String: Double] {
  var regions: [String: Double] = [:]
  for member in try value.object().members { regions[member.name] = try member.value.number(in: 0...1e12) }
  return regions
}

private func readLimit(_ r: inout FieldReader) -> DoseLimit? {
  let region = r.required("region", "name of the structure") { v throws(Problem) in try v.string() }
  let gray = r.required("gray", "the limit, Gy") { v throws(Problem) in try v.number(in: 0...1e5) }
  let source = r.required("source", "who set the limit") { v throws(Problem) in try v.string() }
  let quantity: DoseLimit.Quantity = r.choice("quantity") ?? .meanDose
  guard let region, let gray, let source else { return nil }
  return DoseLimit(region: region, quantity: quantity, gray: gray, source: source)
}

private func readOptions(_ r: inout FieldReader) -> Options? {
  var o = Options()
  o.engine = r.choice("engine") ?? o.engine
  o.voxelTimeModel = r.choice("voxelTimeModel")
  o.regionModel = r.optional("regionModel") { v throws(Problem) in try v.string() } ?? o.regionModel
  o.populationHalfLifeHours = r.number("populationHalfLifeHours", 0.1...1e4)
  o.populationHalfLifeSpread = r.number("populationHalfLifeSpread", 0...2)
  o.gridSpacing = r.number("gridSpacingMm", 0.5...20)
  o.negativeVoxels = r.optional("negativeVoxels") { v throws(Problem) in try v.string() } ?? o.negativeVoxels
  o.uniformDensity = r.number("uniformDensity", 0.01...5)
  o.allowOutside = r.number("allowOutside", 0...1) ?? o.allowOutside
  o.isodoses = r.numbers("isodosesGy")
  o.volumeDoses = r.numbers("volumeDosesGy")
  o.resolution = r.number("resolutionMm", 0...50)
  o.register = r.flag("register", default: o.register)
  o.registrationSeed =
    r.optional("registrationSeed") { v throws(Problem) in UInt64(try v.number(in: 0...1e15)) } ?? 1
  return o
}

private func vector(_ value: JSON5Value) throws(Problem) -> Vector3 {
  let n = try value.numbers()
  guard n.count == 3 else { throw value.rejected("three numbers are expected: x, y, z in mm") }
  return Vector3(n[0], n[1], n[2])
}

private func existing(_ value: JSON5Value, _ folder: URL) throws(Problem) -> URL {
  let text = try value.string()
  let url = text.hasPrefix("/") ? URL(filePath: text) : folder.appending(path: text)
  guard FileManager.default.fileExists(atPath: url.path) else {
    throw Problem(
      .inputMissing, what: "“\(text)” does not exist", at: value.location,
      remedy: "paths start at the folder of the case file")
  }
  return url.standardizedFileURL
}

private func paths(_ value: JSON5Value, _ folder: URL) throws(Problem) -> [URL] {
  var all: [URL] = []
  for element in try value.array() { all.append(try existing(element, folder)) }
  return all
}
