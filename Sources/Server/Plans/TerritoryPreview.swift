import Quantification
import Stages
import Studies
import Summaries
import Volumes
import Workflow

/// What the drawing of perfused volumes comes to: volumes and ratios, and the doses of the plan with them.
struct TerritoryPreview: Encodable {
  struct Row: Encodable {
    var label: Int
    var name: String
    var volume_mL: Double
    /// `nil` for tissue that several injections share, which counts for each of them.
    var tumour_mL, normal_mL: Double?
    /// Mean concentration of the tumours over that of the normal liver, as the SPECT has them.
    var tumourToNormal: Double?
    /// Of the volume of the liver.
    var share: Double
  }
  var rows: [Row]
  var plan: PlanPreview

  /// - Parameter task: the plan as it is measured; doses are those of the models of compartments, for the activities of
  ///   its injections.
  init(_ scene: TerritoryScene, _ drawn: Volume<Int32>, _ task: RadioembolisationTask) throws {
    let (found, liver) = (try scene.injections(drawn), task.liver.volume.doubleValue)
    func share(_ volume: Double) -> Double { liver > 0 ? volume / liver : 0 }
    let own = zip(scene.territories, scene.radioembolisation.injections).compactMap { one, injection in
      found[injection.name].map { reached -> Row in
        let (tumour, ratio) = Self.tumours(reached), volume = reached.perfused.millilitres
        return Row(
          label: one.region.label, name: one.region.name, volume_mL: volume, tumour_mL: tumour,
          normal_mL: reached.normal.millilitres, tumourToNormal: ratio, share: share(volume))
      }
    }
    let counts = drawn.bytes.counts, voxel = drawn.grid.voxelVolume.value
    let shared = scene.territories.filter { $0.injections.count > 1 && counts[$0.region.label] > 0 }
    rows =
      own
      + shared.map {
        let volume = Double(counts[$0.region.label]) * voxel
        return Row(
          label: $0.region.label, name: $0.region.name, volume_mL: volume, share: share(volume))
      }
    plan = PlanPreview(try task.drawn(found).record())
    for n in plan.injections.indices {
      guard let reached = found[plan.injections[n].name] else { continue }
      plan.injections[n].dvh = try Self.curves(reached, plan.injections[n].models.last, scene.images.emission)
    }
  }

  private static func tumours(_ own: PlanMeasurements.Injection) -> (ml: Double, ratio: Double?) {
    let all = own.compartments.filter(\.isTumour)
    let ml = all.reduce(0) { $0 + $1.volume.value.value }
    let weighted = all.reduce(0) { $0 + $1.volume.value.value * ($1.toNormal?.value.value ?? 0) }
    return (ml, ml > 0 ? weighted / ml : nil)
  }

  /// Histograms of the parts that a stroke changes: the mean dose of the model, spread as the counts of the SPECT are.
  /// What crosses between voxels is left out here; the engine of the plan counts it once the drawing is saved.
  private static func curves(
    _ own: PlanMeasurements.Injection, _ model: ModelRecord?, _ counts: Volume<Float>
  ) throws -> [PlanPreview.Curve] {
    let tumours = own.tumours.compactMap { one in
      (model?.dosesGy.tumours[one.name]).map { (one.name, one.region, $0) }
    }
    let normal = (model?.dosesGy.perfusedNormalLiver).map {
      ("perfused normal liver", own.normal, $0)
    }
    return try (tumours + [normal].compactMap(\.self)).compactMap { name, region, dose in
      try PlanPreview.Curve(name, counts, in: region, mean: dose)
    }
  }
}

extension PlanPreview.Curve {
  /// `nil` for a region without counts.
  fileprivate init?(_ name: String, _ counts: Volume<Float>, in region: Occupancy, mean: Measured) throws {
    var (sum, weight) = (0.0, 0.0)
    region.forEach { offset, part in
      sum += Double(counts.voxels[offset]) * Double(part)
      weight += Double(part)
    }
    guard sum > 0 else { return nil }
    let list = try WeightedDoses(dose: counts, region: region, name: name), factor = mean.value * weight / sum
    let curve = list.histogram(points: 120)
    self.init(
      name: name, gray: curve.dose.map { $0 * factor }, fraction: curve.volumeFraction,
      relative: mean.value > 0 ? (mean.u ?? 0) / mean.value : 0)
  }
}
