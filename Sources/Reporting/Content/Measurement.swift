import Quantities
import Stages
import Volumes

/// A scanner with the calibration that turned its counts into activity.
public struct Instrument: Sendable {
  /// A point of a recovery curve: sphere or insert volume, recovery coefficient 0…1.
  public struct Recovery: Sendable, Hashable {
    public var volume: Quantity<Millilitre>
    public var coefficient: Uncertain<One>
    public init(volume: Quantity<Millilitre>, coefficient: Uncertain<One>) {
      (self.volume, self.coefficient) = (volume, coefficient)
    }
  }
  public var scanner: String
  public var collimator: String
  public var energyWindows: String
  /// Calibration factor in `calibrationUnit`, with its standard uncertainty.
  public var calibrationFactor: Uncertain<One>?
  public var calibrationUnit: String
  public var calibrationDate: DateTime?
  public var calibrationGeometry: String
  public var deadTime: String
  public var recoveryCurve: [Recovery]
  var qualityControl: String

  public init(
    scanner: String, collimator: String = "", energyWindows: String = "",
    calibrationFactor: Uncertain<One>? = nil,
    calibrationUnit: String = "cps/MBq", calibrationDate: DateTime? = nil, calibrationGeometry: String = "",
    deadTime: String = "", recoveryCurve: [Recovery] = [], qualityControl: String = ""
  ) {
    (self.scanner, self.collimator, self.energyWindows) = (scanner, collimator, energyWindows)
    (self.calibrationFactor, self.calibrationUnit) = (calibrationFactor, calibrationUnit)
    (self.calibrationDate, self.calibrationGeometry) = (calibrationDate, calibrationGeometry)
    (self.deadTime, self.recoveryCurve, self.qualityControl) = (deadTime, recoveryCurve, qualityControl)
  }
}

/// One acquired and reconstructed image.
public struct AcquisitionRecord: Sendable {
  public var id: String
  public var modality: String
  /// Start after administration.
  public var afterAdministration: TimeSpan?
  public var start: DateTime?
  public var duration: TimeSpan?
  public var matrix: GridSize?
  /// Voxel size, mm.
  public var voxel: Vector3?
  /// Algorithm, iterations × subsets, filter, corrections, partial-volume method.
  public var reconstruction: String
  public var decay: DecayState?
  /// Activity in the field of view against the expected one, 0…; `nil` if not checked.
  public var countsConserved: Uncertain<One>?

  public init(
    id: String, modality: String, afterAdministration: TimeSpan? = nil, start: DateTime? = nil,
    duration: TimeSpan? = nil, matrix: GridSize? = nil, voxel: Vector3? = nil, reconstruction: String = "",
    decay: DecayState? = nil, countsConserved: Uncertain<One>? = nil
  ) {
    (self.id, self.modality, self.afterAdministration) = (id, modality, afterAdministration)
    (self.start, self.duration, self.matrix, self.voxel) = (start, duration, matrix, voxel)
    (self.reconstruction, self.decay, self.countsConserved) = (reconstruction, decay, countsConserved)
  }
}

/// A registration with the images by which a human judges it.
public struct RegistrationRecord: Sendable {
  public var registration: Registration
  /// Reference image and moving image *after* resampling, both in the reference space; any grids.
  public var review: (fixed: Volume<Float>, moving: Volume<Float>)?
  public init(_ registration: Registration, review: (fixed: Volume<Float>, moving: Volume<Float>)? = nil) {
    (self.registration, self.review) = (registration, review)
  }
}

/// A structure as the report lists it.
public struct StructureRecord: Sendable {
  public var region: Region
  public var volume: Uncertain<Millilitre>
  public var mass: Uncertain<Gram>?
  public var density: Quantity<GramPerMillilitre>?
  public var method: String
  /// Volume by the second method (contour areas × spacing).
  public var contourVolume: Quantity<Millilitre>?
  /// Verdict of the caller on the two volumes; `nil` if not compared.
  public var volumesAgree: Bool?

  public init(
    region: Region, volume: Uncertain<Millilitre>, mass: Uncertain<Gram>? = nil,
    density: Quantity<GramPerMillilitre>? = nil, method: String = "",
    contourVolume: Quantity<Millilitre>? = nil,
    volumesAgree: Bool? = nil
  ) {
    (self.region, self.volume, self.mass, self.density) = (region, volume, mass, density)
    (self.method, self.contourVolume, self.volumesAgree) = (method, contourVolume, volumesAgree)
  }

  public var name: String { region.label }
  public var role: StructureRole { region.role }
}
