import Diagnostics
import Nuclides
import Stages
import Volumes

extension MaterialMap {
  /// Density and tissue of each voxel from CT numbers.
  ///
  /// - Parameters:
  ///   - hounsfield: CT numbers, HU, already on the reference grid; NaN where the CT does not reach. Such voxels
  ///     keep a density of NaN, which the dose engines treat as unknown, and the class `air`.
  ///   - conversion: e.g. `CTConversion.schneider2000`, or a site's table.
  /// - Throws: `Problem` with the voxel if a CT number is infinite.
  public init(hounsfield: Volume<Float>, conversion: CTConversion) throws {
    if let n = hounsfield.voxels.firstIndex(where: \.isInfinite) {
      throw Problem.notANumber("CT number", grid: hounsfield.grid, offset: n)
    }
    let names = Tissue.allCases
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, UInt8($0)) })
    try self.init(
      density: hounsfield.map { Float(conversion.density(Double($0))) },
      tissue: hounsfield.map { number[conversion.tissue(Double($0))]! },
      tissues: names.map(\.rawValue), conversion: "\(conversion.name), edition \(conversion.edition)")
  }
}
