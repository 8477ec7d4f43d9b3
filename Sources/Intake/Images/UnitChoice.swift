import Checks
import Diagnostics
import Stages

/// Finds what the numbers mean and how stored values become them.
struct UnitChoice {
  /// Unit, scale per frame of the stack, and how it is known.
  struct Result: Sendable {
    var unit: ImageUnit
    var scales: [Linear]
    var source: String
  }

  let stack: Stack
  let kind: SeriesKind
  let answers: SeriesAnswers
  private(set) var findings: [ImageFinding] = []

  init(_ stack: Stack, kind: SeriesKind, _ answers: SeriesAnswers) {
    (self.stack, self.kind, self.answers) = (stack, kind, answers)
  }

  private var place: String { stack.first.path }
  private var rescaled: [Linear] { stack.frames.map { $0.rescale ?? .identity } }

  mutating func choose() -> Result? {
    guard checkScales(), checkUnits() else { return nil }
    noteTables()
    var stated: ImageUnit?
    if let word = answers.unit {
      guard let unit = ImageUnit(word: word) else {
        findings.append(
          .blocking(
            .unitUnknown,
            "`unit` “\(word)” is not known",
            remedy: "use Bq/mL, counts, HU, Gy, SUVbw, Bq·s/mL, MBq·h/mL or relative"))
        return nil
      }
      stated = unit
    }
    if let stated, let mapped = mapped(to: stated) { return mapped }
    guard let read = fromFile() else { return fromStatement(stated) }
    guard let own = compared(read) else { return nil }
    guard let stated, stated != own.unit else { return own }
    return contradicted(own, stated)
  }

  /// A slope of zero or of millions is damage, not a scale.
  private mutating func checkScales() -> Bool {
    if stack.files.contains(where: \.hasLookUpTable) {
      findings.append(
        .blocking(
          .lookUpTable,
          "the values go through a look-up table (Modality LUT Sequence)", at: "\(place) (0028,3000)",
          why: "stored values are not a quantity, and look-up tables are not applied",
          remedy: "export the series with Rescale Slope and Intercept"))
      return false
    }
    let slopes = stack.frames.compactMap(\.rescale?.slope)
    if slopes.contains(where: { $0 == 0 }) {
      findings.append(
        .blocking(
          .slope, "Rescale Slope is 0", at: "\(place) (0028,1053)", why: "all values would be the same"))
      return false
    }
    if kind.isImage, let fault = implausible(slopes) {
      findings.append(
        .blocking(
          .slope,
          fault, at: "\(place) (0028,1053)", why: "all values scale with it",
          remedy: "have the series exported again"))
      return false
    }
    if !slopes.isEmpty, slopes.count != stack.frames.count {
      findings.append(
        .blocking(
          .slope,
          "Rescale Slope is absent in \(stack.frames.count - slopes.count) of \(stack.frames.count) slices",
          at: "\(place) (0028,1053)", why: "slices would differ in scale"))
      return false
    }
    return true
  }

  /// Code and meaning name one unit twice.
  private mutating func checkUnits() -> Bool {
    let all = stack.frames.lazy.flatMap(\.mappings)
    guard let odd = all.first(where: { $0.unit != nil && $0.contradictsItself }) else { return true }
    findings.append(
      .blocking(
        .unitContradictsItself,
        "a Real World Value Mapping is in “\(odd.unitCode)” by code and in “\(odd.meaning)” by meaning",
        at: "\(place) (0040,08EA)", why: "one of them is wrong by a factor",
        remedy: "have the series exported again"))
    return false
  }

  private func implausible(_ slopes: [Double]) -> String? {
    let limit: Plausibility = kind == .ct ? .hounsfieldSlope : .slope
    return slopes.lazy.compactMap { limit.fault($0) }.first
  }

  /// Rescale and Real World Value Mapping may both lead to a unit; then they must lead to the same values.
  private mutating func compared(_ own: Result) -> Result? {
    for (frame, scale) in zip(stack.frames, own.scales) {
      for mapping in frame.mappings where mapping.unit?.unit == own.unit {
        guard let other = mapping.scaled, !other.agrees(with: scale) else { continue }
        findings.append(
          .blocking(
            .mappingsDiffer,
            "Rescale Slope and Real World Value Mapping lead to different values in \(own.unit.word): "
              + "stored × \(Float(scale.slope)) + \(Float(scale.intercept)) and × \(Float(other.slope)) + \(Float(other.intercept))",
            at: "\(place) (0028,1053) (0040,9096)", why: "one of them is wrong by a factor",
            remedy: "have the series exported again"))
        return nil
      }
    }
    return own
  }

  /// A mapping by look-up table is not applied; where it is the only one, the unit is not known by it.
  private mutating func noteTables() {
    let tables = stack.files.count { $0.hasMappingTable }
    guard tables > 0 else { return }
    findings.append(
      .review(
        .lookUpTable,
        "a Real World Value Mapping goes through a look-up table, which is not applied (in \(counted(tables, "file")))",
        at: "\(place) (0040,9212)", why: "it may lead to other values than the rescale slope"))
  }

  // MARK: What the file says

  private mutating func fromFile() -> Result? {
    switch kind {
    case .ct: computedTomography()
    case .mr: Result(unit: .other("MR signal"), scales: rescaled, source: "MR object")
    case .pet, .spectAsPET: pet()
    case .spect, .planar, .wholeBody: nuclearMedicine()
    default: nil
    }
  }

  private mutating func computedTomography() -> Result? {
    checkHounsfieldScale()
    switch stack.first.rescaleType {
    case nil, "HU":
      if stack.frames.allSatisfy({ $0.rescale != nil }) {
        return Result(unit: .hounsfield, scales: rescaled, source: "CT object")
      }
      if let mapped = mapped(to: .hounsfield) { return mapped }
      findings.append(
        .review(
          .hounsfieldScale,
          "Rescale Slope is absent; the stored values are taken as HU", at: "\(place) (0028,1053)",
          why: "densities depend on it", keys: [.unit]))
      return Result(unit: .hounsfield, scales: rescaled, source: "CT object")
    case "US":
      findings.append(
        .review(
          .hounsfieldScale,
          "Rescale Type is “unspecified” in a CT object; the values are taken as HU",
          at: "\(place) (0028,1054)",
          why: "densities depend on it", remedy: "check that air is near −1000 and soft tissue near 50",
          keys: [.unit]))
      return Result(unit: .hounsfield, scales: rescaled, source: "CT object, Rescale Type US")
    case let type?:
      findings.append(
        .review(
          .hounsfieldScale,
          "Rescale Type is “\(type)” in a CT object, not HU", at: "\(place) (0028,1054)",
          why: "densities follow from HU alone"))
      return Result(unit: .other(type), scales: rescaled, source: "Rescale Type (0028,1054)")
    }
  }

  /// One CT has one scale, and its stored values are HU but for an offset.
  private mutating func checkHounsfieldScale() {
    let scales = Set(rescaled)
    let at = "\(place) (0028,1052) (0028,1053)"
    if scales.count > 1 {
      findings.append(
        .review(
          .hounsfieldScale,
          "Rescale Slope or Intercept differs between the slices of a CT", at: at,
          why: "one of the slices may be displaced in HU"))
    }
    guard let odd = scales.first(where: { $0.slope != 1 }), scales.count == 1 else { return }
    findings.append(
      .review(
        .hounsfieldScale,
        "Rescale Slope of a CT is \(Float(odd.slope)); scanners write 1", at: at,
        why: "densities scale with it", remedy: "check that air is near −1000 and soft tissue near 50"))
  }

  private mutating func pet() -> Result? {
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
        .review(
          .unitForeign,
          "the unit is \(other)", at: "\(place) (0054,1001)",
          why:
            "it is neither an activity concentration nor a standardised uptake, whatever the series is called"
        ))
      return Result(unit: .other(other), scales: rescaled, source: "Units (0054,1001)")
    case nil:
      findings.append(
        .blocking(
          .unitUnknown,
          "Units is absent", at: "\(place) (0054,1001)", why: "the numbers mean nothing without",
          keys: [.unit]))
      return nil
    }
  }

  /// PS3.3 C.8.9.4: the intercept of a PET image is 0.
  private mutating func checkIntercept() {
    guard kind == .pet || kind == .spectAsPET, let odd = rescaled.first(where: { $0.intercept != 0 }) else {
      return
    }
    findings.append(
      .review(
        .intercept,
        "Rescale Intercept of a PET image is \(Float(odd.intercept)); it has to be 0",
        at: "\(place) (0028,1052)", why: "it adds activity to every voxel, or takes it away"))
  }

  /// SUV Type absent with Units GML means body weight (PS3.3 C.8.9.1.1.3).
  private func standardised(_ facts: EmissionFacts) -> Result {
    let type = facts.suvType ?? "BW"
    let unit: ImageUnit = type == "BW" ? .suvBodyWeight : .other("SUV \(type)")
    return Result(unit: unit, scales: rescaled, source: "Units (0054,1001) GML, SUV type \(type)")
  }

  /// Philips stores counts and two private factors; other scanners' CNTS are counts.
  private mutating func philips() -> Result? {
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
      .review(
        .factorMissing,
        "the unit is counts and the factor to Bq/mL is absent; anonymisation often strips it",
        at: "\(place) (7053,xx09)", why: "counts are not activity without a calibration",
        remedy: "export again with private attributes kept"))
    return Result(unit: .counts, scales: rescaled, source: "Units (0054,1001) CNTS")
  }

  private mutating func nuclearMedicine() -> Result? {
    let units = Set(stack.frames.flatMap { $0.mappings.compactMap { $0.unit?.unit } }).subtracting([.counts])
    if units.count > 1 {
      findings.append(
        .blocking(
          .severalUnits,
          "the file maps its values to several units: " + units.map(\.word).sorted().joined(separator: ", "),
          at: "\(place) (0040,9096)", why: "one of them must be chosen", keys: [.unit]))
      return nil
    }
    if let unit = units.first { return mapped(to: unit) }
    if stack.frames.contains(where: { !$0.mappings.isEmpty && $0.mappings.allSatisfy { $0.unit == nil } }) {
      findings.append(
        .review(
          .mappingUnknown,
          "a Real World Value Mapping has a unit that is not known; the values are taken as counts",
          at: "\(place) (0040,08EA)", why: "counts are not activity without a calibration"))
    }
    noteSlope()
    return Result(unit: .counts, scales: rescaled, source: "NM object without mapping to a unit")
  }

  /// Rescale Slope is not part of the NM object, but occurs.
  private mutating func noteSlope() {
    guard let slope = stack.frames.first?.rescale, slope != .identity else { return }
    findings.append(
      .review(
        .slopeOfCounts,
        "the NM object carries a Rescale Slope of \(slope.slope); values are multiplied by it and taken as counts",
        at: "\(place) (0028,1053)",
        why: "the slope may lead to counts or already to Bq/mL; the file does not state which",
        keys: [.unit]))
  }

  // MARK: Mappings and statements

  /// Applies the items of Real World Value Mapping that lead to `unit`, one per frame.
  private mutating func mapped(to unit: ImageUnit) -> Result? {
    var scales: [Linear] = []
    for frame in stack.frames {
      let candidates = Set(frame.mappings.filter { $0.unit?.unit == unit }.compactMap(\.scaled))
      guard !candidates.isEmpty else { return nil }
      guard candidates.count == 1 else {
        findings.append(
          .blocking(
            .mappingsDiffer,
            "several mappings lead to \(unit.word) with different slopes", at: "\(place) (0040,9096)",
            why: "it cannot be known which holds for which value"))
        return nil
      }
      scales.append(candidates.first!)
    }
    return scales.isEmpty
      ? nil : Result(unit: unit, scales: scales, source: "Real World Value Mapping (0040,9096)")
  }

  private mutating func fromStatement(_ stated: ImageUnit?) -> Result? {
    if let stated { return Result(unit: stated, scales: rescaled, source: "stated by the user") }
    if kind == .secondaryCapture || kind == .other || kind == .volumeFile {
      findings.append(
        .blocking(
          .unitUnknown,
          "the file does not state what its numbers mean", at: place, why: "nothing is guessed", keys: [.unit]
        ))
    }
    return nil
  }

  /// Counts are what is left when an NM file is silent, so there the user knows better; elsewhere the file speaks.
  private mutating func contradicted(_ own: Result, _ stated: ImageUnit) -> Result? {
    if own.unit == .counts || own.unit.isUnnamed {
      return Result(
        unit: stated, scales: own.scales, source: "stated by the user; the file: \(own.unit.word)")
    }
    findings.append(
      .blocking(
        .unitContradicted,
        "the case file states \(stated.word), the file states \(own.unit.word)", at: place,
        why: "one of them is wrong by a factor", remedy: "remove `unit` or correct it"))
    return nil
  }
}

extension ImageUnit {
  /// The word of the case file.
  package init?(word: String) {
    switch word {
    case "Bq/mL", "Bq/ml", "BQML": self = .becquerelPerMillilitre
    case "counts": self = .counts
    case "HU": self = .hounsfield
    case "Gy": self = .gray
    case "SUVbw", "SUV": self = .suvBodyWeight
    case "Bq·s/mL", "Bq.s/mL", "Bq.s/ml": self = .decays
    case "MBq·h/mL", "MBq.h/mL", "MBq.h/ml": self = .decaysInMegabecquerelHours
    case "relative": self = .other("relative")
    default: return nil
    }
  }

  /// Time-integrated activity concentration, Bq·s/mL and MBq·h/mL: 1 MBq·h is 3.6·10⁹ Bq·s.
  public static let decays = ImageUnit.other("Bq·s/mL")
  public static let decaysInMegabecquerelHours = ImageUnit.other("MBq·h/mL")

  public var word: String {
    switch self {
    case .hounsfield: "HU"
    case .counts: "counts"
    case .becquerelPerMillilitre: "Bq/mL"
    case .suvBodyWeight: "SUVbw"
    case .gray: "Gy"
    case .other(let name): name
    }
  }

  fileprivate var isUnnamed: Bool { if case .other = self { true } else { false } }
}
