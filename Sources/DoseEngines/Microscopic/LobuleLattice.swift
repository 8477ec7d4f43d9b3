import Volumes

/// Liver parenchyma as a lattice of lobules: hexagonal prisms, 1.2 mm between opposite faces and 1.5 mm high, with a
/// portal tract along each edge that three lobules share, so two tracts to a lobule.
///
/// Geometry of Gulec et al., J Nucl Med 2010;51:301–310, as used by Walrand et al., J Nucl Med 2014;55:135–140.
struct LobuleLattice {
  /// Between opposite faces, and along the axis, mm.
  static let width = 1.2, height = 1.5
  static let tractsPerLobule = 2.0
  /// mm³.
  static let volume = width * width * 3.squareRoot() / 2 * height
  /// From the axis of a lobule to its edges, mm.
  static let edge = width / 3.squareRoot()

  /// Where the tracts of the lobules around the origin begin that reach within `radius` of the lobule there, mm.
  let tracts: [Vector3]

  init(within radius: Double) {
    let reach = radius + Self.width + Self.height
    let n = Int((reach / (Self.width * 3.squareRoot() / 2)).rounded(.up)) + 1
    let layers = Int((reach / Self.height).rounded(.up)) + 1
    var tracts: [Vector3] = []
    for j in -n...n {
      for i in -2 * n...2 * n {
        let x = Self.width * (Double(i) + Double(j) / 2), y = Self.width * 3.squareRoot() / 2 * Double(j)
        for side in [-Self.edge, Self.edge] where x * x + (y + side) * (y + side) <= reach * reach {
          for k in -layers...layers { tracts.append(Vector3(x, y + side, Self.height * Double(k))) }
        }
      }
    }
    self.tracts = tracts
  }

  /// A place in the lobule at the origin, or in a neighbour's part that stands for it, from three numbers of 0…1.
  static func place(_ u: Double, _ v: Double, _ w: Double) -> Vector3 {
    Vector3(width * (u + v / 2 - 0.75), width * 3.squareRoot() / 2 * (v - 0.5), height * w)
  }
}
