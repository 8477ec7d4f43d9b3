import Checks
import Stages

/// Units (0054,1001) of a PET image.
extension UnitChoice {
  mutating func pet() -> Result? {
    let facts = stack.first.emission
    checkIntercept()
    switch facts.units {
    case "BQML":
      return Result(unit: .becquerelPerMillilitre, scales: rescaled, source: "Units (0054,1001) BQML")
    case "GML": return standardised(facts)
    case "CM2ML":
      return Result(unit: .other("SUVbsa, cm2/mL"), scales: rescaled, source: "Units (0054,1001) CM2ML")
    case "CNTS": return philips()
    case let other?:
      findings.append(
        .review(.values(.unitForeign(other)), at: "\(place) (0054,1001)"))
      return Result(unit: .other(other), scales: rescaled, source: "Units (0054,1001)")
    case nil:
      findings.append(
        .blocking(.values(.unitAbsent), at: "\(place) (0054,1001)", keys: [.unit]))
      return nil
    }
  }

  /// PS3.3 C.8.9.4: the intercept of a PET image is 0.
  mutating func checkIntercept() {
    guard kind == .pet || kind == .spectAsPET, let odd = rescaled.first(where: { $0.intercept != 0 }) else {
      return
    }
    findings.append(
      .review(.values(.intercept(odd.intercept)), at: "\(place) (0028,1052)"))
  }

  /// SUV Type absent with Units GML means body weight (PS3.3 C.8.9.1.1.3).
  func standardised(_ facts: EmissionFacts) -> Result {
    let type = facts.suvType ?? "BW"
    let unit: ImageUnit = type == "BW" ? .suvBodyWeight : .other("SUV \(type)")
    return Result(unit: unit, scales: rescaled, source: "Units (0054,1001) GML, SUV type \(type)")
  }

  /// Philips stores counts and two private factors; other scanners' CNTS are counts.
  mutating func philips() -> Result? {
    let factors = stack.frames.map { stack.files[$0.file].emission.philipsActivity }
    if factors.allSatisfy({ $0 != nil }) {
      let scales = zip(rescaled, factors).map {
        Linear(slope: $0.slope * $1!, intercept: $0.intercept * $1!)
      }
      return Result(unit: .becquerelPerMillilitre, scales: scales, source: "Units CNTS × Philips (7053,xx09)")
    }
    let uptake = stack.frames.map { stack.files[$0.file].emission.philipsSUV }
    if uptake.allSatisfy({ $0 != nil }) {
      let scales = zip(rescaled, uptake).map { Linear(slope: $0.slope * $1!, intercept: $0.intercept * $1!) }
      return Result(unit: .suvBodyWeight, scales: scales, source: "Units CNTS × Philips (7053,xx00)")
    }
    findings.append(
      .review(.values(.factorMissing), at: "\(place) (7053,xx09)"))
    return Result(unit: .counts, scales: rescaled, source: "Units (0054,1001) CNTS")
  }
}
