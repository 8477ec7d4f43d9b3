import Checks
import Diagnostics
import DoseEngines
import Files
import Nuclides
import Planning
import Quantities

// What a case may state so that quantities beside the absorbed dose are printed.

/// Microspheres as they were delivered.
public struct MicrosphereBatch: Sendable, Equatable {
  public var kind: Microspheres
  public var calibration: DateTime
  /// Activity of one sphere at calibration, Bq; `nil`: as the device is known.
  public var activityPerSphere: Activity?
}

/// An isotope that came with the nuclide.
public struct ContaminantChoice: Sendable, Equatable {
  public var nuclide: String
  /// Activity over that of the nuclide at `at`.
  public var fraction: Double
  /// `nil`: at the first administration.
  public var at: DateTime?
}

/// What is stated of alpha particles and of progeny.
public struct AlphaChoice: Sendable, Equatable {
  /// `nil`: absorbed dose alone.
  public var weighting: AlphaWeighting?
  /// Part of the progeny that leaves before it decays, 0…1.
  public var progenyLeaving: Double
  public var source: String
}

/// `{ kind: "glass", calibration: "2026-03-01T12:00", becquerelPerSphere: 2500 }`
func readMicrospheres(_ r: inout FieldReader) -> MicrosphereBatch? {
  let kind: Microspheres? = r.required("kind", "glass, resin or holmium") { v throws(Problem) in
    try v.choice()
  }
  let calibration = r.required("calibration", "date and time for which the vial is calibrated") {
    v throws(Problem) in try v.dateTime()
  }
  let own = r.number("becquerelPerSphere", .statedSphereActivity)
  guard let kind, let calibration else { return nil }
  return MicrosphereBatch(kind: kind, calibration: calibration, activityPerSphere: own.map { Activity($0) })
}

/// `{ nuclide: "Lu-177m", fraction: 0.0002, at: "2026-03-01T12:00" }`
func readContaminant(_ r: inout FieldReader) -> ContaminantChoice? {
  let nuclide = r.required("nuclide", "for example Lu-177m") { v throws(Problem) in try v.string() }
  let fraction = r.required("fraction", "its activity over that of the nuclide") { v throws(Problem) in
    try v.number(.contaminantPart)
  }
  let at = r.dateTime("at")
  guard let nuclide, let fraction else { return nil }
  return ContaminantChoice(nuclide: nuclide, fraction: fraction, at: at)
}

/// `{ rbe: 5, progenyLeaving: 0.3, source: "protocol, 4.2" }`
func readAlpha(_ r: inout FieldReader) -> AlphaChoice? {
  let factor = r.number("rbe", .alphaEffectiveness)
  let leaving = r.number("progenyLeaving", .progenyLeaving)
  let source = r.required("source", "where the numbers come from") { v throws(Problem) in try v.string() }
  guard factor != nil || leaving != nil else {
    r.reject(.inputMissing, "“alpha” states nothing", "give rbe, progenyLeaving, or both, with their source")
    return nil
  }
  guard let source else { return nil }
  return AlphaChoice(
    weighting: factor.map { AlphaWeighting(factor: $0, source: source) }, progenyLeaving: leaving ?? 0,
    source: source)
}

/// Spheres of one device hold one nuclide.
func checkMicrospheres(_ batch: MicrosphereBatch?, _ nuclide: String?, _ r: inout FieldReader) {
  guard let batch, let nuclide = nuclide.flatMap({ try? Nuclide.named($0).name }) else { return }
  let own = batch.kind == .holmium ? "Ho-166" : "Y-90"
  if nuclide != own {
    r.reject(
      .dataRejected, "microspheres of \(batch.kind.rawValue) hold \(own), not \(nuclide)",
      "correct nuclide or microspheres, or remove microspheres")
  }
}
