import DICOM
import Diagnostics
import Foundation
import Quantities
import Volumes

/// Where the frames of a multi-frame object lie, rebuilt from its functional groups (PS3.3 C.7.6.16).
///
/// Frames may come in any order, several may lie on one slice (segments, time points) and slices may be missing: the
/// grid spans from the lowest to the highest one that is there.
struct FrameStack {
  let grid: Grid
  /// Slice index (k) of each frame.
  let slices: [Int]
  /// True if no two of three or more slices are neighbours at the spacing that the file states.
  let isSparse: Bool

  /// Gaps that differ by this part of the least one are read as one distance.
  static let tolerance = 0.02
  /// Voxels that a stack may span.
  static let largest = 1 << 30

  private struct Placement {
    var position: Vector3
    var orientation: [Double]
    var pixelSpacing: [Double]
    var spacing, thickness: Double?
  }

  /// - Throws: `dataRejected` naming the frame and the tag if frames are not parallel, not stacked or not regular.
  init(_ dataSet: DataSet, rows: Int, columns: Int, frames: Int) throws {
    let shared = dataSet.items(.sharedFunctionalGroupsSequence).first
    let perFrame = dataSet.items(.perFrameFunctionalGroupsSequence)
    guard perFrame.count == frames else {
      throw Problem(
        .dataRejected,
        what: "\(counted(perFrame.count, "frame", "is", "are")) described where \(frames) are stored",
        at: dataSet.place(.perFrameFunctionalGroupsSequence), why: "the place of a frame cannot be known")
    }
    let placements = try perFrame.map { try FrameStack.placement($0, shared) }
    guard let first = placements.first else {
      throw Problem(.dataRejected, what: "the object has no frames", at: dataSet.location)
    }
    try FrameStack.checkParallel(placements, dataSet)
    let i = Vector3(first.orientation[0], first.orientation[1], first.orientation[2])
    let j = Vector3(first.orientation[3], first.orientation[4], first.orientation[5])
    let normal = i.cross(j)
    let heights = placements.map { ($0.position - first.position).dot(normal) }
    try FrameStack.checkStacked(placements, heights, normal, dataSet)
    let spacing = try FrameStack.spacing(heights, first, dataSet)
    let low = heights.min() ?? 0
    let slices = heights.map { Int(saturating: (($0 - low) / spacing).rounded()) }
    // A wrong position in one frame would otherwise ask for more memory than there is.
    guard (slices.max() ?? 0) < FrameStack.largest / max(1, rows * columns) else {
      throw Problem(
        .dataRejected, what: "the frames span more than a thousand million voxels", at: dataSet.location,
        why: "the position of a frame must be wrong", remedy: "have the object exported again")
    }
    let filled = Set(slices)
    self.slices = slices
    isSparse = filled.count > 2 && !filled.contains { filled.contains($0 + 1) }
    grid = try FrameStack.rejecting(dataSet) {
      try Grid(
        size: GridSize(columns, rows, (slices.max() ?? 0) + 1),
        spacing: Vector3(first.pixelSpacing[1], first.pixelSpacing[0], spacing),
        direction: Matrix3(i, j, normal), origin: first.position + normal * low,
        frameOfReference: dataSet.string(.frameOfReferenceUID))
    }
    try grid.checkPlausible(at: dataSet.location)
  }

  /// Turns a geometry error into a problem of the file.
  static func rejecting<T>(_ dataSet: DataSet, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as GridError {
      throw Problem(.dataRejected, what: error.description, at: dataSet.location)
    }
  }

  private static func placement(_ frame: DataSet, _ shared: DataSet?) throws -> Placement {
    func group(_ tag: Tag) -> DataSet? { frame.items(tag).first ?? shared?.items(tag).first }
    func values(_ sequence: Tag, _ tag: Tag, _ count: Int, _ name: String) throws -> [Double] {
      guard let values = group(sequence)?.doubles(tag), values.count == count else {
        throw Problem(
          .dataRejected, what: "\(name) \(tag) is absent or has not \(count) values", at: frame.location,
          why: "the frame cannot be placed in the patient")
      }
      return values
    }
    let p = try values(.planePositionSequence, .imagePositionPatient, 3, "Image Position (Patient)")
    guard p.allSatisfy({ abs($0) < 1e6 }) else {
      throw Problem(
        .dataRejected, what: "the frame is beyond any patient", at: frame.location,
        why: "the file must be damaged", remedy: "have it exported again")
    }
    let measures = group(.pixelMeasuresSequence)
    return Placement(
      position: Vector3(p[0], p[1], p[2]),
      orientation: try values(
        .planeOrientationSequence, .imageOrientationPatient, 6, "Image Orientation (Patient)"),
      pixelSpacing: try values(.pixelMeasuresSequence, .pixelSpacing, 2, "Pixel Spacing"),
      spacing: measures?.double(.spacingBetweenSlices).map { abs($0) },
      thickness: measures?.double(.sliceThickness))
  }

  private static func checkParallel(_ placements: [Placement], _ dataSet: DataSet) throws {
    let first = placements[0]
    for (n, frame) in placements.enumerated() {
      let turned = zip(frame.orientation, first.orientation).contains { abs($0 - $1) > 1e-4 }
      let scaled = zip(frame.pixelSpacing, first.pixelSpacing).contains { abs($0 - $1) > 1e-4 * abs($1) }
      guard turned || scaled else { continue }
      throw Problem(
        .dataRejected, what: "frame \(n + 1) is turned or scaled against frame 1", at: dataSet.location,
        why: "the frames do not make one volume", remedy: "split the object into one per orientation")
    }
  }

  private static func checkStacked(
    _ placements: [Placement], _ heights: [Double], _ normal: Vector3, _ dataSet: DataSet
  ) throws {
    let pixel = placements[0].pixelSpacing.min() ?? 1
    for (n, frame) in placements.enumerated() {
      let aside = frame.position - placements[0].position - normal * heights[n]
      guard aside.norm > max(0.01, 0.02 * pixel) else { continue }
      throw Problem(
        .dataRejected, what: "frame \(n + 1) is shifted sideways against frame 1", at: dataSet.location,
        why: "the frames do not make one upright stack", remedy: "resample the object onto a regular grid")
    }
  }

  /// Distance of slices: the stated one if all gaps are multiples of it, else the smallest gap.
  private static func spacing(_ heights: [Double], _ first: Placement, _ dataSet: DataSet) throws -> Double {
    let sorted = heights.sorted()
    let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.filter { $0 > 1e-3 }
    guard let least = gaps.min() else {
      guard let only = first.spacing ?? first.thickness, only > 0 else {
        throw Problem(
          .dataRejected, what: "a single slice without thickness", at: dataSet.place(.sliceThickness),
          why: "its volume is not known")
      }
      return only
    }
    let near = gaps.filter { $0 < least * (1 + tolerance) + 0.01 }
    let usual = near.reduce(0, +) / Double(near.count)
    let whole = ((sorted[sorted.count - 1] - sorted[0]) / usual).rounded()
    // Over many empty slices any distance could be made to fit.
    let refined = whole < 2000 ? (sorted[sorted.count - 1] - sorted[0]) / max(1, whole) : usual
    let spacing = [first.spacing, usual, refined].compactMap { $0 }.first { candidate in
      candidate > 0 && heights.allSatisfy { isRegular($0 - sorted[0], candidate) }
    }
    guard let spacing else {
      throw Problem(
        .dataRejected, what: "slices are not at regular distances", at: dataSet.location,
        why: "the volume of a region between them is not known",
        remedy: "resample the object onto a regular grid")
    }
    // The mean over the whole stack is finer than one gap read from rounded decimals.
    let steps = ((sorted[sorted.count - 1] - sorted[0]) / spacing).rounded()
    return (sorted[sorted.count - 1] - sorted[0]) / steps
  }

  /// Within the tolerance of images, and twice of it where both ends of a distance are rounded.
  private static func isRegular(_ height: Double, _ spacing: Double) -> Bool {
    let step = height / spacing
    return step < 1e5
      && abs(step - step.rounded()) * spacing <= 2 * StackGeometry.tolerance(step: spacing)
  }
}
