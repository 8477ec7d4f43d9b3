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
    try self.init(
      density: hounsfield.map { Float(conversion.density(Double($0))) }, hounsfield: hounsfield,
      conversion: conversion)
  }

  /// Materials with a density, g/mL, that was averaged over the voxels of the CT itself, which conserves their mass: a
  /// mean of CT numbers does not, where the conversion is not linear.
  /// - Parameter hounsfield: CT numbers, HU, that determine the tissue.
  /// - Throws: `Problem` with the voxel if a CT number is infinite.
  public init(density: Volume<Float>, hounsfield: Volume<Float>, conversion: CTConversion) throws {
    if let n = hounsfield.voxels.firstIndex(where: \.isInfinite) {
      throw Problem.notANumber("CT number", grid: hounsfield.grid, offset: n)
    }
    let own = Set(conversion.tissues.map(\.tissue)).subtracting(Tissue.allCases.map(\.rawValue)).sorted()
    let names = Tissue.allCases.map(\.rawValue) + own
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, UInt8($0)) })
    try self.init(
      density: density, tissue: hounsfield.map { number[conversion.tissue(Double($0))]! }, tissues: names,
      conversion: "\(conversion.name), edition \(conversion.edition)")
    for tissue in conversion.compositions + ReferenceTissue.library where own.contains(tissue.name) {
      if compositions[tissue.name] == nil { compositions[tissue.name] = TissueComposition(tissue) }
    }
  }
}

extension TissueComposition {
  init(_ tissue: ReferenceTissue) {
    self.init(percent: tissue.percent, density: tissue.density, source: tissue.source)
  }
}
