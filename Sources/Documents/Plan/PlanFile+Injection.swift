import Checks
import Diagnostics
import Files
import Foundation
import Planning
import Quantities
import Stages

// One injection: where, how much, which vial, and what was given in the end.

func readInjection(_ r: inout FieldReader, hasImages: Bool) -> InjectionInput? {
  let name = r.required("name", "artery or part of the liver") { v throws(Problem) in try v.string() }
  let session = r.optional("session") { v throws(Problem) in Int(saturating: try v.number(in: 1...20)) } ?? 1
  let lobe: Lobe? = r.choice("lobe")
  let perfused = r.number("perfusedMl", .perfusedVolumeOfPlan)
  let tumours = r.objects("tumours", readCompartment)
  let perfusedGoal = r.object("perfusedGoal", readGoal), tumourGoal = r.object("tumourGoal", readGoal)
  let limits = r.objects("limits", readPlanLimit)
  let prescription = r.optional("prescribe") { v throws(Problem) in try readPrescription(v) }
  let treatment = r.dateTime("treatment")
  let vial = r.object("vial", readVial)
  let order = r.object("order", readOrder)
  let given = r.object("given", readGivenActivity)
  let perfusedStructure = r.optional("perfusedStructure") { v throws(Problem) in try v.string() }
  let tumourStructures = r.optional("tumourStructures") { v throws(Problem) in try v.words() } ?? []
  let delivered = r.optional("delivered") { v throws(Problem) in try v.textByName() } ?? [:]
  if perfused == nil, r.object["perfusedMl"] == nil, !(hasImages && perfusedStructure != nil) {
    r.reject(
      .inputMissing, "“perfusedMl” is missing",
      "give the perfused volume with its tumours in mL, or images with a perfusedStructure")
  }
  if r.object["vial"] != nil, r.object["treatment"] == nil {
    r.reject(.inputMissing, "a vial needs the time of “treatment”", "the activity depends on the hour")
  }
  if let perfused, tumours.reduce(0, { $0 + $1.volume.value.value }) > perfused * (1 + 1e-9) {
    r.reject(.dataRejected, "the tumours are larger than the perfused volume, which includes them")
  }
  let names = tumours.map(\.name)
  if Set(names).count != names.count { r.reject(.dataRejected, "two tumours have the same name") }
  guard let name else { return nil }
  return InjectionInput(
    name: name, session: session, lobe: lobe ?? Lobe.named(in: name), perfused: perfused, tumours: tumours,
    perfusedGoal: perfusedGoal,
    tumourGoal: tumourGoal, limits: limits, prescription: prescription, treatment: treatment, vial: vial,
    order: order, given: given, perfusedStructure: perfusedStructure, tumourStructures: tumourStructures,
    deliveredRegions: delivered, location: r.object.location)
}

private func readCompartment(_ r: inout FieldReader) -> PerfusedVolume.Compartment? {
  let name = r.required("name", "how the tumour is called") { v throws(Problem) in try v.string() }
  let volume: Uncertain<Millilitre>? = r.required("ml", "its volume") { v throws(Problem) in
    try readMeasured(v, in: Plausibility.targetVolume.range)
  }
  let ratio: Uncertain<One>? = r.optional("toNormal") { v throws(Problem) in
    try readMeasured(v, in: Plausibility.typedRatio.range)
  }
  let isTumour = !r.flag("notTumour", default: false)
  if isTumour, ratio?.value.value == 0 {
    r.reject(.dataRejected, "a tumour-to-normal ratio of 0", "a necrosis is marked notTumour: true")
  }
  guard let name, let volume else { return nil }
  return PerfusedVolume.Compartment(name: name, volume: volume, toNormal: ratio, isTumour: isTumour)
}

private func readGoal(_ r: inout FieldReader) -> DoseLimit? {
  let gray = r.required("gray", "the prescribed dose, Gy") { v throws(Problem) in try v.positive(below: 1e5) }
  let source = r.required("source", "who set it") { v throws(Problem) in try v.string() }
  guard let gray, let source else { return nil }
  return DoseLimit(AbsorbedDose(gray), .atLeast, source: source)
}

private func readPrescription(_ value: JSON5Value) throws(Problem) -> InjectionInput.Prescription {
  if case .number = value.content { return .activity(.gigabecquerels(try value.positive(below: 100))) }
  let words = try value.string().split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  let known = ActivityMethod.allCases.map(\.rawValue).joined(separator: ", ")
  guard let first = words.first, let method = ActivityMethod(rawValue: first) else {
    throw value.rejected(
      "“\(try value.string())” is not a method", remedy: "an activity in GBq, or one of: \(known)")
  }
  guard words.count > 1 else { return .method(method, nil) }
  guard words.count == 2, let aim = ActivityProposal.Aim(rawValue: words[1]) else {
    throw value.rejected("“\(words[1])” is not limits or goal", remedy: "for example “partition, goal”")
  }
  return .method(method, aim)
}

private func readVial(_ r: inout FieldReader) -> VialInput? {
  let calibration = r.required("calibration", "date and time at which the vial is calibrated") {
    v throws(Problem) in try v.dateTime()
  }
  let catalogue: GlassVials.Catalogue = r.choice("catalogue") ?? .standard
  let ordered = r.number("orderedGBq", .orderedActivity)
  let lead = r.number("orderLeadHours", .leadHours)
  return calibration.map {
    VialInput(
      calibration: $0, catalogue: catalogue, ordered: ordered.map { .gigabecquerels($0) },
      orderLead: lead.map { .hours($0) })
  }
}

/// `order: { calibrations: ["2026-03-08T12:00:00"], from: "2026-03-09", to: "2026-03-20", hours: [8, 16], catalogue: "custom" }`
private func readOrder(_ r: inout FieldReader) -> OrderInput? {
  let calibrations = r.required("calibrations", "dates and times at which vials are calibrated") {
    v throws(Problem) in
    var all: [DateTime] = []
    for value in try v.array() { all.append(try value.dateTime()) }
    return all
  }
  let first = r.required("from", "first day of treatment") { v throws(Problem) in try day(v) }
  let last = r.required("to", "last day of treatment") { v throws(Problem) in try day(v) }
  let hours = r.optional("hours") { v throws(Problem) in try v.numbers() } ?? [8, 16]
  let weekends = r.flag("weekends", default: false)
  let catalogue: GlassVials.Catalogue = r.choice("catalogue") ?? .standard
  guard let calibrations, let first, let last else { return nil }
  guard hours.count == 2, (0...23).contains(hours[0]), (hours[0]...23).contains(hours[1]) else {
    r.reject(
      .dataRejected, "“hours” are not the first and the last hour of a day", "for example hours: [8, 16]")
    return nil
  }
  guard last >= first, last.days(since: first) <= 60 else {
    r.reject(.dataRejected, "“to” is not within 60 days after “from”")
    return nil
  }
  let days = (0...last.days(since: first)).map { first.adding(days: $0) }
  let treatments = days.filter { weekends || !$0.isWeekend }.flatMap { day in
    stride(from: Int(hours[0]), through: Int(hours[1]), by: 2).compactMap { hour in
      DateTime(iso8601: "\(day)T\(hour < 10 ? "0" : "")\(hour):00:00")
    }
  }
  return OrderInput(calibrations: calibrations, treatments: treatments, catalogue: catalogue)
}

private func day(_ value: JSON5Value) throws(Problem) -> CalendarDay {
  let text = try value.string()
  guard let day = CalendarDay(iso8601: text) else {
    throw value.rejected("“\(text)” is not a date, YYYY-MM-DD")
  }
  return day
}

extension CalendarDay {
  /// Saturday or Sunday; the first of January 2000 was a Saturday.
  fileprivate var isWeekend: Bool {
    let days = self.days(since: CalendarDay(iso8601: "2000-01-01")!)
    return [0, 1].contains(((days % 7) + 7) % 7)
  }
}

private func readGivenActivity(_ r: inout FieldReader) -> AdministeredInput? {
  let start = r.required("start", "when the injection began") { v throws(Problem) in try v.dateTime() }
  let vial = r.required("vialGBq", "activity of the vial before") { v throws(Problem) in
    try v.positive(below: 100)
  }
  let measured = r.required("measured", "when the vial was measured") { v throws(Problem) in try v.dateTime()
  }
  let residual = r.number("residualGBq", .fileResidual)
  let residualMeasured = r.dateTime("residualMeasured")
  if residual != nil, residualMeasured == nil {
    r.reject(.inputMissing, "“residualMeasured” is missing: the residual decays too")
  }
  guard let start, let vial, let measured else { return nil }
  return AdministeredInput(
    start: start, vial: .init(.gigabecquerels(vial), at: measured),
    residual: residual.flatMap { r in residualMeasured.map { .init(.gigabecquerels(r), at: $0) } })
}
