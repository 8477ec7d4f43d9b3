/// What was noticed of the structures of a case.
public enum StructuresNote: Sendable, Hashable, Codable {
  case none
  case sameName(names: [String])
  /// Fractions of each structure that lie on the dose grid.
  case cutByDoseGrid(parts: [Part])
  /// Tissue that a case fills, outside the body by this fraction.
  case tissueOutside(structure: String, body: String, fraction: Double)
  /// The sphere that the threshold of a structure was taken from; diameter and centre in mm, LPS.
  case thresholdSphere(diameter: Double, avoidsLesions: Bool, x: Double, y: Double, z: Double)

  public struct Part: Sendable, Hashable, Codable {
    public var structure: String
    public var fraction: Double
    public init(_ structure: String, _ fraction: Double) {
      (self.structure, self.fraction) = (structure, fraction)
    }
  }
}

/// What the summary of a region noticed. Fractions are 0…1.
public enum RegionNote: Sendable, Hashable, Codable {
  case lesionBulges(lesion: String, contour: String, inside: Double)
  /// Lesions that the contour surrounds, counted as part of it.
  case drawnAround(lesions: [String], contour: String)
  /// Lesions that neither lie in the contour nor touch it.
  case lesionsElsewhere(lesions: [String], contour: String)
  case lesionNotCounted(lesion: String, contour: String, inside: Double)
  case lesionsOverlap(lesion: String, other: String, millilitres: Double)
  /// Density in g/mL.
  case assumedDensity(density: Double)
  /// As the last, stated by the case file.
  case statedDensity(density: Double)
  /// A tolerance value in Gy that the dose is above.
  case aboveTolerance(quantity: String, gray: Double, meaning: String, source: String)
  case sumOfMeans
  case sumWithoutBED
  case sumOfDifferentVolumes
  case notInSum(regions: [String])
}

/// What the correction for partial-volume loss noticed, volumes in mL.
public enum RecoveryNote: Sendable, Hashable, Codable {
  case larger(volume: Double, largest: Double)
  case outside(volume: Double, least: Double, largest: Double)
}
