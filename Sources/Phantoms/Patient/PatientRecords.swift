import Foundation
import Quantities
import Stages

/// The records that come with the digital patient. Times have no UTC offset.
public struct PatientRecords: Sendable, Hashable {
  /// The vial or syringe before and after, each with its time.
  public struct Administration: Sendable, Hashable {
    public var start: DateTime
    public var duration: TimeSpan
    public var measured: Activity
    public var measuredAt: DateTime
    public var residual: Activity
    public var residualAt: DateTime
    /// Net activity at `start`: both readings brought there by decay.
    public var net: Activity
    public var route: String
  }
  /// Sensitivity of the camera as its calibration sheet states it.
  public struct Calibration: Sendable, Hashable {
    /// Counts per second per MBq, whole system, exact for this camera.
    public var sensitivity: Double
    public var relativeUncertainty: Double
    public var date: DateTime
    public var geometry: String
  }
  public var administration: Administration
  public var calibration: Calibration
}

extension DigitalPatient {
  /// An evening, so that the first acquisition runs over midnight and the second over the end of the month.
  static let administrationStart = DateTime(year: 2026, month: 2, day: 27, hour: 19, minute: 50)!

  public var records: PatientRecords {
    let start = DigitalPatient.administrationStart
    let half = options.therapy.halfLife.value
    let (before, after) = (TimeSpan(25 * 60), TimeSpan(40 * 60))
    let residual = options.therapy.administered * 0.012
    let residualAtStart = residual * exp2(after.value / half)
    let measured = (options.therapy.administered + residualAtStart) * exp2(before.value / half)
    let isInfusion = options.therapy == .lutetiumDotatate
    return PatientRecords(
      administration: .init(
        start: start, duration: TimeSpan(isInfusion ? 1800 : 300), measured: measured,
        measuredAt: start.advanced(by: -before), residual: residual, residualAt: start.advanced(by: after),
        net: options.therapy.administered, route: isInfusion ? "intravenous" : "right hepatic artery"),
      calibration: .init(
        sensitivity: options.sensitivity, relativeUncertainty: 0.03,
        date: DateTime(year: 2026, month: 1, day: 12, hour: 9)!,
        geometry: "uniform cylinder, large against the resolution: no recovery loss"))
  }

  /// Times of a SPECT as its header states them; counts are not decay-corrected.
  public func acquisition(at point: PatientTimePoint) -> Acquisition {
    Acquisition(
      start: DigitalPatient.administrationStart.advanced(by: point.start), duration: point.duration,
      frameDuration: TimeSpan(point.duration.value / Double(options.projections)),
      projections: options.projections, decay: .uncorrected, nuclide: options.therapy.nuclide,
      administeredActivity: options.therapy.administered, administered: DigitalPatient.administrationStart)
  }

  /// The recovery curve of this camera, simulated anew at each call.
  public func measuredRecovery() -> SphereRecovery {
    SphereRecovery(spacing: options.spectSpacing, resolution: options.resolution)
  }

  /// Recovery of spheres of these volumes, mL, on this camera; no curve is fitted.
  package func measuredRecovery(of volumes: [Double]) -> [SphereRecovery.Point] {
    SphereRecovery.points(volumes, options.spectSpacing, options.resolution)
  }
}
