import Checks
import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

/// Turns an emission image into activity concentration at a stated instant.
///
/// ```swift
/// let quantification = try ActivityQuantification(nuclide: "Lu-177", halfLife: .hours(159.528))
/// let result = try quantification.quantify(series, calibration: calibration)
/// ```
public struct ActivityQuantification: Sendable, Hashable {
  /// The instant at which the activity is given.
  public enum Reference: Sendable, Hashable {
    case acquisitionStart
    /// Half-way through the acquisition; needs its duration.
    case acquisitionMiddle
    case instant(DateTime)
  }
  /// What happens to voxels below zero, which filtering and scatter correction make.
  public enum NegativeVoxels: String, Sendable, Hashable, Codable {
    /// They stay: sums over regions remain unbiased.
    case keep
    /// They become zero: sums over regions of low activity are too high.
    case clip
  }

  public let nuclide: String
  public let halfLife: TimeSpan
  public var reference: Reference
  /// Start of administration, from which the time of the volume counts.
  public var administration: DateTime?
  public var negatives: NegativeVoxels
  /// Noise of a voxel over √counts: below 1 where reconstruction and filtering smooth. `nil`: not evaluated.
  var noiseFactor: Double?
  /// Multiplies the calibration's dead-time correction, for images whose own was switched off.
  public var deadTimeFactor: Double
  /// Observed counts per second of a detector over all windows; without it the rate of the image stands in.
  var observedRate: Double?
  /// Collimator of the image, where the file names it.
  public var collimator: String?

  /// - Throws: `Problem` if the half-life is not above zero.
  public init(
    nuclide: String, halfLife: TimeSpan, reference: Reference = .acquisitionStart,
    administration: DateTime? = nil, negatives: NegativeVoxels = .keep, noiseFactor: Double? = 1,
    deadTimeFactor: Double = 1, observedRate: Double? = nil, collimator: String? = nil
  ) throws {
    guard halfLife.value > 0, halfLife.isFinite else {
      throw Problem(
        .usage, what: "the half-life of \(nuclide) is not above zero", why: "decay correction needs it",
        remedy: "take it from the table of nuclides")
    }
    (self.nuclide, self.halfLife, self.reference) = (nuclide, halfLife, reference)
    (self.administration, self.negatives, self.noiseFactor) = (administration, negatives, noiseFactor)
    (self.deadTimeFactor, self.observedRate, self.collimator) = (deadTimeFactor, observedRate, collimator)
  }

  /// - Parameter calibration: needed for counts; ignored, with a warning, for images in Bq/mL.
  /// - Returns: the activity concentration, Bq/mL, on the image's own grid, and what was done to it.
  /// - Throws: `Problem` if unit, times, nuclide or calibration do not allow it. Nothing is guessed.
  public func quantify(_ series: ImageSeries, calibration: Calibration? = nil) throws -> QuantifiedImage {
    let acquisition = try requireAcquisition(series)
    var notes = QuantifiedImage.Notes()
    let scale = try concentrationPerValue(series, acquisition, calibration, &notes)
    let (decay, time) = try decayFactor(acquisition, at: place(series))
    notes.decayFactor = decay
    let map = try map(
      series, perValue: scale.perValue * decay, counting: scale.countsPerValue, calibration, &notes)
    let volume = ActivityVolume(
      id: series.id, map: map, nuclide: nuclide, time: time,
      afterAdministration: try after(time, place(series)),
      provenance: series.provenance.adding(step(series, scale.perValue, notes, time)))
    return QuantifiedImage(activity: volume, notes: notes)
  }

  private func place(_ series: ImageSeries) -> String { "image \(series.id)" }

  private func requireAcquisition(_ series: ImageSeries) throws -> Acquisition {
    guard let acquisition = series.acquisition else {
      throw Problem(
        .dataRejected, what: "date and time of the acquisition are missing", at: place(series),
        why: "activity without its time cannot be integrated", remedy: "state `start` for this image")
    }
    if let stated = acquisition.nuclide, stated != nuclide {
      throw Problem(
        .dataRejected, what: "the image is of \(stated), the therapy of \(nuclide)", at: place(series),
        why: "decay and calibration differ", remedy: "check the image, or state its nuclide")
    }
    try requireHalfLife(acquisition, series)
    return acquisition
  }

  /// An image that names no nuclide is of this one only if its half-life is.
  private func requireHalfLife(_ acquisition: Acquisition, _ series: ImageSeries) throws {
    guard acquisition.nuclide == nil, let written = acquisition.halfLife,
      !Plausibility.halfLifeRatio.allows(written / halfLife)
    else { return }
    throw Problem(
      .dataRejected,
      what:
        "the half-life in the image is \(Plausibility.text(written.value)) s, but \(nuclide) has "
        + "\(Plausibility.text(halfLife.value)) s", at: "\(place(series)) (0018,1075)",
      why: "the scanner may have corrected decay by it, and calibrations differ",
      remedy: "check the image, or state its `nuclide` in the case file")
  }

  private func after(_ time: DateTime, _ place: String) throws -> TimeSpan? {
    guard let administration else { return nil }
    let span = time.since(administration)
    guard span.value >= 0 else {
      throw Problem(
        .dataRejected, what: "the activity is referred to \(-span.inHours) h before administration",
        at: place,
        why: "there was none then", remedy: "check both date-times and their offsets from UTC")
    }
    return span
  }

  private func step(
    _ series: ImageSeries, _ perValue: Double, _ notes: QuantifiedImage.Notes, _ time: DateTime
  )
    -> Provenance.Step
  {
    Provenance.Step(
      "quantify",
      [
        "image": series.id, "nuclide": nuclide, "Bq/mL per value": "\(perValue)",
        "decay factor": "\(notes.decayFactor)", "dead-time factor": "\(notes.deadTimeFactor)",
        "reference": "\(time)", "negative voxels": "\(notes.negativeVoxels), \(negatives.rawValue)",
        "voxels that are not numbers": "\(notes.nonFiniteVoxels)",
        "noise over √counts": noiseFactor.map { "\($0)" } ?? "not evaluated",
      ])
  }
}

/// An activity volume and what was done to the image.
public struct QuantifiedImage: Sendable {
  public struct Notes: Sendable, Hashable {
    /// Activity at the reference instant over that in the image.
    public var decayFactor = 1.0
    /// True over observed counts.
    public var deadTimeFactor = 1.0
    public var negativeVoxels = 0
    /// Set to zero.
    var nonFiniteVoxels = 0
    public var warnings: [Note] = []
    /// What the reader of the image's file reported.
    package var ofFile: [Finding] = []
    public init() {}
  }
  public var activity: ActivityVolume
  public var notes: Notes

  public init(activity: ActivityVolume, notes: Notes = Notes()) {
    (self.activity, self.notes) = (activity, notes)
  }
}
