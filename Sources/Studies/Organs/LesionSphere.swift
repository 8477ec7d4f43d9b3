import Documents
import DoseEngines
import Nuclides
import Quantities

/// A lesion as a sphere of water of its mass: no phantom has one.
struct LesionSphere {
  var name: String
  var activity: Uncertain<BecquerelSecond>
  var mass: Uncertain<Gram>
  /// Mean of its voxels; `nil` where it was entered.
  var voxelDose: AbsorbedDose?

  /// The dose of the lesion to itself; `nil` where the nuclide has no point kernel.
  func row(_ nuclide: Nuclide) -> OrganAnswer.Row? {
    guard let kernel = KernelCache.standard.kernel(of: nuclide), mass.value.value > 0 else { return nil }
    let dose = activity.value.value * SphereSelfDose(kernel, mass: mass.value).dosePerDecay.value
    let u = [activity.relativeUncertainty, mass.relativeUncertainty].compactMap(\.self)
    return OrganAnswer.Row(
      organ: "\(name) (sphere)", dose: dose,
      standardUncertainty: u.inQuadrature.map { $0 * dose },
      timeIntegratedActivity: activity.value.inMegabecquerelHours, referenceMass: nil,
      patientMass: mass.value.value, parts: [.init(source: name, dose: dose)])
  }
}
