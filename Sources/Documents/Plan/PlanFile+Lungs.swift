import Checks
import Diagnostics
import Files
import Foundation
import Planning
import Quantities

// Lung shunt, lung mass and lung limits.

func readLungs(_ r: inout FieldReader, _ data: MicrosphereData) -> LungInputs? {
  let shunts = [
    r.object("planar", readPlanar), r.object("spect", readSPECTCounts), readGiven(&r),
  ].compactMap { $0 }
  let chosen: LungInputs.Method? = r.choice("use")
  let used = chosen ?? (shunts.count == 1 ? shunts[0].method : nil)
  let isGiven = ["planar", "spect", "shuntFraction"].contains { r.object[$0] != nil }
  if used == nil, !shunts.isEmpty || !isGiven {
    r.reject(
      .inputMissing,
      "\(shunts.isEmpty ? "no" : "more than one") lung shunt is given and “use” does not choose",
      "use: planar, spect, given or images")
  } else if let used, used != .images, !shunts.contains(where: { $0.method == used }) {
    r.reject(.inputMissing, "the lung shunt “\(used.rawValue)” is to be used but is not given")
  }
  let (mass, source, fromCT) = readMass(&r, data)
  let single = r.number("singleLimitGy", .lungLimit), cumulative = r.number("cumulativeLimitGy", .lungLimit)
  let limitSource = r.text("limitSource")
  if single != nil || cumulative != nil, limitSource.isEmpty {
    r.reject(.inputMissing, "lung limits of your own need a “limitSource”")
  }
  guard let used else { return nil }
  let limits = LungLimits(
    mass: mass.value, single: single.map { AbsorbedDose($0) } ?? data.lung.single.value,
    cumulative: cumulative.map { AbsorbedDose($0) } ?? data.lung.cumulative.value,
    source: limitSource.isEmpty ? data.lung.single.source : limitSource)
  return LungInputs(
    shunts: shunts, used: used, mass: mass, massSource: source, massFromCT: fromCT, limits: limits)
}

/// The shunt of the record with the lungs of the device data.
func recordedLungs(_ shunt: LungInputs.Shunt, _ data: MicrosphereData) -> LungInputs {
  LungInputs(
    shunts: [shunt], used: .given, mass: Uncertain(data.lung.mass),
    massSource: "reference mass \(rounded(data.lung.mass.value / 1000)) kg", massFromCT: false,
    limits: data.lung)
}

private func readPlanar(_ r: inout FieldReader) -> LungInputs.Shunt? {
  func counts(_ key: String) -> Double? {
    r.required(key, "background-corrected counts") { v throws(Problem) in try v.number(.countsOfPlan) }
  }
  let values = ["lungAnterior", "lungPosterior", "liverAnterior", "liverPosterior"].map(counts)
  let all = values.compactMap { $0 }
  guard all.count == 4 else { return nil }
  let planar = LungShunt.PlanarCounts(
    lungAnterior: all[0], lungPosterior: all[1], liverAnterior: all[2], liverPosterior: all[3])
  guard let shunt = LungShunt(planar) else {
    r.reject(.dataRejected, "the liver has no counts")
    return nil
  }
  return .init(
    method: .planar,
    fraction: Uncertain(
      Quantity(shunt.fraction), standardUncertainty: planar.countingUncertainty.map { Quantity($0) }),
    detail:
      "geometric means of anterior and posterior counts: lungs \(rounded((all[0] * all[1]).squareRoot())), liver \(rounded((all[2] * all[3]).squareRoot())); uncertainty of counting alone"
  )
}

private func readSPECTCounts(_ r: inout FieldReader) -> LungInputs.Shunt? {
  let lungs = r.required("lungCounts", "counts in both lungs") { v throws(Problem) in
    try v.number(.countsOfPlan)
  }
  let liver = r.required("liverCounts", "counts in the liver") { v throws(Problem) in
    try v.positive(below: 1e15)
  }
  guard let lungs, let liver else { return nil }
  return .init(
    method: .spect, fraction: Uncertain(Quantity(lungs / (lungs + liver))),
    detail: "counts on SPECT/CT: lungs \(rounded(lungs)), liver \(rounded(liver))")
}

private func readGiven(_ r: inout FieldReader) -> LungInputs.Shunt? {
  let fraction: Uncertain<One>? = r.optional("shuntFraction") { v throws(Problem) in
    try readMeasured(v, in: Plausibility.enteredShunt.range)
  }
  return fraction.map { .init(method: .given, fraction: $0, detail: "given") }
}

private func readMass(_ r: inout FieldReader, _ data: MicrosphereData) -> (Uncertain<Gram>, String, Bool) {
  let reference = (
    Uncertain(data.lung.mass), "reference mass \(rounded(data.lung.mass.value / 1000)) kg", false
  )
  guard let value = r.optional("mass", { v throws(Problem) in v }) else { return reference }
  if case .string(let word) = value.content {
    if word == "CT" { return (reference.0, "densities of the CT", true) }
    r.reject(.dataRejected, "the lung mass “\(word)” is not “CT” or { kg, u, source }")
    return reference
  }
  return r.object("mass") { reader -> (Uncertain<Gram>, String, Bool)? in
    let kilograms = reader.required("kg", "mass of both lungs") { v throws(Problem) in
      try v.number(.lungDensityOfPlan)
    }
    let u = reader.number("u", .spread)
    let source = reader.required("source", "how the mass was found") { v throws(Problem) in try v.string() }
    guard let kilograms, let source else { return nil }
    return (
      Uncertain(Mass(kilograms * 1000), standardUncertainty: u.map { Mass($0 * 1000) }), source, false
    )
  } ?? reference
}
