import Checks
import Diagnostics
import Files
import Foundation
import Planning
import Quantities
import Stages

// The part “tare” of a plan file.

func readRadioembolisation(
  _ r: inout FieldReader, _ folder: URL, _ known: PlanKnowledge? = nil
) -> RadioembolisationPlan? {
  let kind: Microspheres? = r.required("microspheres", "glass, resin or holmium") { v throws(Problem) in
    try v.choice()
  }
  let data = readDevices(&r, folder).map { data in kind.map { data.adapted(to: $0) } ?? data }
  let k = r.required("energyConstant", "“label”, “literature” or { joulesPerGBq, basis }") {
    v throws(Problem) in try readEnergyConstant(v, data, kind)
  }
  let residual = r.number("residualFraction", .residualFraction) ?? 0
  let density = r.number("densityGPerMl", .planDensity) ?? 1.05
  let volumeUncertainty = r.number("relativeVolumeUncertainty", .relative)
  let liver = r.object("liver", readLiver) ?? known?.liver
  let lungs = data.flatMap { data -> LungInputs? in
    if r.object["lungs"] == nil, let shunt = known?.shunt { return recordedLungs(shunt, data) }
    return r.requiredObject("lungs", "lung shunt and lung mass") { readLungs(&$0, data) }
  }
  let (earlier, conflicts) = EarlierTreatment.joined(
    r.objects("earlier", readEarlier), known?.earlier ?? [])
  for day in conflicts {
    r.reject(
      .dataRejected, "the earlier treatment of \(day) has other doses in the registry",
      "correct the one that is wrong, or leave it out of the plan file")
  }
  let limits = r.objects("limits", readPlanLimit)
  let images = r.object("images") { readPlanImages(&$0, folder) }
  let injections = told(
    r.objects("injections") { readInjection(&$0, hasImages: images != nil) }, known?.ratios ?? [:])
  let delivered = r.object("delivered") { readDelivered(&$0, folder) }
  if injections.isEmpty, r.object["injections"] == nil {
    r.reject(.inputMissing, "there is no injection to plan", "add at least one under “injections”")
  }
  if kind == .holmium, images != nil {
    r.reject(
      .dataRejected, "voxel doses of a plan are those of Y-90",
      "measure volumes, ratios and lung shunt on the scout of Ho-166, and give them")
  }
  if liver == nil, r.object["liver"] == nil, images == nil {
    r.reject(.inputMissing, "“liver” is missing: volume of the liver and of its tumours, mL")
  }
  let names = injections.map(\.name)
  if Set(names).count != names.count {
    r.reject(
      .dataRejected, "two injections of one session have the same name",
      "give each its own; one artery in several sessions may keep its name")
  }
  if lungs?.used == .images, images == nil {
    r.reject(
      .inputMissing, "the lung shunt fraction is to be taken from images, but there are none", "add “images”")
  }
  guard let kind, let data, let k, let lungs else { return nil }
  return RadioembolisationPlan(
    microspheres: kind, data: data, energyConstant: k, residual: residual, density: Quantity(density),
    volumeUncertainty: volumeUncertainty, liver: liver, lungs: lungs, earlier: earlier,
    knowledge: known, normalLiverLimits: limits, injections: injections, images: images, delivered: delivered)
}

/// An artery may be treated in several sessions; ratios that the file leaves out are those of the record.
private func told(_ injections: [InjectionInput], _ ratios: [String: Uncertain<One>]) -> [InjectionInput] {
  let sessions = Dictionary(grouping: injections, by: \.name).mapValues { Set($0.map(\.session)) }
  return injections.map { injection in
    var injection = injection
    if sessions[injection.name]!.count > 1 { injection.name += ", session \(injection.session)" }
    for n in injection.tumours.indices where injection.tumours[n].toNormal == nil {
      if injection.tumours[n].isTumour { injection.tumours[n].toNormal = ratios[injection.tumours[n].name] }
    }
    return injection
  }
}

private func readDevices(_ r: inout FieldReader, _ folder: URL) -> MicrosphereData? {
  guard r.object["devices"] != nil else { return try? MicrosphereData() }
  return r.optional("devices") { v throws(Problem) in
    let url = try existing(v, folder)
    let text = try readText(url.path, called: "file of device data")
    return try MicrosphereData(parsing: text, document: url.lastPathComponent)
  }
}

private func readEnergyConstant(
  _ value: JSON5Value, _ data: MicrosphereData?, _ kind: Microspheres?
) throws(Problem) -> EnergyConstant {
  if case .string(let word) = value.content {
    if kind == .holmium {
      guard word == "label", let data else {
        throw value.rejected(
          "“\(word)” is a constant of Y-90", why: "a decay of Ho-166 leaves a third of its energy",
          remedy:
            "label (\(data?.holmium.energyConstant.joulesPerGigabecquerel ?? 15.87) J/GBq), or { joulesPerGBq, basis }"
        )
      }
      return data.holmium.energyConstant
    }
    switch word {
    case "label": return .glassLabel
    case "literature": return .literature
    default:
      throw value.rejected("“\(word)” is not label or literature", remedy: "or give { joulesPerGBq, basis }")
    }
  }
  var reader = FieldReader(try value.object())
  let joules = reader.number("joulesPerGBq", .joules)
  let energy = reader.number("meanEnergyMeV", .meanEnergy)
  let basis = reader.text("basis")
  if let first = reader.finish().first { throw first }
  if let joules, !basis.isEmpty, let k = EnergyConstant(joulesPerGigabecquerel: joules, basis: basis) {
    return k
  }
  if let energy, let data, let k = EnergyConstant(halfLife: data.decay.halfLife, meanEnergy: Quantity(energy))
  {
    return k
  }
  throw value.rejected(
    "the energy constant is not complete",
    why: "doses scale with it, and values in use differ by more than 1 %",
    remedy: "give joulesPerGBq with its basis, or meanEnergyMeV, to go with the half-life of the devices")
}

private func readLiver(_ r: inout FieldReader) -> ActivityPlanner.Liver? {
  let volume = r.required("ml", "volume of the liver with its tumours") { v throws(Problem) in
    _ = try v.number(.liverOfPlan)
    return try v.exact()
  }
  let tumour = r.required("tumourMl", "volume of all its tumours") { v throws(Problem) in
    _ = try v.number(.tumourOfPlan)
    return try v.exact()
  }
  guard let volume, let tumour else { return nil }
  if tumour > volume { r.reject(.dataRejected, "\(tumour) mL of tumour in a liver of \(volume) mL") }
  return ActivityPlanner.Liver(volume: volume, tumour: tumour)
}

private func readEarlier(_ r: inout FieldReader) -> EarlierTreatment? {
  let day = r.required("date", "day of the treatment, YYYY-MM-DD") { v throws(Problem) in
    let text = try v.string()
    guard CalendarDay(iso8601: text) != nil else { throw v.rejected("“\(text)” is not a date, YYYY-MM-DD") }
    return text
  }
  let treatment = r.text("treatment")
  let activity = r.number("activityGBq", .intendedActivity)
  let lungs = r.number("lungGy", .planGray), liver = r.number("normalLiverGy", .planGray)
  let therapy = r.text("therapy")
  let lobe: Lobe? = r.choice("lobe")
  let doses = [Lobe.right: r.number("rightLobeGy", .planGray), .left: r.number("leftLobeGy", .planGray)]
  if !["", "TARE", "IV PRRT", "IA PRRT"].contains(therapy) {
    r.reject(.dataRejected, "“\(therapy)” is not TARE, IV PRRT or IA PRRT")
  }
  return day.map {
    var earlier = EarlierTreatment(
      day: $0, treatment: treatment, activity: activity.map { .gigabecquerels($0) },
      lungs: lungs.map { AbsorbedDose($0) }, normalLiver: liver.map { AbsorbedDose($0) })
    if !therapy.isEmpty { earlier.therapy = therapy }
    earlier.lobes = doses.compactMapValues { $0.map { AbsorbedDose($0) } }
    earlier.reached = (lobe ?? Lobe.named(in: treatment)).map { [$0] } ?? Set(earlier.lobes.keys)
    return earlier
  }
}

func readPlanLimit(_ r: inout FieldReader) -> DoseLimit.On<LimitedLiver>? {
  let region: LimitedLiver? = r.required("region", "normalLiver or perfusedNormalLiver") {
    v throws(Problem) in try v.choice()
  }
  let gray = r.required("gray", "the limit, Gy") { v throws(Problem) in try v.positive(below: 1e5) }
  let source = r.required("source", "who set the limit") { v throws(Problem) in try v.string() }
  // What a limit of the liver protects remembers every treatment; a limit on one alone says so.
  let cumulative = r.flag("cumulative", default: region != .perfusedNormalLiver)
  guard let region, let gray, let source else { return nil }
  return DoseLimit.On(
    region, DoseLimit(AbsorbedDose(gray), scope: cumulative ? .cumulative : nil, source: source))
}

func readDelivered(_ r: inout FieldReader, _ folder: URL) -> DeliveredInput? {
  let summary = r.required("summary", "summary.json of the therapy’s results") { v throws(Problem) in
    try existing(v, folder)
  }
  let regions = r.optional("regions") { v throws(Problem) in try v.textByName() } ?? [:]
  for name in regions.keys.sorted() where !["normalLiver", "lungs"].contains(name) {
    r.reject(.dataRejected, "“\(name)” is not normalLiver or lungs", "regions of an injection are there")
  }
  return summary.map { DeliveredInput(summary: $0, regions: regions) }
}

private func readPlanImages(_ r: inout FieldReader, _ folder: URL) -> PlanImages? {
  let spect = r.requiredObject("spect", "SPECT of Tc-99m-MAA") { readImage(&$0, folder) }
  let ct = r.object("ct") { readImage(&$0, folder) }
  let structures = r.objects("structures") { readStructures(&$0, folder) }
  let engine: Options.Engine = r.choice("engine") ?? .kernel
  let spacing = r.number("gridSpacingMm", .gridSpacing)
  let u = r.number("relativeUncertainty", .relative)
  if structures.isEmpty { r.reject(.inputMissing, "“structures” with liver and tumours are missing") }
  return spect.map {
    PlanImages(
      spect: $0, ct: ct, structures: structures, engine: engine, gridSpacing: spacing, relativeUncertainty: u,
      location: r.object.location)
  }
}
