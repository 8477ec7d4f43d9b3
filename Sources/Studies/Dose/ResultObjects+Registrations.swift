import Alignment
import Documents
import Files
import Foundation
import Intake
import Stages
import Volumes
import Workflow

extension ResultObjects {
  /// How each time point lies on the reference; and the contours carried to it, where it was deformed.
  ///
  /// A time point whose frame of reference is not known, or is that of the reference, has no such object.
  mutating func writeRegistrations() throws {
    for (n, registration) in results.study.registrations.enumerated() {
      guard let point = journey.therapy.timePoints.first(where: { $0.name == registration.moving }) else {
        continue
      }
      let image = try journey.emission(of: point)
      let ct = try journey.ct(of: point)
      guard let frame = image.values.grid.frameOfReference ?? ct?.values.grid.frameOfReference,
        frame != context.frameOfReference
      else { continue }
      let frames = RegisteredFrame(
        frameOfReference: frame, map: registration.map, method: registration.method)
      written.append(
        try DICOMWriter.writeRegistration(
          frames, context("Registration, \(point.name)", Number.registrations + n), to: folder,
          name: "REG_" + safeFileName(point.name)))
      if registration.deformation != nil {
        try writeCarried(registration, to: frame, study: image.study, number: Number.carried + n)
      }
    }
  }

  /// The structures of the reference in the space of another time point, by name proposals.
  private mutating func writeCarried(
    _ registration: Registration, to frame: String, study: String?, number: Int
  ) throws {
    let point = registration.moving
    var own = context("Contours carried to \(point): proposals", number)
    own.frameOfReference = frame
    own.study = study ?? own.study
    let regions = results.structures.structures.enumerated().map { n, structure in
      var carried = structure
      carried.region = Alignment.carried(
        structure.region, into: registration.map, frameOfReference: frame)
      carried.identity.name = "\(structure.name), carried from \(registration.fixed)"
      return RegionOfInterest(
        tracing: carried, number: n + 1, kind: structure.role == .tumour ? "GTV" : "ORGAN",
        frameOfReference: frame)
    }.filter { !$0.contours.isEmpty }
    guard !regions.isEmpty else { return }
    written.append(
      try DICOMWriter.structureSet(regions, own, to: folder, name: "RS_carried_" + safeFileName(point)))
  }
}
