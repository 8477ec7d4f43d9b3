import Diagnostics
import Quantities
import Stages
import Volumes

/// Decays per voxel as fractions of the largest, so that single precision never overflows.
struct DecayField {
  let grid: Grid
  /// |value| ≤ 1; times `scale` is the number of decays in the voxel.
  let relative: [Float]
  /// Standard uncertainty of `relative`.
  let sigma: [Float]?
  /// Largest number of decays in one voxel.
  let scale: Double
  /// All decays.
  let total: Double
  /// No voxel counts as a negative weight.
  let isPositive: Bool
  let assumptions: [String]

  init(_ map: QuantityMap<BecquerelSecondPerMillilitre>, negative: DoseOptions.NegativeActivity) throws {
    grid = map.grid
    try DecayField.checkFinite(map)
    let values = map.values.voxels
    let sums = DecayField.sums(values)
    let clips = negative == .clip && sums.negative < 0
    let kept = sums.positive + (clips ? 0 : sums.negative)
    let largest = Double(values.reduce(0) { max($0, abs($1)) })
    guard kept > 0 else { throw Problem.noActivity(negative: sums.negative < 0) }
    let factor = Float(1 / largest)
    relative = values.map { clips ? max(0, $0) * factor : $0 * factor }
    sigma = map.statistical?.voxels.map { $0 * factor }
    scale = largest * grid.voxelVolume.value
    total = kept * grid.voxelVolume.value
    isPositive = clips || sums.negative == 0
    assumptions = DecayField.sentences(sums, clips: clips)
  }

  /// The map with negative values set to zero, and the sentence that says so.
  static func clipped(_ map: QuantityMap<BecquerelSecondPerMillilitre>) throws -> (
    QuantityMap<BecquerelSecondPerMillilitre>, [String]
  ) {
    try checkFinite(map)
    var copy = map
    copy.values = map.values.map { max(0, $0) }
    return (copy, sentences(sums(map.values.voxels), clips: true))
  }

  private static func sums(_ values: [Float]) -> (positive: Double, negative: Double) {
    var positive = 0.0, negative = 0.0
    for v in values { if v >= 0 { positive += Double(v) } else { negative += Double(v) } }
    return (positive, negative)
  }

  private static func checkFinite(_ map: QuantityMap<BecquerelSecondPerMillilitre>) throws {
    if let n = map.values.voxels.firstIndex(where: { !$0.isFinite }) {
      throw Problem.notANumber("time-integrated activity", grid: map.grid, offset: n)
    }
    if let n = map.statistical?.voxels.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      throw Problem.notANumber("uncertainty of the time-integrated activity", grid: map.grid, offset: n)
    }
  }

  private static func sentences(_ sums: (positive: Double, negative: Double), clips: Bool) -> [String] {
    guard sums.negative < 0 else { return [] }
    let share = percent(-sums.negative / sums.positive)
    return clips
      ? ["Voxels with negative activity (\(share) of the positive) were set to zero, which raises the total."]
      : ["Voxels with negative activity (\(share) of the positive) were kept as negative weights."]
  }
}

extension Problem {
  static func noActivity(negative: Bool) -> Problem {
    Problem(
      .dataRejected,
      what: negative ? "the total activity is not positive" : "there is no activity in the volume",
      at: "time-integrated activity", why: "a dose of zero would look like a result",
      remedy: "check calibration, units and the region that was quantified")
  }

  static func notANumber(_ what: String, grid: Grid, offset: Int) -> Problem {
    let (i, j, k) = (
      offset % grid.size.i, offset / grid.size.i % grid.size.j, offset / (grid.size.i * grid.size.j)
    )
    return Problem(
      .dataRejected, what: "the \(what) is not a usable number", at: "voxel (\(i), \(j), \(k))",
      why: "one such voxel spreads over all its neighbours",
      remedy: "repair the activity map; voxels without activity are 0")
  }
}
