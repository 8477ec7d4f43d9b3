import Checks
import Diagnostics
import Files
import Foundation
import Planning
import Quantities
import Stages

// The part “prrt” of a plan file.

func readPRRT(_ r: inout FieldReader, _ folder: URL) -> PRRTPlan? {
  let data = readPRRTData(&r, folder)
  let product = r.text("product")
  let risk = r.flag("riskFactors", default: false)
  let cycles = r.objects("cycles") { readCycle(&$0, folder) }
  let next = r.number("nextGBq", .nextActivity)
  let gates = r.objects("intraArterial", readGate)
  let perActivity: Uncertain<GrayPerGigabecquerel>? = r.optional("tumourGyPerGBq") { v throws(Problem) in
    try readMeasured(v, in: Plausibility.doseOfActivity.range)
  }
  if r.object["cycles"] == nil, gates.isEmpty {
    r.reject(.inputMissing, "there are neither “cycles” nor “intraArterial” measurements")
  }
  guard let data else { return nil }
  var course: PRRTCourse?
  do throws(Problem) { course = try PRRTCourse(cycles.map(\.cycle)) } catch {
    r.reject(error.kind, error.what, error.remedy)
  }
  return course.map {
    PRRTPlan(
      data: data, product: product.isEmpty ? "Lu-177-DOTATATE" : product, hasRiskFactors: risk, course: $0,
      sources: cycles.map(\.source), next: next.map { .gigabecquerels($0) } ?? data.activityPerCycle,
      gates: gates, tumourDosePerActivity: perActivity)
  }
}

private func readPRRTData(_ r: inout FieldReader, _ folder: URL) -> PRRTData? {
  guard r.object["protocol"] != nil else { return try? PRRTData() }
  return r.optional("protocol") { v throws(Problem) in
    let url = try existing(v, folder)
    let text = try readText(url.path, called: "protocol file")
    return try PRRTData(parsing: text, document: url.lastPathComponent)
  }
}

private func readCycle(_ r: inout FieldReader, _ folder: URL) -> (cycle: PRRTCourse.Cycle, source: String)? {
  let day = r.optional("date") { v throws(Problem) -> CalendarDay in
    let text = try v.string()
    guard let day = CalendarDay(iso8601: text) else {
      throw v.rejected("“\(text)” is not a date, YYYY-MM-DD")
    }
    return day
  }
  let activity = r.required("activityGBq", "net activity given") { v throws(Problem) in
    try v.positive(below: 100)
  }
  var organs: [String: PRRTCourse.OrganDose] = [:]
  for (name, dose) in readOrgans(&r) { organs[name] = dose }
  let summary = r.optional("summary") { v throws(Problem) in try existing(v, folder) }
  let regions = r.optional("regions") { v throws(Problem) in try v.textByName() } ?? [:]
  if let summary {
    do { organs.merge(try organDoses(summary, regions)) { typed, _ in typed } } catch {
      let problem = error as? Problem
      r.reject(problem?.kind ?? .dataRejected, problem?.what ?? "\(error)", problem?.remedy ?? "")
    }
  } else if !regions.isEmpty {
    r.reject(.inputMissing, "“regions” name structures of a “summary” that is not given")
  }
  let source = summary == nil ? "entered manually" : "results of the dosimetry"
  return activity.map {
    (
      PRRTCourse.Cycle(day: day, activity: .gigabecquerels($0), organs: organs),
      organs.isEmpty ? "not measured" : source
    )
  }
}

private func readOrgans(_ r: inout FieldReader) -> [(String, PRRTCourse.OrganDose)] {
  var all: [(String, PRRTCourse.OrganDose)] = []
  guard let object = r.optional("organs", { v throws(Problem) in try v.object() }) else { return [] }
  for member in object.members {
    guard let inner = r.optional("organs", { _ throws(Problem) in try member.value.object() }) else {
      continue
    }
    let dose = r.nested(inner) { reader -> PRRTCourse.OrganDose? in
      let gray: Uncertain<Gray>? = reader.required("gray", "absorbed dose of this cycle") {
        v throws(Problem) in try readMeasured(v, in: Plausibility.cycleGray.range)
      }
      let bed = reader.number("bedGy", .cycleBED)
      let halfLife = reader.number("effectiveHalfLifeHours", .effectiveHours)
      return gray.map {
        .init(
          dose: $0, bed: bed.map { AbsorbedDose($0) }, effectiveHalfLife: halfLife.map { .hours($0) })
      }
    }
    if let dose { all.append((member.name, dose)) }
  }
  return all
}

/// Doses of organs from the results of `hepatica run`; several structures of one organ, such as both kidneys, are
/// averaged over their mass.
private func organDoses(_ url: URL, _ regions: [String: String]) throws -> [String: PRRTCourse.OrganDose] {
  let summary = try readSummary(url)
  var organs: [String: PRRTCourse.OrganDose] = [:]
  for (organ, list) in regions.sorted(by: { $0.key < $1.key }) {
    let parts = try list.split(separator: "+").map {
      try regionDose($0.trimmingCharacters(in: .whitespaces), of: summary, at: url)
    }
    organs[organ] = average(parts)
  }
  return organs
}

private func average(_ parts: [RegionDose]) -> PRRTCourse.OrganDose {
  let mass = parts.reduce(0) { $0 + $1.mass.value.value }
  func mean(_ value: (RegionDose) -> Double?) -> Double? {
    let known = parts.compactMap { p in value(p).map { $0 * p.mass.value.value } }
    return known.count == parts.count ? known.reduce(0, +) / mass : nil
  }
  let best = { (p: RegionDose) in p.recoveryCorrectedMean ?? p.mean }
  return .init(
    dose: Uncertain(
      AbsorbedDose(mean { best($0).value.value } ?? 0),
      standardUncertainty: mean { best($0).standardUncertainty?.value }.map { AbsorbedDose($0) }),
    bed: mean { $0.bed?.value.value }.map { AbsorbedDose($0) })
}

private func readGate(_ r: inout FieldReader) -> GateInput? {
  let kind: GateInput.Kind? = r.required("kind", "enhancement or tumourToNormal") { v throws(Problem) in
    try v.choice()
  }
  let lesions = r.optional("lesions") { v throws(Problem) in try v.words() } ?? []
  let ia = r.required("intraArterial", "one value per lesion") { v throws(Problem) in
    try readRatios(v)
  }
  let iv = r.required("intravenous", "one value per lesion, in the same order") { v throws(Problem) in
    try readRatios(v)
  }
  let gate = r.number("gate", .gate) ?? (kind == .enhancement ? 3 : nil)
  let source = r.text("source")
  guard let kind, let ia, let iv else { return nil }
  if ia.count != iv.count || ia.isEmpty || (!lesions.isEmpty && lesions.count != ia.count) {
    r.reject(
      .dataRejected,
      "\(ia.count) intra-arterial, \(iv.count) intravenous values and \(counted(lesions.count, "name")) do not pair up"
    )
    return nil
  }
  if !(ia + iv).allSatisfy({ $0 > 0 && $0.isFinite }) {
    r.reject(.dataRejected, "an uptake is not above zero", "leave the lesion out and state it")
    return nil
  }
  return GateInput(
    kind: kind, lesions: lesions, intraArterial: ia, intravenous: iv, gate: gate,
    source: source.isEmpty ? "LUTARTERIAL: predefined enhancement ratio of 3" : source)
}

private func readRatios(_ value: JSON5Value) throws(Problem) -> [Double] {
  try value.array().map { element throws(Problem) in try element.number(.typedRatio) }
}
