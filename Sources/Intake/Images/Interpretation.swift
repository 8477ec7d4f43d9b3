import Checks
import Diagnostics
import Stages
import Volumes

/// A stack understood with the help of what the user stated: where, in which unit, when. Without statements it is
/// what `inspect` shows; with them it is what is loaded, so that both always agree.
struct Interpretation: Sendable {
  var kind: SeriesKind
  var geometry: StackGeometry?
  var unit: UnitChoice.Result?
  var acquisition: Acquisition?
  var findings: [ImageFinding]

  init(_ stack: Stack, _ answers: SeriesAnswers = SeriesAnswers(), halfLife: @escaping HalfLifeTable) {
    findings = stack.findings + stack.files.flatMap(\.findings)
    kind = stack.kind
    guard kind.isImage || kind == .other, !stack.frames.isEmpty else {
      findings += Self.refusal(stack)
      return
    }
    guard stack.kind != .other || stack.size.x * stack.size.y > 0 else {
      findings.append(.note(.object(.withoutPixels), at: stack.first.path))
      return
    }
    guard let role = Self.role(stack, answers, &findings) else { return }
    kind = role
    if stack.first.samples != 1 {
      findings.append(.blocking(.object(.colours), at: stack.first.path))
      return
    }
    geometry = Self.geometry(stack, answers, &findings)
    if let grid = geometry?.grid { findings += Self.implausible(grid, stack) + Self.width(grid, stack) }
    var choice = UnitChoice(stack, kind: kind, answers)
    unit = choice.choose()
    findings += choice.findings
    if kind.isEmission { acquisition = Self.acquisition(stack, kind, answers, halfLife, &findings) }
  }

  /// What a series is used as: its kind, or what the user says of an object whose class says nothing.
  private static func role(_ stack: Stack, _ answers: SeriesAnswers, _ findings: inout [ImageFinding])
    -> SeriesKind?
  {
    guard stack.kind == .secondaryCapture || stack.kind == .other else {
      if let stated = answers.role, !fits(stated, stack.kind) {
        findings.append(
          .blocking(
            .object(.roleContradicted(kind: stack.kind.rawValue, role: stated.rawValue)),
            at: stack.first.path))
        return nil
      }
      return stack.kind
    }
    switch answers.role {
    case .ct: return .ct
    case .mr: return .mr
    case .emission, .activity: return .spect
    case .dose, .structures: return stack.kind
    case nil:
      findings.append(
        .blocking(
          .object(stack.kind == .other ? .classNotSupported : .showsUnstated(kind: stack.kind.rawValue)),
          at: "\(stack.first.path) (0008,0016)", keys: [.role]))
      return stack.kind
    }
  }

  private static func fits(_ role: SeriesAnswers.Role, _ kind: SeriesKind) -> Bool {
    switch role {
    case .ct: kind == .ct
    case .mr: kind == .mr
    case .emission, .activity: kind.isEmission
    case .dose: kind == .dose
    case .structures: kind == .structureSet || kind == .segmentation
    }
  }

  private static func geometry(_ stack: Stack, _ answers: SeriesAnswers, _ findings: inout [ImageFinding])
    -> StackGeometry?
  {
    guard stack.size.x > 0, stack.size.y > 0 else {
      findings.append(
        .blocking(.frames(.matrixUnknown), at: "\(stack.first.path) (0028,0010) (0028,0011)"))
      return nil
    }
    guard stack.kind.isNuclearMedicine, stack.files.count == 1 else {
      var planes = PlaneGeometry(stack, answers)
      let geometry = planes.build()
      findings += planes.findings
      return geometry
    }
    var frames = NuclearMedicineGeometry(stack, answers)
    let geometry = frames.build()
    findings += frames.findings
    return geometry
  }

  private static func acquisition(
    _ stack: Stack, _ kind: SeriesKind, _ answers: SeriesAnswers, _ halfLife: @escaping HalfLifeTable,
    _ findings: inout [ImageFinding]
  ) -> Acquisition? {
    var reading = AcquisitionReading(stack, kind: kind, answers, halfLife: halfLife)
    let acquisition = reading.read()
    findings += reading.findings
    if kind == .pet || kind == .spectAsPET { findings += corrections(stack) }
    return acquisition
  }

  /// Voxels of a size that no image has.
  private static func implausible(_ grid: Grid, _ stack: Stack) -> [ImageFinding] {
    let isThin = stack.kind == .planar || stack.kind == .wholeBody
    let all: [(Plausibility, Double)] = [
      (.pixel, grid.spacing.x), (.pixel, grid.spacing.y), (.slice, isThin ? 1 : grid.spacing.z),
    ]
    return all.compactMap { row, value in
      BeyondRange(row, value).map {
        .blocking(.place(.voxelImplausible($0)), at: "\(stack.first.path) \(row.attribute)")
      }
    }
  }

  /// The picture as wide as it was reconstructed.
  private static func width(_ grid: Grid, _ stack: Stack) -> [ImageFinding] {
    guard stack.kind == .ct || stack.kind.isEmission, let stated = stack.first.diameter else { return [] }
    let sides = [grid.spacing.x * Double(stack.size.x), grid.spacing.y * Double(stack.size.y)]
    let found = sides.max { abs($0 / stated - 1) < abs($1 / stated - 1) }!
    guard let beyond = BeyondRange(.reconstructedWidth, 100 * found / stated) else { return [] }
    return [
      .review(
        .place(.diameterDiffers(beyond, stated: stated, found: found)),
        at: "\(stack.first.path) (0018,1100)")
    ]
  }

  private static func corrections(_ stack: Stack) -> [ImageFinding] {
    guard let corrected = stack.first.emission.corrected, !corrected.contains("ATTN") else { return [] }
    return [.review(.values(.withoutAttenuation), at: "\(stack.first.path) (0028,0051)")]
  }

  /// Why a kind of object cannot become an image series.
  private static func refusal(_ stack: Stack) -> [ImageFinding] {
    let place = stack.first.path
    return switch stack.kind {
    case .plan: [.note(.object(.externalRadiotherapy), at: place)]
    case .projections: [.blocking(.object(.projections), at: place)]
    case .gated: [.blocking(.object(.gated), at: place)]
    case .dynamic: [.blocking(.object(.dynamic), at: place)]
    case .enhancedPET: [.blocking(.object(.enhancedPET), at: place)]
    default: []
    }
  }
}
