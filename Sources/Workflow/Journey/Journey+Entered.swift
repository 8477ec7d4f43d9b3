import Diagnostics
import Documents
import Foundation
import Intake
import Quantification
import Quantities
import Stages
import Volumes

// Maps that the user brings from elsewhere.

extension Journey {
  func enteredDecays(_ study: AlignedStudy, _ structures: StructureSet) throws -> Integration {
    switch therapy.entry?.map {
    case .timeIntegratedActivity(let source):
      let (decays, notes) = try enteredDecays(source, study)
      return Integration(decays: decays, warnings: notes)
    case .regionActivity(let regions, let location):
      return Integration(
        decays: try spread(regions, study, structures, location),
        method: "time-integrated activity per region, distributed uniformly (entered)")
    default:
      // A dose was entered: its decays are unknown.
      let nothing = Volume<Float>(grid: study.grid, repeating: 0)
      return Integration(
        decays: TimeIntegratedActivityVolume(
          map: try QuantityMap(values: nothing), nuclide: therapy.therapy.nuclide),
        method: "not part of this case")
    }
  }

  private func enteredDecays(_ source: ImageSource, _ study: AlignedStudy) throws
    -> (TimeIntegratedActivityVolume, [Finding])
  {
    let series = try library.load(source, as: "the time-integrated activity", { _ in true })
    let factor = try decaysFactor(series, source)
    var map = try onto(
      study.grid, QuantityMap<BecquerelSecondPerMillilitre>(values: series.values), .identity)
    let effect = TransferEffect(from: series.values, to: map.values)
    if factor != 1 { for n in map.values.voxels.indices { map.values.voxels[n] *= factor } }
    let decays = TimeIntegratedActivityVolume(
      map: map, nuclide: therapy.therapy.nuclide, provenance: series.provenance.adding(effect.step))
    return (decays, effect.warnings.findings(at: "entered time-integrated activity"))
  }

  private func decaysFactor(_ series: ImageSeries, _ source: ImageSource) throws -> Float {
    switch series.unit {
    case .decays: return 1
    case .decaysInMegabecquerelHours: return 3.6e9
    default:
      throw Problem(
        .inputMissing,
        what: "the entered map is in \(series.unit.word), not time-integrated activity per volume",
        at: source.location,
        why: "the usual units differ by a factor of 3.6·10⁹",
        remedy: "add unit: \"Bq·s/mL\" or \"MBq·h/mL\"")
    }
  }

  /// Decays per region as a map; where regions overlap their decays add.
  private func spread(
    _ regions: [Entry.RegionDecays], _ study: AlignedStudy, _ known: StructureSet, _ location: String
  ) throws -> TimeIntegratedActivityVolume {
    let set = known.structures
    let unknown = regions.map(\.structure).filter { known.called($0) == nil }.sorted()
    guard unknown.isEmpty else {
      throw Problem(
        .dataRejected, what: "no structure is called \(unknown.joined(separator: ", "))", at: location,
        remedy: "structures: \(set.map(\.name).joined(separator: ", "))")
    }
    var values = Volume<Float>(grid: study.grid, repeating: 0)
    var parameters: [String: String] = [:]
    for structure in set {
      guard let entered = regions.first(where: { $0.structure == structure.name }) else { continue }
      parameters[structure.place] = "\(entered.megabecquerelHours) MBq·h"
      let concentration = Float(entered.megabecquerelHours * 3.6e9 / structure.region.millilitres)
      structure.region.forEach { offset, fraction in values.voxels[offset] += concentration * fraction }
    }
    let step = Provenance.Step("distribute time-integrated activity per region", parameters)
    return TimeIntegratedActivityVolume(
      map: try QuantityMap(values: values), nuclide: therapy.therapy.nuclide,
      provenance: Provenance(steps: [step]))
  }

  func enteredDose(_ source: ImageSource, _ study: AlignedStudy) throws -> DoseVolume {
    let series = try doseSeries(source)
    guard series.unit == .gray else {
      throw Problem(
        .dataRejected, what: "the entered dose is not in Gy", at: source.location,
        remedy: "state unit: \"Gy\" if it is")
    }
    let map = try onto(study.grid, QuantityMap<Gray>(values: series.values), .identity)
    let step = TransferEffect(from: series.values, to: map.values).step
    return DoseVolume(
      map: map, engine: "entered by the user", nuclide: therapy.therapy.nuclide,
      provenance: series.provenance.adding(step))
  }

  func doseSeries(_ source: ImageSource) throws -> ImageSeries {
    let entry = try library.checked(source, as: "the dose", \.canBeDose)
    guard entry.kind == .dose else { return try library.load(source, as: "the dose") { $0.id == entry.id } }
    let object = try DoseObject.read(entry.files[0])
    guard object.kind == .physical else {
      throw Problem(
        .dataRejected, what: "the dose is of type \(object.kind.rawValue)", at: source.location,
        why: object.kind == .error
          ? "an uncertainty or a difference is not an absorbed dose"
          : "a weighted dose is not an absorbed dose",
        remedy: "name the object of type PHYSICAL")
    }
    return ImageSeries(
      id: entry.id, modality: "RTDOSE", values: object.values,
      unit: object.isRelative ? .other("relative") : .gray,
      study: object.study)
  }
}
