import Diagnostics
import Files
import Foundation
import Intake
import Quantities
import Stages
import Workflow

extension Journey {
  /// RT Dose with its uncertainty, the regions as fractional segmentation, and the quantified images, in the study
  /// and frame of reference of the reference images.
  func writeObjects(_ results: Summarised) throws -> [URL] {
    let folder = try self.folder.dicom()
    var context = try writeContext(results)
    context.seriesDescription = "Absorbed dose, \(results.dose.engine)"
    var files = try DICOMWriter.writeDose(results.dose.withoutNegativeNoise, context, to: folder)
    if !results.structures.isEmpty {
      (context.seriesDescription, context.seriesNumber) = ("Regions of dosimetry", 2)
      files.append(
        try DICOMWriter.writeSegmentation(results.structures, coding: .fractional, context, to: folder))
    }
    for (n, activity) in results.activities.enumerated() {
      (context.seriesDescription, context.seriesNumber) = ("Activity concentration, \(activity.id)", 10 + n)
      context.contentTime = activity.time
      files.append(
        try DICOMWriter.writeSPECT(
          image(activity), context, to: folder, name: "NM_" + safeFileName(activity.id)))
    }
    return files
  }

  private func image(_ activity: ActivityVolume) -> EmissionImage {
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

  private func writeContext(_ results: Summarised) throws -> WriteContext {
    let time = therapy.administrations.first?.start ?? DateTime(localSeconds: 0)
    return WriteContext(
      study: results.study.study ?? ObjectUID.derived(from: "study " + therapy.sha256),
      frameOfReference: results.study.grid.frameOfReference
        ?? ObjectUID.derived(from: "frame " + therapy.sha256),
      patient: therapy.patient.pseudonym, studyTime: time, softwareVersion: Version.current)
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
