import Alignment
import Diagnostics
import Documents
import Foundation
import Intake
import Quantities
import Stages
import Volumes

// Deformable registrations, and those that a DICOM object gives.

extension Journey {
  func isDeformable(_ point: TimePoint) -> Bool {
    (point.registration ?? therapy.options.registration) == .deformable
  }

  func refuseDeformationWithoutCT(_ point: TimePoint) throws(Problem) {
    guard isDeformable(point) else { return }
    throw Problem(
      .inputMissing, what: "\(point.name) cannot be registered deformably", at: point.emission.location,
      why: "that needs a CT of this time point and of the reference: uptake is not deformed",
      remedy: "name the CTs, or state registration: \"rigid\" for this time point")
  }

  /// Deforms after the rigid registration, where that is better.
  func deform(
    _ registration: inout Registration, of point: TimePoint, _ moving: Volume<Float>, to fixed: Volume<Float>
  ) throws {
    var options = DeformableOptions()
    options.seed = point.registrationSeed ?? therapy.options.registrationSeed
    progress(0.5, "deforming \(point.name)")
    registration.add(
      try Alignment.registerDeformable(
        fixed: fixed, moving: moving, from: registration.transform, options: options),
      voxel: fixed.grid.spacing.max())
  }

  /// As a DICOM object states it, between the frames of reference of the reference and of the time point.
  func take(
    _ object: URL, of point: TimePoint, _ reference: TimePoint, _ study: inout AlignedStudy
  ) throws {
    let grids = try [ct(of: point)?.values.grid, emission(of: point).values.grid].compactMap(\.self)
    let (fixed, moving) = (study.grid.frameOfReference, grids.compactMap(\.frameOfReference).first)
    let map = try RegistrationObject.read(object.path).map(
      from: fixed, to: moving, at: point.emission.location)
    var registration = Registration(
      fixed: reference.name, moving: point.name, transform: map.rigid, residual: nil,
      residualMeaning: "not stated by the object", method: "given as a DICOM object",
      warnings: [.registration(.given)])
    registration.deformation = map.deformation
    study.registrations.append(registration)
  }
}

extension Registration {
  /// With a deformation that was found after it.
  mutating func add(_ found: DeformableRegistration, voxel: Double) {
    quality = found.quality
    method += "; then " + found.method
    guard found.refusal == nil, let deformation = found.deformation else {
      return warnings += found.refusal.map { [.registration(.notDeformed($0))] } ?? []
    }
    self.deformation = deformation
    (residual, residualMeaning) = (
      Length(found.quality.inverseConsistency), DeformableRegistration.residualMeaning
    )
    warnings.append(.registration(.deformed(largest: found.quality.largestDisplacement)))
    if found.quality.inverseConsistency > voxel {
      warnings.append(
        .registration(.deformationUncertain(by: found.quality.inverseConsistency, limit: voxel)))
    }
  }
}
