import Quantities
import Volumes

/// One two-dimensional picture of a file, with everything that the header says about it.
struct Frame: Sendable {
  /// Index into the stack's files, and frame number in the file from 0.
  var file = 0
  var index = 0
  /// Centre of the first pixel, mm, LPS.
  var position: Vector3?
  /// Directions of increasing column index (i) and row index (j).
  var axes: (i: Vector3, j: Vector3)?
  /// Pixel spacing along i and j, mm.
  var spacing: SIMD2<Double>?
  /// Rescale Slope and Intercept; `nil` where the file has none.
  var rescale: Linear?
  var mappings: [RealWorldMapping] = []
  var start: DateTime?
  /// Seconds.
  var duration: Double?
  /// What separates this frame from others at the same place: energy window, detector, time slot, …
  var label: FrameLabel = FrameLabel()
  /// Position in the stack where the file numbers its slices.
  var order: Int?

  var normal: Vector3? { axes.map { $0.i.cross($0.j) } }
}

/// Dimensions of a multi-frame NM object other than the slice, from 1; 0 where the file does not use them.
struct FrameLabel: Sendable, Hashable, Comparable {
  var energyWindow = 0, detector = 0, phase = 0, interval = 0, timeSlot = 0, temporal = 0, echo = 0

  private var all: [Int] { [energyWindow, detector, phase, interval, timeSlot, temporal, echo] }
  static func < (a: FrameLabel, b: FrameLabel) -> Bool { a.all.lexicographicallyPrecedes(b.all) }
}
