import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Quantities
import Reporting
import Stages
import Workflow

extension Journey {
  /// All DICOM objects of a result: dose, uncertainty, BED, regions, measurements, what was given, activities, pictures and
  /// report.
  func writeObjects(_ results: Summarised, _ bed: [TissueBED], _ content: ReportContent) throws -> [URL] {
    var objects = try ResultObjects(self, results)
    try objects.writeDose()
    try objects.writeBED(bed)
    try objects.writeRegions()
    try objects.writeActivities()
    try objects.writeAdministrations()
    try objects.writeMaps()
    try objects.writeReport(content, pdf: folder.url.appending(path: "report.pdf"))
    return objects.written.map(\.url)
  }

  func image(_ activity: ActivityVolume) -> EmissionImage {
    let taken = therapy.timePoints.first { $0.name == activity.id }.flatMap { point in
      try? library.find(point.emission, as: "the emission image", \.isEmission).1.acquisition
    }
    return EmissionImage(
      values: activity.map.values, unit: .becquerelPerMillilitre, nuclide: activity.nuclide,
      halfLife: halfLife,
      start: taken?.start ?? activity.time, duration: taken?.duration, frameDuration: taken?.frameDuration,
      projections: taken?.projections, decayReference: activity.time,
      administeredActivity: (try? netActivity())?.value, administered: therapy.administrations.first?.start)
  }

  func event(_ given: Documents.Administration) -> AdministrationEvent {
    AdministrationEvent(
      product: therapy.therapy.product, nuclide: nuclide.name, halfLife: halfLife, start: given.start,
      administered: given.netActivity(halfLife: halfLife), before: given.activity, after: given.residual,
      route: therapy.therapy.kind == .tare ? .intraArterial : .intravenous)
  }
}

extension DoseVolume {
  /// RT Dose holds no negative numbers: what noise or negative activity left below zero is written as 0, and said.
  var withoutNegativeNoise: DoseVolume {
    guard map.values.voxels.contains(where: { $0 < 0 }) else { return self }
    var copy = self
    for n in copy.map.values.voxels.indices { copy.map.values.voxels[n] = max(0, copy.map.values.voxels[n]) }
    copy.assumptions.append("Negative voxels are written as 0.")
    return copy
  }
}
