import Foundation
import Volumes

/// All that a case says, by key, such as `options.monteCarlo.seed`: what it holds against a record of the work folder.
///
/// Every stored property is walked, so that a key that is new here matters to every step until somebody states that it
/// does not (`steps(of:)`). Paths are left out: what counts is what the files contain.
package struct CaseContent: Sendable {
  package private(set) var values: [String: String] = [:]
  private let therapy: Case
  private let administersCalibration: Bool
  private let structuresMakeDose: Bool
  private let entersDose: Bool

  package init(_ therapy: Case) {
    self.therapy = therapy
    if case .administered = therapy.calibration {
      administersCalibration = true
    } else {
      administersCalibration = false
    }
    var byStructures = therapy.options.doseGrid?.crop != nil
    if case .structures? = therapy.materials { byStructures = true }
    structuresMakeDose = byStructures
    if case .dose? = therapy.entry?.map { entersDose = true } else { entersDose = false }
    walk(therapy, "")
  }

  /// What matters to one step. A name is for people: it matters to the steps that print it; for the others structures are
  /// called by their places.
  /// - Parameter found: numbers of structures by the names that stand in their files, by entry of the case.
  package func values(for stage: Stage, named found: [Int: [String: [Int]]] = [:]) -> [String: String] {
    let rules = rules
    var content = self
    if stage.isNameless {
      content.values = [:]
      content.walk(therapy.withoutNames(in: found), "")
    }
    return content.values.filter { Self.steps(of: $0.key, by: rules).contains(stage) }
  }

  /// Whether a step without names rests on structures.
  package func isDrawn(_ stage: Stage) -> Bool {
    stage.isNameless && steps(of: "structures").contains(stage)
  }

  /// Keys whose values another case has not, or has otherwise.
  package func differing(from other: CaseContent) -> Set<String> {
    Set(values.keys).union(other.values.keys).filter { values[$0] != other.values[$0] }
  }

  private mutating func walk(_ value: Any, _ key: String) {
    if value is URL { return }
    if let place = value as? Vector3 {
      values[key] = "\(place.x) \(place.y) \(place.z)"
      return
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: mirror.children.forEach { walk($0.value, key) }
    case .collection: for (n, child) in mirror.children.enumerated() { walk(child.value, "\(key)[\(n)]") }
    case .dictionary: walkPairs(mirror, key)
    case .enum:
      values[key] = mirror.children.first?.label ?? "\(value)"
      for child in mirror.children { walk(child.value, "\(key).\(child.label ?? "")") }
    default:
      if mirror.children.isEmpty { values[key] = "\(value)" }
      for child in mirror.children where !Self.places.contains(child.label ?? "") {
        walk(child.value, key.isEmpty ? child.label ?? "" : "\(key).\(child.label ?? "")")
      }
    }
  }

  private mutating func walkPairs(_ mirror: Mirror, _ key: String) {
    for pair in mirror.children {
      let parts = Array(Mirror(reflecting: pair.value).children)
      walk(parts[1].value, "\(key).\(parts[0].value)")
    }
  }

  /// Where something stands in a file, and the digest of the whole case file.
  private static let places: Set<String> = ["location", "sha256"]
}

extension CaseContent {
  /// The steps to which a key matters. The report prints all of them.
  package func steps(of key: String) -> Set<Stage> { Self.steps(of: key, by: rules) }

  private static func steps(of key: String, by rules: [(String, Set<Stage>)]) -> Set<Stage> {
    let bare = key.withoutIndices
    for (beginning, stages) in rules where bare.hasPrefix(beginning) { return stages.union([.report]) }
    return Set(Stage.allCases)
  }

  /// The first rule whose beginning fits holds.
  private var rules: [(String, Set<Stage>)] {
    // What was administered binds images, curves and a dose that was entered.
    var activity: Set<Stage> = [.quantify, .integrate]
    if administersCalibration { activity.insert(.summarise) }
    if entersDose { activity.insert(.dose) }
    var drawn: Set<Stage> = [.integrate, .summarise]
    if structuresMakeDose { drawn.insert(.dose) }
    if administersCalibration { drawn.insert(.quantify) }
    return [
      ("patient", []),
      ("therapy.kind", [.quantify, .integrate, .summarise]), ("therapy.product", [.integrate]),
      ("therapy.nuclide", [.quantify, .integrate, .dose, .summarise]), ("therapy.cycle", [.summarise]),
      ("therapy", []),
      ("administrations.start", activity),
      ("administrations.activity", activity), ("administrations.measured", activity),
      ("administrations.residual", activity), ("administrations.relativeUncertainty", activity),
      ("administrations", []),
      ("timePoints.deadTimeFactor", [.quantify]), ("timePoints.registrationSeed", [.align]),
      ("timePoints.emission.answers.duration", [.quantify]),
      ("timePoints.emission.answers.decay", [.quantify]),
      ("timePoints.emission.answers.start", [.quantify]),
      ("calibration", [.quantify, .integrate, .summarise]),
      ("structures", drawn),
      ("entry.map.regionActivity", [.integrate]),
      ("materials", [.dose, .summarise]),
      ("options.engine", [.dose]), ("options.monteCarlo.threads", []),
      ("options.monteCarlo.checkpointSeconds", []), ("options.monteCarlo", [.dose]),
      ("options.alpha.weighting", []), ("options.alpha", [.dose, .summarise]),
      ("options.decayData", [.quantify, .integrate, .dose, .summarise]),
      ("options.voxelTimeModel", [.integrate]), ("options.regionModel", [.integrate]),
      ("options.leftOut", [.integrate]),
      ("options.population", [.integrate]), ("options.pointUncertainty", [.integrate]),
      ("options.partialVolume", [.integrate, .summarise]), ("options.doseGrid", [.dose, .summarise]),
      ("options.negativeVoxels", [.quantify, .dose, .summarise]),
      ("options.uniformDensity", [.dose, .summarise]), ("options.allowOutside", [.dose]),
      ("options.isodoses", []), ("options.volumeDoses", [.summarise]),
      ("options.radiobiology", [.summarise]), ("options.bedMaps", []), ("options.resolution", [.summarise]),
      ("options.contourResolution", [.summarise]), ("options.register", [.align]),
      ("options.registrationSeed", [.align]),
      ("limits", []), ("decided", []), ("accepted", []), ("moves", [.align]), ("previous", []), ("plan", []),
    ]
  }
}

extension String {
  /// `structures[3].role` as `structures.role`.
  var withoutIndices: String {
    let parts = split(separator: "[", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(into: String(parts[0])) { whole, part in
      guard let end = part.firstIndex(of: "]"), end > part.startIndex, part[..<end].allSatisfy(\.isNumber)
      else { return whole += "[\(part)" }
      whole += part[part.index(after: end)...]
    }
  }
}
