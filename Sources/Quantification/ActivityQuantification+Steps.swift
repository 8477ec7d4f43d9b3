import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

extension ActivityQuantification {
  struct Scale {
    /// Bq/mL per number in the image, before decay.
    var perValue: Double
    /// Counts per number in the image; `nil` where the image holds no counts.
    var countsPerValue: Double?
  }

  func concentrationPerValue(
    _ series: ImageSeries, _ acquisition: Acquisition, _ calibration: Calibration?,
    _ notes: inout QuantifiedImage.Notes
  ) throws -> Scale {
    switch series.unit {
    case .becquerelPerMillilitre:
      if calibration != nil {
        notes.warnings.append(.image(.calibrationNotApplied))
      }
      notes.deadTimeFactor = deadTimeFactor
      return Scale(perValue: deadTimeFactor, countsPerValue: nil)
    case .counts: return try countsScale(series, acquisition, calibration, &notes)
    case .hounsfield, .suvBodyWeight, .gray, .other:
      throw Problem(
        .dataRejected, what: "the image holds \(series.unit), which is neither counts nor Bq/mL",
        at: "image \(series.id)", why: "it cannot become activity without a relation, and none was stated",
        remedy:
          "choose the quantitative image, state its `unit`, or use the administered activity as calibration")
    }
  }

  private func countsScale(
    _ series: ImageSeries, _ acquisition: Acquisition, _ calibration: Calibration?,
    _ notes: inout QuantifiedImage.Notes
  ) throws -> Scale {
    let place = "image \(series.id)"
    guard let calibration else {
      throw Problem(
        .dataRejected, what: "the image holds counts and there is no calibration", at: place,
        why: "counts become activity only by a measured factor",
        remedy: "give a calibration file, or the administered activity as calibration")
    }
    let voxel = series.values.grid.voxelVolume.value
    notes.warnings += try calibration.check(
      nuclide: nuclide, start: acquisition.start, voxelVolume: voxel, collimator: collimator, at: place)
    let time = try CountingTime(acquisition, calibration.counts, at: place)
    let rate =
      observedRate ?? series.values.voxels.reduce(0.0) { $0 + ($1.isFinite ? Double($1) : 0) } / time.seconds
    if observedRate == nil, calibration.deadTime.needsRate {
      notes.warnings.append(.image(.deadTimeOfImage))
    }
    notes.deadTimeFactor = try calibration.deadTime.trueOverObserved(rate: max(0, rate)) * deadTimeFactor
    let perCount =
      switch calibration.factor {
      case .countsPerSecondPerMegabecquerel(let s): 1e6 / (s * time.seconds * voxel)
      case .becquerelPerMillilitrePerCountPerSecond(let f): f / time.seconds
      case .becquerelPerMillilitrePerCount(let f): f
      }
    return Scale(perValue: perCount * notes.deadTimeFactor, countsPerValue: time.projections)
  }

  /// Activity at the reference instant over the value in the image, and that instant.
  func decayFactor(_ acquisition: Acquisition, at place: String) throws -> (factor: Double, time: DateTime) {
    let lambda = log(2) / halfLife.value
    let time = try referenceTime(acquisition, at: place)
    switch acquisition.decay {
    case .reference(let held): return (exp(-lambda * time.since(held).value), time)
    case .uncorrected:
      let duration = try requireDuration(acquisition, at: place)
      // The image is the mean over the acquisition: A(start) (1 − e^(−λD))/(λD).
      let x = lambda * duration
      let startOverMean = x > 0 ? x / -expm1(-x) : 1
      return (startOverMean * exp(-lambda * time.since(acquisition.start).value), time)
    }
  }

  private func referenceTime(_ acquisition: Acquisition, at place: String) throws -> DateTime {
    switch reference {
    case .acquisitionStart: acquisition.start
    case .acquisitionMiddle:
      acquisition.start.advanced(by: TimeSpan(try requireDuration(acquisition, at: place) / 2))
    case .instant(let time): time
    }
  }

  private func requireDuration(_ acquisition: Acquisition, at place: String) throws -> Double {
    guard let duration = acquisition.duration, duration.value >= 0, duration.isFinite else {
      throw Problem(
        .dataRejected, what: "the duration of the acquisition is missing", at: place,
        why: "the image is a mean over it, and decay during it must be corrected",
        remedy: "state `durationSeconds` for this image")
    }
    return duration.value
  }

  func map(
    _ series: ImageSeries, perValue: Double, counting countsPerValue: Double?, _ calibration: Calibration?,
    _ notes: inout QuantifiedImage.Notes
  ) throws -> QuantityMap<BecquerelPerMillilitre> {
    var values = series.values
    for n in values.voxels.indices {
      let v = values.voxels[n]
      if !v.isFinite {
        notes.nonFiniteVoxels += 1
        values.voxels[n] = 0
      } else if v < 0 {
        notes.negativeVoxels += 1
        if negatives == .clip { values.voxels[n] = 0 }
      }
    }
    try checkContent(values, &notes, at: "image \(series.id)")
    let noise = countsPerValue.flatMap { statistical(values, perValue: perValue, countsPerValue: $0) }
    let common = countsPerValue == nil ? nil : calibration?.relativeUncertainty
    return try QuantityMap(
      values: values.map { Float(Double($0) * perValue) }, statistical: noise, common: common)
  }

  private func checkContent(_ values: Volume<Float>, _ notes: inout QuantifiedImage.Notes, at place: String)
    throws
  {
    guard values.voxels.contains(where: { $0 > 0 }) else {
      throw Problem(
        .dataRejected, what: "no voxel is above zero", at: place, why: "the image shows no activity",
        remedy: "check series and scale factors")
    }
    if notes.nonFiniteVoxels > 0 {
      notes.warnings.append(.image(.notNumbers(voxels: notes.nonFiniteVoxels)))
    }
    if negatives == .clip, notes.negativeVoxels > 0 {
      notes.warnings.append(.image(.clipped(voxels: notes.negativeVoxels)))
    }
  }

  /// Poisson: √counts, at least that of one count, since a voxel without counts is not known exactly either.
  private func statistical(_ values: Volume<Float>, perValue: Double, countsPerValue: Double) -> Volume<
    Float
  >? {
    noiseFactor.map { noise in
      values.map { value in
        let counts = max(1, Double(value) * countsPerValue)
        return Float(noise * counts.squareRoot() / countsPerValue * perValue)
      }
    }
  }
}

/// How long the counts of a voxel were collected.
struct CountingTime {
  var seconds: Double
  /// Counts in all projections per number in the image.
  var projections: Double

  init(_ acquisition: Acquisition, _ counts: Calibration.Counts, at place: String) throws {
    func refuse(_ what: String) -> Problem {
      Problem(
        .dataRejected, what: "\(what) is missing", at: place,
        why: "count rates follow from the counting time",
        remedy: "state it for this image, or use a series that holds it")
    }
    let count = acquisition.projections
    guard let frame = acquisition.frameDuration?.value, frame > 0, frame.isFinite else {
      throw refuse("the time per projection (Actual Frame Duration, 0018,1242)")
    }
    guard let count, count > 0 else { throw refuse("the number of projections (0054,0053)") }
    seconds = counts == .total ? frame * Double(count) : frame
    projections = counts == .total ? 1 : Double(count)
  }
}

extension DeadTime {
  var needsRate: Bool {
    switch self {
    case .nonParalyzable, .paralyzable: true
    case .none, .factor: false
    }
  }
}
