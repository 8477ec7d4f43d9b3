import Alignment
import Diagnostics
import Documents
import Foundation
import Intake
import Nuclides
import Quantification
import Quantities
import Stages
import Volumes

extension Journey {
  /// Each emission image as activity concentration on the reference grid, in order of time.
  package func quantify(_ study: AlignedStudy) throws -> [QuantifiedImage] {
    var moments = Moments()
    if case .activity(let list)? = therapy.entry?.map {
      return try list.map { try entered($0, study, &moments) }
    }
    let images = try therapy.timePoints.enumerated().map { n, point in
      progress(Double(n) / Double(therapy.timePoints.count), "quantifying \(point.name)")
      let series = try emission(of: point)
      try moments.take(series.values, of: point.name, at: point.emission.location)
      var image = try quantified(series, at: point)
      image.activity.id = point.name
      let own = image.activity.map
      image.activity.map = try onto(study.grid, own, study.motion(to: point.name))
      let effect = TransferEffect(from: own.values, to: image.activity.map.values)
      image.activity.provenance.steps.append(effect.step)
      image.notes.warnings += effect.warnings
      return image
    }
    return images.sorted {
      ($0.activity.afterAdministration ?? .zero) < ($1.activity.afterAdministration ?? .zero)
    }
  }

  private func quantified(_ series: ImageSeries, at point: TimePoint) throws -> QuantifiedImage {
    var image = try quantify(series, at: point)
    image.notes.ofFile += try questions(on: series, of: point) + therapy.offsets(series, point)
    image.notes.warnings += try lawfulness(
      of: image.activity, header: series.acquisition?.administeredActivity)
    return image
  }

  private func quantify(_ series: ImageSeries, at point: TimePoint) throws -> QuantifiedImage {
    if case .administered(let shunt, let field) = therapy.calibration {
      return try administered(series, lungShunt: shunt, over: field)
    }
    var method = try ActivityQuantification(nuclide: therapy.therapy.nuclide, halfLife: halfLife)
    method.administration = therapy.administrations.first?.start
    method.reference = series.acquisition?.duration == nil ? .acquisitionStart : .acquisitionMiddle
    method.negatives = therapy.options.negativeVoxels == "clip" ? .clip : .keep
    method.deadTimeFactor = point.deadTimeFactor ?? 1
    return try method.quantify(series, calibration: calibration)
  }

  private func administered(
    _ series: ImageSeries, lungShunt: Double, over field: String?
  ) throws -> QuantifiedImage {
    let net = try netActivity()
    return try AdministeredCalibration(
      net: net, at: therapy.administrations[0].start, nuclide: therapy.therapy.nuclide,
      lungShuntFraction: lungShunt
    ).distribute(series, over: field.map { try region($0, on: series) })
  }

  /// All administrations, brought to the first one's time.
  package func netActivity() throws -> Uncertain<Becquerel> {
    guard !therapy.administrations.isEmpty else {
      throw Problem(.inputMissing, what: "“administrations” is missing", at: "case file")
    }
    return GivenActivity.total(
      therapy.administrations.map {
        GivenActivity(
          $0.netActivity(halfLife: halfLife), at: $0.start, relativeUncertainty: $0.relativeUncertainty)
      }, halfLife: halfLife)
  }

  private func entered(
    _ given: Entry.ActivitySource, _ study: AlignedStudy, _ moments: inout Moments
  ) throws -> QuantifiedImage {
    let map = try enteredActivity(given.source), series = map.series
    try moments.take(series.values, of: "\(given.time)", at: given.source.location)
    guard series.unit == .becquerelPerMillilitre else {
      throw Problem(
        .dataRejected, what: "the entered activity is not in Bq/mL", at: given.source.location,
        remedy: "state unit: \"Bq/mL\" if it is")
    }
    let after = therapy.administrations.first.map { given.time.since($0.start) }
    var activity = ActivityVolume(
      id: series.id, map: try QuantityMap(values: series.values), nuclide: therapy.therapy.nuclide,
      time: given.time, afterAdministration: after, provenance: series.provenance)
    var image = QuantifiedImage(activity: activity)
    image.notes.ofFile = try questions(onEntered: map) + questions(on: series, enteredAt: given.time)
    image.notes.warnings = try lawfulness(of: activity, header: series.acquisition?.administeredActivity)
    activity.map = try onto(study.grid, activity.map, .identity)
    let effect = TransferEffect(from: series.values, to: activity.map.values)
    activity.provenance.steps.append(effect.step)
    image.notes.warnings += effect.warnings
    image.activity = activity
    return image
  }

  /// A map as it lies on the reference. Where voxels lie along voxels, as for all that needs no registration, each takes the
  /// exact mean of what it overlaps, and the total stays; through a motion concentrations are interpolated, or averaged where
  /// voxels grow.
  package func onto<Unit>(_ grid: Grid, _ map: QuantityMap<Unit>, _ motion: RigidTransform) throws
    -> QuantityMap<
      Unit
    >
  {
    func moved(_ volume: Volume<Float>) throws -> Volume<Float> {
      if motion == .identity,
        volume.grid.with(frameOfReference: nil).matches(grid.with(frameOfReference: nil))
      {
        return try Volume(grid: grid, voxels: volume.voxels)
      }
      let isParallel = motion == .identity && VoxelOverlap(from: volume.grid, to: grid) != nil
      if isParallel || volume.grid.voxelVolume.value < 0.9 * grid.voxelVolume.value {
        return Alignment.average(volume, onto: grid, through: motion, outside: 0)
      }
      return try Alignment.resample(volume, onto: grid, through: motion, outside: 0)
    }
    return try QuantityMap(
      values: moved(map.values), statistical: map.statistical.map(moved), common: map.common)
  }
}
