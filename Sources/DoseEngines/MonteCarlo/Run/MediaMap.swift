import Diagnostics
import Nuclides
import Stages
import Volumes

/// Density and medium of every voxel, with the list of media that occur.
struct MediaMap {
  private(set) var media: [Medium]
  let cells: FixedArray<Cell>
  /// Largest density of each medium, g/mL.
  let densest: [Float]
  /// Voxels outside the CT hold this medium.
  static let unknown = Medium.softTissue
  /// Below this density a voxel is a vacuum with this density: nothing stops in it, g/mL.
  static let emptiest: Float = 1e-5

  init(_ materials: MaterialMap?, _ densities: DensityField, grid: Grid, uniform: Medium) throws {
    guard let materials else {
      media = [uniform]
      densest = [densities.uniform]
      cells = FixedArray(count: grid.size.count) { _ in Cell(inverseDensity: 1 / densities.uniform, medium: 0)
      }
      return
    }
    var numbers: [Medium: Int32] = [:], all: [Medium] = [], top: [Float] = []
    let classes = try materials.tissues.map { try MediaMap.filling($0, materials) }
    cells = try FixedArray(count: grid.size.count) { n in
      let (raw, tissue) = (materials.density.voxels[n], Int(materials.tissue.voxels[n]))
      guard tissue < classes.count else { throw Problem.noTissue(tissue, grid: grid, offset: n) }
      let density = max(MediaMap.emptiest, densities.density(n))
      let medium = raw.isNaN ? MediaMap.unknown : classes[tissue].medium(Double(density))
      let number = numbers[medium] ?? Int32(all.count)
      if number == all.count {
        numbers[medium] = number
        all.append(medium)
        top.append(0)
      }
      top[Int(number)] = max(top[Int(number)], density)
      return Cell(inverseDensity: 1 / density, medium: number)
    }
    (media, densest) = (all, top)
  }

  /// The same voxels with other media.
  func replacing(_ substitutes: [Medium: Medium]) -> MediaMap {
    var copy = self
    copy.media = media.map { substitutes[$0] ?? $0 }
    return copy
  }

  /// What stands for a tissue: one medium, or one graded by density.
  private enum Filling {
    case graded(Tissue)
    case one(Medium)

    func medium(_ density: Double) -> Medium {
      switch self {
      case .graded(let tissue): Medium.of(tissue, density: density)
      case .one(let medium): medium
      }
    }
  }

  private static func filling(_ name: String, _ materials: MaterialMap) throws -> Filling {
    if let own = materials.compositions[name] {
      return .one(
        Medium(
          ReferenceTissue(name: name, density: own.density, percent: own.percent, source: own.source)))
    }
    guard let tissue = Tissue(rawValue: name) else {
      throw Problem(
        .dataRejected, what: "unknown tissue “\(name)”", at: "material map",
        why: "its composition decides how far particles go",
        remedy: "use one of: \(Tissue.allCases.map(\.rawValue).joined(separator: ", ")), or give its elements"
      )
    }
    return .graded(tissue)
  }
}

extension Problem {
  static func noTissue(_ number: Int, grid: Grid, offset: Int) -> Problem {
    Problem(
      .dataRejected, what: "tissue number \(number) is not in the list of tissues",
      at: "material map, voxel offset \(offset)", why: "its composition is unknown",
      remedy: "list every tissue that the map uses")
  }
}
