import Checks
import Diagnostics
import Files
import Foundation
import Nuclides
import Quantities
import Stages
import Summaries

// Who is treated, with what, and how to compute.

func readPatient(_ r: inout FieldReader) -> Patient? {
  let pseudonym = r.required("pseudonym", "how the report names the patient") { v throws(Problem) in
    try v.string()
  }
  let sex: Patient.Sex? = r.choice("sex")
  let weight = r.number("weightKg", .bodyWeight)
  let height = r.number("heightCm", .fileHeight)
  return pseudonym.map {
    Patient(pseudonym: $0, sex: sex, weightKilograms: weight, heightCentimetres: height)
  }
}

func readTherapy(_ r: inout FieldReader) -> Therapy? {
  let stated: Therapy.Kind? = r.choice("kind")
  let nuclide = r.required("nuclide", "for example Lu-177") { v throws(Problem) in try v.string() }
  let product = r.text("product"), indication = r.text("indication")
  let site = r.text("site"), physician = r.text("physician"), physicist = r.text("physicist")
  let cycle = r.optional("cycle") { v throws(Problem) in try v.integer() } ?? 1
  let planned = r.optional("plannedCycles") { v throws(Problem) in
    let count = try v.integer()
    guard (max(1, cycle)...20).contains(count) else {
      throw v.rejected("plannedCycles counts the whole course: \(max(1, cycle)) to 20")
    }
    return count
  }
  let intended = r.number("intendedActivityGBq", .intendedActivity)
  let level = r.optional("prescriptionLevel") { v throws(Problem) in Int(saturating: try v.number(in: 1...3))
  }
  let microspheres = r.object("microspheres", readMicrospheres)
  let contaminant = r.object("contaminant", readContaminant)
  checkMicrospheres(microspheres, nuclide, &r)
  guard let nuclide, let kind = stated ?? usualKind(nuclide, product, &r) else { return nil }
  var therapy = Therapy(
    kind: kind, product: product, nuclide: nuclide, cycle: cycle, indication: indication, site: site,
    physician: physician, physicist: physicist, intendedActivity: intended.map { .gigabecquerels($0) },
    prescriptionLevel: level)
  therapy.plannedCycles = planned
  (therapy.microspheres, therapy.contaminant) = (microspheres, contaminant)
  return therapy
}

/// What is not stated follows from the nuclide where it can.
private func usualKind(_ nuclide: String, _ product: String, _ r: inout FieldReader) -> Therapy.Kind? {
  if r.object["kind"] != nil { return nil }
  if let kind = Therapy.Kind.usual(nuclide: nuclide, product: product) { return kind }
  r.reject(
    .inputMissing, "“kind” is missing, and does not follow from \(nuclide)",
    "state kind: \"PRRT\" or \"TARE\"")
  return nil
}

func readAdministration(_ r: inout FieldReader) -> Administration? {
  let start = r.required("start", "date and time of the administration") { v throws(Problem) in
    try v.dateTime()
  }
  let activity = r.required("activityGBq", "activity before administration, GBq") { v throws(Problem) in
    try v.number(.fileActivity)
  }
  let measured = r.dateTime("measured")
  let residual = r.number("residualGBq", .fileResidual) ?? 0
  let residualMeasured = r.dateTime("residualMeasured")
  let duration = r.number("durationMinutes", .infusion)
  let uncertainty = r.number("relativeUncertainty", .relative)
  let route = r.text("route"), site = r.text("site"), batch = r.text("batch")
  let calibrator = r.text("calibrator"), extravasation = r.text("extravasation")
  guard let start, let activity else { return nil }
  return Administration(
    start: start, duration: duration.map { TimeSpan($0 * 60) }, route: route, site: site, batch: batch,
    activity: .gigabecquerels(activity), measured: measured ?? start, residual: .gigabecquerels(residual),
    residualMeasured: residualMeasured ?? start, calibrator: calibrator, relativeUncertainty: uncertainty,
    extravasation: extravasation)
}

/// As the case file names what a limit is of.
enum LimitedQuantity: String, CaseIterable {
  case meanDose, bed

  init(_ quantity: DoseLimit.Quantity) { self = quantity == .bed ? .bed : .meanDose }
  var quantity: DoseLimit.Quantity { self == .bed ? .bed : .absorbedDose }
}

func readLimit(_ r: inout FieldReader) -> DoseLimit.On<String>? {
  let region = r.required("region", "name of the structure") { v throws(Problem) in try v.string() }
  let gray = r.required("gray", "the limit, Gy") { v throws(Problem) in try v.number(.limitGray) }
  let source = r.required("source", "who set the limit") { v throws(Problem) in try v.string() }
  let quantity: LimitedQuantity = r.choice("quantity") ?? .meanDose
  guard let region, let gray, let source else { return nil }
  return DoseLimit.On(
    region, DoseLimit(AbsorbedDose(gray), of: quantity.quantity, source: source))
}

/// True, false or `"uptake"`.
private func readRegister(_ value: JSON5Value) throws(Problem) -> (Bool, byUptake: Bool) {
  if case .string(let word) = value.content {
    guard word == "uptake" else { throw value.rejected("“register” is true, false or \"uptake\"") }
    return (true, true)
  }
  return (try value.bool(), false)
}

func readDecision(_ r: inout FieldReader) -> Decision? {
  func text(_ key: String, _ what: String) -> String? {
    r.required(key, what) { v throws(Problem) in
      let text = try v.string()
      guard !text.allSatisfy(\.isWhitespace) else { throw v.rejected("“\(key)” is empty: \(what)") }
      return text
    }
  }
  let finding = text("finding", "the finding’s code, as run prints it")
  let mark = text("mark", "the finding’s mark, as run prints it")
  let by = text("by", "who decided"), why = text("why", "the reason")
  guard let finding, let mark, let by, let why else { return nil }
  return Decision(Finding.Code(finding), mark: mark.lowercased(), by: by, why: why)
}

func readOptions(_ r: inout FieldReader, _ folder: URL) -> Options? {
  var o = Options()
  o.engine = r.choice("engine") ?? o.engine
  o.decayData = r.choice("decayData") ?? o.decayData
  o.monteCarlo = r.object("monteCarlo", readMonteCarlo) ?? o.monteCarlo
  o.kernelFile = r.optional("kernel") { v throws(Problem) in try existing(v, folder) }
  o.voxelTimeModel = r.choice("voxelTimeModel")
  o.regionModel = r.optional("regionModel") { v throws(Problem) in try v.string() } ?? o.regionModel
  o.leftOut = r.objects("leaveOut", readLeftOut)
  o.populationHalfLifeHours = r.number("populationHalfLifeHours", .halfLifeHours)
  o.populationHalfLifeSpread = r.number("populationHalfLifeSpread", .spread)
  o.gridSpacing = r.number("gridSpacingMm", .gridSpacing)
  o.doseGrid = r.object("doseGrid", readDoseGrid)
  o.negativeVoxels = r.optional("negativeVoxels") { v throws(Problem) in try v.string() } ?? o.negativeVoxels
  o.uniformDensity = r.number("uniformDensity", .fileDensity)
  o.allowOutside = r.number("allowOutside", .outside) ?? o.allowOutside
  o.isodoses = r.numbers("isodosesGy", .shownDose)
  o.volumeDoses = r.numbers("volumeDosesGy", .shownDose)
  o.resolution = r.number("resolutionMm", .resolution)
  o.contourResolution = r.number("contourResolutionMm", .resolution)
  let imaged = o.resolution
  o.partialVolume = r.object("partialVolume") { readPartialVolume(&$0, resolution: imaged) }
  o.pointUncertainty = r.number("pointUncertainty", .relative) ?? o.pointUncertainty
  for (role, set) in r.objects("radiobiology", readRadiobiology) { o.radiobiology[role] = set }
  o.alpha = r.object("alpha", readAlpha)
  o.bedMaps =
    r.optional("bedMaps") { v throws(Problem) in
      try v.array().map { value throws(Problem) in try value.choice() }
    } ?? []
  (o.register, o.registersByUptake) =
    r.optional("register") { v throws(Problem) in try readRegister(v) } ?? (o.register, false)
  o.registrationSeed =
    r.number("registrationSeed", .seed).map { UInt64($0) } ?? 1
  return o
}

private func readLeftOut(_ r: inout FieldReader) -> LeftOutPoint? {
  let region = r.required("region", "whose curve") { v throws(Problem) in try v.string() }
  let point = r.required("timePoint", "its name") { v throws(Problem) in try v.string() }
  let reason = r.required("reason", "why it does not count") { v throws(Problem) in try v.string() }
  guard let region, let point, let reason else { return nil }
  return LeftOutPoint(region: region, timePoint: point, reason: reason)
}

/// A cited set by its name, or numbers with their source.
private func readRadiobiology(_ r: inout FieldReader) -> (StructureRole, Radiobiology)? {
  let chosen = r.optional("set") { v throws(Problem) -> (StructureRole, Radiobiology) in
    let name = try v.string()
    guard let set = RadiobiologyTable.allCited.first(where: { $0.set.name == name }) else {
      let names = RadiobiologyTable.allCited.map { "“\($0.set.name)”" }.joined(separator: ", ")
      throw v.rejected("unknown parameter set “\(name)”; known: \(names)")
    }
    return (set.role, set.set)
  }
  if let chosen { return chosen }
  let role: StructureRole? = r.required("role", "the tissue") { v throws(Problem) in try v.choice() }
  let ratio = r.required("alphaBetaGy", "α/β, Gy") { v throws(Problem) in try v.number(.alphaBeta) }
  let repair = r.required("repairHalfTimeH", "half-time of repair, h") { v throws(Problem) in
    try v.number(.repairHours)
  }
  let alpha = r.number("alphaPerGy", .alpha)
  let source = r.required("source", "where the values come from") { v throws(Problem) in try v.string() }
  guard let role, let ratio, let repair, let source else { return nil }
  let set = Radiobiology(
    name: role.rawValue, alphaBeta: AbsorbedDose(ratio), repairHalfTime: .hours(repair), alpha: alpha,
    source: source)
  return (role, set)
}
