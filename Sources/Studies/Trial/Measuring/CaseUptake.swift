import Checks
import Criteria
import Foundation
import Quantification
import Quantities
import Records
import Stages
import Summaries
import Trials
import Volumes
import Workflow

/// Everything that a trial measures on one image of one case.
package struct CaseUptake {
  package let anatomy: TrialAnatomy
  package let activity: ActivityVolume
  package let plan: TrialProtocol
  /// Net administered activity at its start, and the nuclide's half-life.
  package let net: Uncertain<Becquerel>
  package let halfLife: TimeSpan
  /// `IA` or `IV`: how the activity was given.
  package let route: String
  /// The lobe whose artery is the subject's arm; `nil` where lobes are not compared.
  package let treated: Lobe?
  /// Body weight of a diagnostic scan, kg; `nil` for a therapy.
  let scanWeight: Double?
  /// Diameters at baseline by lesion, mm, where they are known already.
  package let baseline: [String: Double]
  package let recovery: RecoveryCurve?
  /// Relative standard uncertainty of a region's activity beyond voxel noise.
  let reproducibility: Double

  package private(set) var values: [MeasuredValue] = []
  package private(set) var notes: [Finding] = []
  private var lesions: [String: RegionUptake] = [:]

  package init(
    _ anatomy: TrialAnatomy, _ activity: ActivityVolume, plan: TrialProtocol, net: Uncertain<Becquerel>,
    halfLife: TimeSpan, route: String, treated: Lobe?, scanWeight: Double?, baseline: [String: Double],
    recovery: RecoveryCurve?, reproducibility: Double
  ) throws {
    (self.anatomy, self.activity, self.plan, self.net) = (anatomy, activity, plan, net)
    (self.halfLife, self.route, self.treated) = (halfLife, route, treated)
    (self.scanWeight, self.baseline, self.recovery) = (scanWeight, baseline, recovery)
    self.reproducibility = reproducibility
    notes = anatomy.notes
    try measureLiver()
    try measureExtrahepatic()
    try measureOrgans()
  }

  private var means: String { recovery == nil ? "mean as imaged" : "mean, recovery-corrected" }
  private var after: TimeSpan { activity.afterAdministration ?? .zero }
  private func arm(_ lobe: Lobe?) -> String? {
    guard let treated else { return route }
    return lobe.map { $0 == treated ? "IA" : "IV" }
  }

  // MARK: Regions

  private mutating func measureLiver() throws {
    var normal: [Lobe?: RegionUptake] = [:]
    for part in anatomy.normal {
      normal[part.lobe] = try RegionUptake(
        part.region.region, named: part.region.name, in: activity, reproducibility: reproducibility)
    }
    if treated != nil {
      for part in anatomy.normal {
        add(
          normal[part.lobe]!, lobe: part.lobe, organ: "normal liver", arm: arm(part.lobe),
          "mean as imaged in \(part.region.definition)")
      }
    } else {
      let whole = RegionUptake.union(anatomy.normal.map { normal[$0.lobe]! }, named: "healthy liver")
      let words = anatomy.normal.map(\.region.definition).joined(separator: "; ")
      add(whole, organ: "healthy liver", arm: route, "mean as imaged in \(words)")
      normal = [.right: whole, .left: whole, nil: whole]
    }
    for lesion in anatomy.lesions where lesion.isHepatic { try measure(lesion, normal) }
    for lobe in Lobe.allCases where treated != nil { ratio(of: lobe, normal[lobe]!) }
  }

  private mutating func measure(_ lesion: TrialAnatomy.Lesion, _ normal: [Lobe?: RegionUptake]) throws {
    let name = lesion.structure.name
    // Where the lesion's lobe is not known its surroundings are those of either lobe.
    let around = anatomy.normal.first { $0.lobe == lesion.lobe } ?? anatomy.normal.first
    let uptake = try RegionUptake(
      lesion.structure.region, named: name, in: activity, recovery: recovery,
      surroundings: around?.region.region, reproducibility: reproducibility)
    lesions[name] = uptake
    let place =
      lesion.share.map {
        ", \(percent($0)) of its part in the lobes in the \(lesion.lobe.map(\.rawValue) ?? "larger") one"
      } ?? ""
    add(
      uptake, lobe: lesion.lobe, organ: scanWeight == nil ? "liver" : nil, lesion: name,
      arm: arm(lesion.lobe),
      "\(means) in the lesion as contoured\(place)")
    guard scanWeight == nil else { return }
    values.append(
      MeasuredValue(
        name, .diameter, lesion.diameter, u: nil, lobe: lesion.lobe, organ: "liver", lesion: name,
        definition: "longest diameter in the planes of the image that it was drawn on"))
    guard treated == nil || lesion.lobe != nil, let reference = normal[lesion.lobe] else { return }
    guard let ratio = uptake.ratio(to: reference) else {
      notes.append(Finding(TrialNote.withoutRatio, at: name))
      return
    }
    values.append(
      MeasuredValue(
        name, .tumourToNormal, ratio.value, u: ratio.u, lobe: lesion.lobe, organ: "liver", lesion: name,
        arm: arm(lesion.lobe), definition: "\(means) in the lesion over the mean of \(reference.name)"))
  }

  /// The lobe's ratio of the lesions that count, aggregated as the protocol locked it.
  private mutating func ratio(of lobe: Lobe, _ normal: RegionUptake) {
    let mine = anatomy.lesions.filter { $0.lobe == lobe }
    let chosen = plan.lesions.select(
      mine.map { ($0.structure.name, baseline[$0.structure.name] ?? $0.diameter) })
    let limit = rounded(plan.lesions.longerThanMillimetres)
    guard !chosen.isEmpty else {
      notes.append(
        Finding(
          TrialNote.withoutLongLesion(of: mine.count, longerThan: plan.lesions.longerThanMillimetres),
          at: "\(lobe.rawValue) lobe"))
      return
    }
    let uptakes = chosen.compactMap { lesions[$0] }
    guard
      let ratios = UptakeRatios(lesions: uptakes.map(\.concentration), normalLiver: normal.concentration)
    else {
      notes.append(Finding(TrialNote.withoutRatio, at: "\(lobe.rawValue) lobe"))
      return
    }
    let value = ratios.value(plan.primary.aggregation.criteria)
    values.append(
      MeasuredValue(
        "\(lobe.rawValue) lobe", .tumourToNormal, value,
        u: relative(uptakes, normal).map { $0 * value }, lobe: lobe, organ: "liver", arm: arm(lobe),
        definition:
          "\(plan.primary.aggregation.rawValue) of \(chosen.joined(separator: ", ")) (longer than \(limit) mm, at most \(plan.lesions.maximum)) to \(normal.name)"
      ))
  }

  /// Of an aggregated ratio: the lesions' noise by their weights, the noise of normal liver that all share, and the
  /// recovery of lesions of one curve.
  private func relative(_ lesions: [RegionUptake], _ normal: RegionUptake) -> Double? {
    let sum = lesions.reduce(0) { $0 + $1.concentration }
    let noise = lesions.map { lesion -> Double? in
      lesion.noise.map {
        switch plan.primary.aggregation {
        case .meanOfRatios, .ratioOfMeans: $0 * lesion.concentration / sum
        case .geometricMean, .median: $0 / Double(lesions.count)
        }
      }
    }
    return RegionUptake.quadrature(noise + [normal.noise, lesions.compactMap(\.recovery).max()])
  }

  private mutating func measureExtrahepatic() throws {
    let outside = anatomy.lesions.filter { !$0.isHepatic }
    guard !outside.isEmpty else { return }
    let uptakes = try outside.map {
      try RegionUptake(
        $0.structure.region, named: $0.structure.name, in: activity, recovery: recovery,
        reproducibility: reproducibility)
    }
    for uptake in uptakes where scanWeight == nil {
      add(
        uptake, organ: "extrahepatic", lesion: uptake.name, arm: route, "\(means) in the lesion as contoured")
    }
    add(
      .union(uptakes, named: "extrahepatic lesions"), organ: "extrahepatic lesions", arm: route,
      "\(means) over \(uptakes.map(\.name).joined(separator: ", "))")
  }

  private mutating func measureOrgans() throws {
    for organ in anatomy.organs {
      let parts = try organ.parts.map {
        try RegionUptake(
          $0.region, named: $0.name, in: activity, recovery: recovery, reproducibility: reproducibility)
      }
      let all = RegionUptake.union(parts, named: organ.name)
      add(all, organ: organ.name, arm: route, "\(means) in \(organ.definition)")
      guard scanWeight == nil else { continue }
      let whole = share(all.activity, all)
      values.append(
        MeasuredValue(
          organ.name, .uptake, whole.value, u: whole.u, organ: organ.name, arm: route,
          definition:
            "activity of \(organ.definition), decay-corrected to the start of the administration, of \(rounded(net.value.inMegabecquerels)) MBq"
        ))
    }
  }

  // MARK: Numbers

  /// Concentration and concentration per administered activity; of a scan its standardised uptake.
  private mutating func add(
    _ region: RegionUptake, lobe: Lobe? = nil, organ: String? = nil, lesion: String? = nil, arm: String?,
    _ definition: String
  ) {
    func value(_ quantity: MeasuredValue.Quantity, _ number: (value: Double, u: Double?), _ more: String)
      -> MeasuredValue
    {
      MeasuredValue(
        region.name, quantity, number.value, u: number.u, lobe: lobe, organ: organ, lesion: lesion, arm: arm,
        definition: definition + more)
    }
    if let scanWeight {
      let uptake = share(1000 * scanWeight * region.concentration / 100, region)
      values.append(value(.standardisedUptake, uptake, ", SUV by \(rounded(scanWeight)) kg body weight"))
      return
    }
    let now = (value: region.concentration * 1e-6, u: region.uncertainty.map { $0 * 1e-6 })
    values.append(value(.concentration, now, ", \(rounded(after.inHours)) h after the start"))
    values.append(
      value(
        .uptakeConcentration, share(1000 * region.concentration, region),
        ", decay-corrected to the start, per administered activity"))
  }

  /// An activity of the image as percent of the administered one, decay-corrected to the start of the administration.
  private func share(_ becquerel: Double, _ region: RegionUptake) -> (value: Double, u: Double?) {
    let value = 100 * becquerel * exp2(after / halfLife) / net.value.value
    let u = RegionUptake.quadrature([
      region.noise, region.calibration, region.recovery, net.relativeUncertainty,
    ])
    return (value, u.map { $0 * abs(value) })
  }
}
