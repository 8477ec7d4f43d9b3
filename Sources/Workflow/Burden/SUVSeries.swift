import Diagnostics
import Documents
import Foundation
import Nuclides
import Quantification
import Quantities
import Stages
import Volumes

/// A PET series in SUV by body weight, with the sentence that says how.
package struct SUVSeries {
  package let values: Volume<Float>
  package let method: String
  /// What a human should look at.
  package private(set) var review: [Finding] = []

  /// - Throws: `Problem` naming everything that neither the file nor the user states.
  package init(_ series: ImageSeries, _ input: PETInput) throws {
    switch series.unit {
    case .suvBodyWeight: (values, method) = (series.values, "SUV by body weight as the file has it")
    case .becquerelPerMillilitre:
      let factor = try Self.factor(series, input)
      values = series.values.map { Float(Double($0) * factor) }
      method =
        "SUV = concentration × \(factor) mL/Bq: weight, injected activity and decay to the image’s reference time"
    default:
      throw Problem(
        .dataRejected, what: "the PET is in \(series.unit), neither SUV nor Bq/mL", at: input.image.location,
        why: "uptake of lesions and normal liver must be on one known scale",
        remedy: "state unit: \"SUVbw\" or \"Bq/mL\" if that is what the numbers are")
    }
    let weight = input.weightKilograms ?? series.acquisition?.patient?.weight.map { $0.value / 1000 }
    if let weight {
      review = try UptakeNature.share(of: values, weight: weight, at: input.image.location)
    }
  }

  private static func factor(_ series: ImageSeries, _ input: PETInput) throws -> Double {
    let a = series.acquisition
    let weight = input.weightKilograms ?? a?.patient?.weight.map { $0.value / 1000 }
    let injected = input.injected ?? a?.administeredActivity
    let injection = input.injection ?? a?.administered
    let halfLife = try a?.halfLife ?? a?.nuclide.map { try Nuclide.named($0).halfLife.value.value }
    let missing = [
      weight == nil ? "weightKg" : nil, injected == nil ? "injectedMBq" : nil,
      injection == nil ? "injection" : nil,
      halfLife == nil ? "nuclide" : nil, a == nil ? "start and decay" : nil,
    ].compactMap { $0 }
    guard let weight, let injected, let injection, let halfLife, let a else {
      throw Problem(
        .inputMissing, what: "SUV needs what the PET does not state: \(missing.joined(separator: ", "))",
        at: input.image.location, remedy: "state it with the image; it is never guessed")
    }
    let instant =
      switch a.decay {
      case .reference(let time): time
      case .uncorrected: a.start.advanced(by: (a.duration ?? .zero) / 2)
      }
    let uptake = try UptakeNormalisation(
      weight: weight, injected: injected, injection: injection, halfLife: halfLife)
    try UptakeNature.check(
      uptake, at: instant, nuclide: a.nuclide, isHalfLifeStated: false, place: input.image.location,
      remedies: .file)
    return uptake.factor(at: instant)
  }
}
