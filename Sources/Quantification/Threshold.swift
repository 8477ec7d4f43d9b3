import Diagnostics
import Volumes

/// Contouring by value within a region of search.
public enum Threshold: Sendable, Hashable {
  /// Values not below this one.
  case absolute(Double)
  /// Values not below this percentage of the greatest in the region.
  case percentOfMaximum(Double)
  /// Values not below this multiple of a reference, such as the mean or the maximum of normal liver.
  case multiple(Double, of: Double)

  /// The voxels of `region` that reach the threshold, with the fractions that they have in it.
  ///
  /// - Throws: `GridError.foreignGrid`; `Problem` for a threshold that is not a positive number. An empty result is
  ///   not an error.
  public func contour(_ values: Volume<Float>, within region: Occupancy) throws -> Occupancy {
    guard region.grid.matches(values.grid) else { throw GridError.foreignGrid("the region of search") }
    let level = try level(values, region)
    var chosen = Volume<Float>(grid: values.grid, repeating: 0)
    region.forEach { offset, fraction in
      if Double(values.voxels[offset]) >= level { chosen.voxels[offset] = fraction }
    }
    return Occupancy(chosen)
  }

  /// The value that a voxel must reach.
  ///
  /// - Throws: `Problem` if the threshold is not above zero.
  public func level(_ values: Volume<Float>, _ region: Occupancy) throws -> Double {
    let level: Double
    switch self {
    case .absolute(let v): level = v
    case .multiple(let factor, let reference): level = factor * reference
    case .percentOfMaximum(let percent):
      var greatest = -Double.infinity
      region.forEach { offset, _ in greatest = max(greatest, Double(values.voxels[offset])) }
      level = percent / 100 * greatest
    }
    guard level > 0, level.isFinite else {
      throw Problem(
        .dataRejected, what: "the threshold of \(level) is not above zero",
        why: "it would choose background and noise", remedy: "check threshold, reference and region of search"
      )
    }
    return level
  }
}
