import Checks
import Diagnostics
import Volumes

/// Lays the frames of an NM object onto a grid: one position and one signed step for all (PS3.3 C.8.4.15).
struct NuclearMedicineGeometry {
  let stack: Stack
  let answers: SeriesAnswers
  private(set) var findings: [ImageFinding] = []

  init(_ stack: Stack, _ answers: SeriesAnswers) { (self.stack, self.answers) = (stack, answers) }

  private var place: String { stack.first.path }
  private var facts: NuclearMedicineFacts? { stack.first.nuclearMedicine }

  mutating func build() -> StackGeometry? {
    stack.kind == .spect ? tomographic() : planar()
  }

  /// A projection has no place in the patient: its grid is the detector's, one step of 1 mm deep.
  private mutating func planar() -> StackGeometry? {
    guard let spacing = pixelSpacing() else { return nil }
    return grid(spacing, step: 1, direction: .identity, origin: .zero)
  }

  private mutating func tomographic() -> StackGeometry? {
    checkPlaces()
    guard let spacing = pixelSpacing(), let axes = axes(), let step = step() else { return nil }
    let normal = axes.i.cross(axes.j)
    let along = axes.k ?? (step < 0 ? -normal : normal)
    let direction = Matrix3(axes.i, axes.j, along)
    guard let origin = origin(direction, spacing, abs(step)) else { return nil }
    return grid(spacing, step: abs(step), direction: direction, origin: origin)
  }

  private mutating func refuse(_ note: PlaceNote, at tags: String, keys: [CaseKey] = []) {
    findings.append(.blocking(.place(note), at: "\(place) \(tags)", keys: keys))
  }

  private mutating func pixelSpacing() -> SIMD2<Double>? {
    if let spacing = stack.frames.first?.spacing { return spacing }
    refuse(.pixelSpacingUnknown(ofFrames: true), at: "(0028,0030)")
    return nil
  }

  /// A reconstruction lies at one place: what top level and detectors state must agree, unless the user states it.
  private mutating func checkPlaces() {
    guard let facts, stack.frames.allSatisfy({ $0.label.detector == 0 }) else { return }
    let positions = facts.places.compactMap { place in place.position.map { (place.source, $0) } }
    if answers.position == nil, let first = positions.first,
      let other = positions.first(where: { ($0.1 - first.1).norm > StackGeometry.tolerance })
    {
      refuse(
        .positionsDiffer(first: first.0, other: other.0, by: (other.1 - first.1).norm),
        at: "(0020,0032) (0054,0022)", keys: [.position])
    }
    let axes = facts.places.compactMap { place in place.axes.map { (place.source, $0) } }
    if answers.directions == nil, let first = axes.first,
      let other = axes.first(where: { ($0.1.i - first.1.i).norm + ($0.1.j - first.1.j).norm > 1e-2 })
    {
      refuse(
        .orientationsDiffer(first: first.0, other: other.0), at: "(0020,0037) (0054,0022)",
        keys: [.directions])
    }
  }

  /// Row and column direction, and the slice direction where the user states all three.
  private mutating func axes() -> (i: Vector3, j: Vector3, k: Vector3?)? {
    if let stated = answers.directions { return statedAxes(stated) }
    if let axes = stack.frames[0].axes { return (axes.i, axes.j, nil) }
    refuse(
      .orientationUnknown(coded: facts?.patientOrientation ?? ""), at: "(0054,0022) (0020,0037)",
      keys: [.directions])
    return nil
  }

  private mutating func statedAxes(_ values: [Double]) -> (i: Vector3, j: Vector3, k: Vector3?)? {
    guard values.count == 6 || values.count == 9, let axes = FrameReading.axes(Array(values.prefix(6))) else {
      refuse(.directionsInvalid, at: "")
      return nil
    }
    guard values.count == 9 else { return (axes.i, axes.j, nil) }
    let k = Vector3(values[6], values[7], values[8]), normal = axes.i.cross(axes.j)
    guard abs(abs(k.dot(normal)) - 1) < 1e-3 else {
      refuse(.thirdDirectionInvalid, at: "")
      return nil
    }
    return (axes.i, axes.j, k.dot(normal) > 0 ? normal : -normal)
  }

  private mutating func step() -> Double? {
    if let step = facts?.spacingBetweenSlices {
      noteThickness(step)
      return step
    }
    let written = facts?.writtenSpacing
    let stated = answers.directions?.count == 9 && answers.confirmGeometry
    if stack.frames.count == 1 || stated, let thickness = stack.first.thickness {
      findings.append(
        .review(
          .place(.spacingFromThickness(written: written, thickness: thickness)), at: "\(place) (0018,0088)"))
      return thickness
    }
    refuse(.sliceSpacingUnknown(written: written), at: "(0018,0088)")
    return nil
  }

  private mutating func noteThickness(_ step: Double) {
    guard let thickness = stack.first.thickness, abs(thickness - abs(step)) > 0.01 * abs(step) else { return }
    findings.append(
      .review(
        .place(.thicknessDiffers(thickness: thickness, spacing: step)), at: "\(place) (0018,0088)"))
  }

  private mutating func origin(_ direction: Matrix3, _ spacing: SIMD2<Double>, _ step: Double) -> Vector3? {
    if let position = answers.position { return position }
    if let position = stack.frames[0].position { return position }
    guard answers.confirmGeometry else {
      refuse(.positionUnknown, at: "(0054,0022) (0020,0032)", keys: [.position, .confirmGeometry])
      return nil
    }
    findings.append(.review(.place(.positionAssumed), at: place))
    let half = Vector3(
      Double(stack.size.x - 1) * spacing.x / 2, Double(stack.size.y - 1) * spacing.y / 2,
      Double(stack.frames.count - 1) * step / 2)
    return -(direction * half)
  }

  private mutating func grid(_ spacing: SIMD2<Double>, step: Double, direction: Matrix3, origin: Vector3)
    -> StackGeometry?
  {
    do {
      let grid = try Grid(
        size: GridSize(stack.size.x, stack.size.y, stack.frames.count),
        spacing: Vector3(spacing.x, spacing.y, step), direction: direction, origin: origin,
        frameOfReference: stack.first.frameOfReference)
      return StackGeometry(grid: grid, slices: stack.frames.indices.map { .frame($0) })
    } catch {
      refuse(.noGrid("\(error)"), at: "")
      return nil
    }
  }
}
