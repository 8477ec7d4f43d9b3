import Checks
import Diagnostics
import Files
import Quantification
import Quantities

/// `{ method: "regions", resolutionMm: 12, relativeUncertainty: 0.05, registrationMm: 1 }`, or another method alone.
/// - Parameter resolution: of the option `resolutionMm`, which holds unless another one is stated here.
func readPartialVolume(_ r: inout FieldReader, resolution: Double?) -> PartialVolumeCorrection? {
  enum Method: String, CaseIterable { case regions, curve, none }
  let method: Method? = r.required("method", "regions, curve or none") { v throws(Problem) in try v.choice() }
  let own = r.number("resolutionMm", .correctedResolution)
  let uncertainty =
    r.number("relativeUncertainty", .correctedUncertainty) ?? RegionCorrection.usualUncertainty
  let registration = r.number("registrationMm", .placeUncertainty) ?? RegionCorrection.usualRegistration.value
  switch method {
  case nil: return nil
  case .regions:
    guard let width = own ?? resolution, width > 0 else {
      r.reject(
        .inputMissing, "the correction by regions needs the resolution of the emission images",
        "give resolutionMm: the full width at half maximum that a phantom showed, mm")
      return nil
    }
    return .regions(
      RegionCorrection(
        resolution: Length(width), relativeUncertainty: uncertainty, registration: Length(registration)))
  case .curve, .some(.none):
    if let stray = ["resolutionMm", "relativeUncertainty", "registrationMm"].first(where: {
      r.object[$0] != nil
    }) {
      r.reject(
        .dataRejected, "“\(stray)” belongs to the method “regions” alone", "remove it, or choose that method")
    }
    return method == .curve ? .curve : PartialVolumeCorrection.none
  }
}
