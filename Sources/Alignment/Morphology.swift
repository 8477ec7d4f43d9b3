internal import CITK
import Diagnostics
import Volumes

/// Which voxels count as neighbours.
public enum Neighbourhood: Sendable, Hashable {
  /// The 6 that share a face.
  case faces
  /// The 26 that share a face, an edge or a corner.
  case all
}

/// Connected components of a mask, the largest first.
public struct Components: Sendable {
  /// 0 outside, else the number of the component from 1.
  public var labels: Volume<UInt32>
  /// Voxels of component n at `sizes[n − 1]`; falling.
  public var sizes: [Int]

  /// The mask of one component, numbered from 1.
  public func mask(_ number: Int) -> Volume<Bool> { labels.mapped { $0 == UInt32(number) } }
}

/// Shapes of binary masks. Balls are true balls in millimetres for any voxel size: a voxel belongs to a dilated mask if
/// its centre lies within the radius of a mask voxel's centre. What lies outside the grid is unknown and counts neither as
/// inside nor as outside.
public enum Morphology {
  /// Connected components; equal sizes in the order of their first voxel.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func components(_ mask: Volume<Bool>, neighbours: Neighbourhood = .faces) throws(Problem)
    -> Components
  {
    var grid = citk_grid(mask.grid)
    var labels = Volume<UInt32>(grid: mask.grid, repeating: 0)
    var count: UInt32 = 0
    try itk("labelling of components") { error in
      mask.withMaskBytes { bytes in
        labels.voxels.withUnsafeMutableBufferPointer {
          citk_components(bytes, &grid, neighbours == .all ? 1 : 0, $0.baseAddress!, &count, error)
        }
      }
    }
    return ordered(labels, count: Int(count))
  }

  private static func ordered(_ labels: Volume<UInt32>, count: Int) -> Components {
    var labels = labels
    var sizes = Array(repeating: 0, count: count + 1)
    for label in labels.voxels { sizes[Int(label)] += 1 }
    // ITK numbers components by their first voxel.
    let order = (1..<count + 1).sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    var number = Array(repeating: UInt32(0), count: count + 1)
    for (n, old) in order.enumerated() { number[old] = UInt32(n + 1) }
    labels.voxels.withUnsafeMutableBufferPointer { values in
      for n in values.indices { values[n] = number[Int(values[n])] }
    }
    return Components(labels: labels, sizes: order.map { sizes[$0] })
  }

  /// The component with most voxels; empty for an empty mask.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func largestComponent(
    _ mask: Volume<Bool>, neighbours: Neighbourhood = .faces
  ) throws(Problem) -> Volume<Bool> {
    try components(mask, neighbours: neighbours).mask(1)
  }

  /// Adds what is enclosed: background that is not joined over faces to the border of the grid.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  static func fillHoles(_ mask: Volume<Bool>) throws(Problem) -> Volume<Bool> {
    let background = try components(mask.mapped { !$0 })
    let size = mask.grid.size
    var open = Set<UInt32>()
    for k in 0..<size.k {
      for j in 0..<size.j {
        let inner = k > 0 && k < size.k - 1 && j > 0 && j < size.j - 1
        for i in inner ? [0, size.i - 1] : Array(0..<size.i) { open.insert(background.labels[i, j, k]) }
      }
    }
    var reaches = Array(repeating: false, count: background.sizes.count + 1)
    for label in open where label > 0 { reaches[Int(label)] = true }
    return background.labels.mapped { !reaches[Int($0)] }
  }

  /// Distance from each voxel centre to the nearest voxel centre of the mask, mm; 0 in the mask, infinite for an empty
  /// one. Exact for unequal spacings (Maurer et al. 2003, doi:10.1109/TPAMI.2003.1177156).
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func distance(to mask: Volume<Bool>) throws(Problem) -> Volume<Float> {
    var map = Volume<Float>(grid: mask.grid, repeating: .infinity)
    guard mask.voxels.contains(true) else { return map }
    var grid = citk_grid(mask.grid)
    try itk("the distance map") { error in
      mask.withMaskBytes { bytes in
        map.voxels.withUnsafeMutableBufferPointer {
          citk_distance(bytes, &grid, threads, $0.baseAddress!, error)
        }
      }
    }
    return map
  }

  /// Distance to the nearest voxel of the other kind, mm: positive outside the mask, negative inside. A ball of radius r
  /// around a voxel with −distance > r contains only voxels of the mask, as far as the grid extends.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func signedDistance(of mask: Volume<Bool>) throws(Problem) -> Volume<Float> {
    var map = try distance(to: mask)
    let inside = try distance(to: mask.mapped { !$0 })
    map.voxels.withUnsafeMutableBufferPointer { values in
      for n in values.indices where mask.voxels[n] { values[n] = -inside.voxels[n] }
    }
    return map
  }

  /// All voxels within `radius` mm of the mask.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func dilate(_ mask: Volume<Bool>, by radius: Double) throws(Problem) -> Volume<Bool> {
    precondition(radius >= 0, "a radius is not negative")
    let reach = Float(radius) + reachTolerance
    return try distance(to: mask).mapped { $0 <= reach }
  }

  /// The voxels of the mask with no background within `radius` mm.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func erode(_ mask: Volume<Bool>, by radius: Double) throws(Problem) -> Volume<Bool> {
    precondition(radius >= 0, "a radius is not negative")
    let reach = Float(radius) + reachTolerance
    return try distance(to: mask.mapped { !$0 }).mapped { $0 > reach }
  }

  /// Erosion, then dilation: removes what no ball of that radius fits into.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func open(_ mask: Volume<Bool>, by radius: Double) throws(Problem) -> Volume<Bool> {
    try dilate(erode(mask, by: radius), by: radius)
  }

  /// Dilation, then erosion: closes gaps that no ball of that radius fits into.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func close(_ mask: Volume<Bool>, by radius: Double) throws(Problem) -> Volume<Bool> {
    try erode(dilate(mask, by: radius), by: radius)
  }

  /// Distances are single precision: a voxel exactly at the radius belongs to the ball, mm.
  private static let reachTolerance: Float = 1e-4
}
