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

  private mutating func refuse(
    _ code: ReadingCode, _ what: String, at tags: String, why: String, remedy: String = "",
    keys: [CaseKey] = []
  ) {
    findings.append(.blocking(code, what, at: "\(place) \(tags)", why: why, remedy: remedy, keys: keys))
  }

  private mutating func pixelSpacing() -> SIMD2<Double>? {
    if let spacing = stack.frames.first?.spacing { return spacing }
    refuse(
      .spacingUnknown,
      "Pixel Spacing is absent or not positive", at: "(0028,0030)",
      why: "volumes and activities scale with it")
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
        .positionsDiffer,
        "Image Position (Patient) of \(first.0) and of \(other.0) are \(rounded((other.1 - first.1).norm)) mm apart",
        at: "(0020,0032) (0054,0022)", why: "the activity would be displaced from CT and structures",
        keys: [.position])
    }
    let axes = facts.places.compactMap { place in place.axes.map { (place.source, $0) } }
    if answers.directions == nil, let first = axes.first,
      let other = axes.first(where: { ($0.1.i - first.1.i).norm + ($0.1.j - first.1.j).norm > 1e-2 })
    {
      refuse(
        .orientationsDiffer,
        "Image Orientation (Patient) of \(first.0) and of \(other.0) differ", at: "(0020,0037) (0054,0022)",
        why: "left and right or head and feet could be exchanged", keys: [.directions])
    }
  }

  /// Row and column direction, and the slice direction where the user states all three.
  private mutating func axes() -> (i: Vector3, j: Vector3, k: Vector3?)? {
    if let stated = answers.directions { return statedAxes(stated) }
    if let axes = stack.frames[0].axes { return (axes.i, axes.j, nil) }
    let words =
      facts.map { $0.patientOrientation.isEmpty ? "" : "; the patient is coded as \($0.patientOrientation)" }
      ?? ""
    refuse(
      .orientationUnknown,
      "the orientation is not in the file\(words)", at: "(0054,0022) (0020,0037)",
      why: "left and right or head and feet could be exchanged", remedy: "compare with the CT",
      keys: [.directions])
    return nil
  }

  private mutating func statedAxes(_ values: [Double]) -> (i: Vector3, j: Vector3, k: Vector3?)? {
    guard values.count == 6 || values.count == 9, let axes = FrameReading.axes(Array(values.prefix(6))) else {
      refuse(
        .directionsInvalid,
        "`directions` is not six or nine direction cosines of perpendicular axes", at: "", why: "",
        remedy: "give i, j and possibly k, for example [1, 0, 0, 0, 1, 0, 0, 0, 1]")
      return nil
    }
    guard values.count == 9 else { return (axes.i, axes.j, nil) }
    let k = Vector3(values[6], values[7], values[8]), normal = axes.i.cross(axes.j)
    guard abs(abs(k.dot(normal)) - 1) < 1e-3 else {
      refuse(
        .directionsInvalid,
        "the third of `directions` is not perpendicular to the others", at: "", why: "", remedy: "correct it")
      return nil
    }
    return (axes.i, axes.j, k.dot(normal) > 0 ? normal : -normal)
  }

  private mutating func step() -> Double? {
    if let step = facts?.spacingBetweenSlices {
      noteThickness(step)
      return step
    }
    let lack = facts?.writtenSpacing.map { "is \(rounded($0)) mm" } ?? "is absent"
    let stated = answers.directions?.count == 9 && answers.confirmGeometry
    if stack.frames.count == 1 || stated, let thickness = stack.first.thickness {
      findings.append(
        .review(
          .spacingFromThickness,
          "Spacing Between Slices \(lack); Slice Thickness (0018,0050), \(rounded(thickness)) mm, is used",
          at: "\(place) (0018,0088)", why: "overlapping slices would be stretched"))
      return thickness
    }
    refuse(
      .spacingUnknown,
      "Spacing Between Slices \(lack)", at: "(0018,0088)",
      why: "its sign states whether the slices run towards the head or the feet",
      remedy:
        "export the reconstruction again, or state `directions` with nine numbers and `confirmGeometry`, then "
        + "Slice Thickness is used")
    return nil
  }

  private mutating func noteThickness(_ step: Double) {
    guard let thickness = stack.first.thickness, abs(thickness - abs(step)) > 0.01 * abs(step) else { return }
    findings.append(
      .review(
        .thicknessDiffers,
        "Slice Thickness (0018,0050) is \(rounded(thickness)) mm, Spacing Between Slices \(rounded(step)) mm; the spacing is used",
        at: "\(place) (0018,0088)",
        why: "slices of a SPECT touch each other, and volumes scale with the spacing"))
  }

  private mutating func origin(_ direction: Matrix3, _ spacing: SIMD2<Double>, _ step: Double) -> Vector3? {
    if let position = answers.position { return position }
    if let position = stack.frames[0].position { return position }
    guard answers.confirmGeometry else {
      refuse(
        .positionUnknown,
        "the position is not in the file", at: "(0054,0022) (0020,0032)",
        why: "the activity cannot be aligned with CT and structures",
        remedy:
          "with `confirmGeometry` the middle of the volume is put at the origin and registration finds its place",
        keys: [.position, .confirmGeometry])
      return nil
    }
    findings.append(
      .review(
        .positionUnknown,
        "the position is unknown; the middle of the volume is put at the origin", at: place,
        why: "it fits a CT only after registration"))
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
      refuse(.noPlace, "\(error)", at: "", why: "the volume has no place in the patient")
      return nil
    }
  }
}
