import Foundation
import Quantities
import Stages
import Volumes

extension DigitalPatient {
  /// A patient as a within-patient trial of two lobes needs one: two lesions longer than 30 mm in the right lobe and one
  /// in the left, a small one in the right, and one of 16 mm in both lobes.
  ///
  /// - Parameters:
  ///   - right: multiplies the uptake of the lesions of the right lobe alone.
  ///   - left: the same for the left lobe.
  public static func bilobar(
    right: Double = 1, left: Double = 1, seed: UInt64 = 20_260_227, options: Options = Options()
  ) -> DigitalPatient {
    let lesions = Anatomy.bilobarLesions
    let tumours = lesions.map { lesion in
      let factor = lesion.name.hasPrefix("Right") ? right : lesion.name.hasPrefix("Left") ? left : 1
      let peak = Activity.megabecquerels(3.9 * factor * 4 / 3 * .pi * pow(lesion.radius, 3) / 1000)
      return Compartment(
        lesion.name, .sphere(centre: lesion.centre, radius: lesion.radius), hounsfield: 45, texture: 4,
        course: .uptakeWashout(peak, washout: .hours(96), uptake: .hours(2)))
    }
    let organs = Anatomy.compartments(options.therapy).filter { !$0.name.hasPrefix("Lesion") }
    let drawn = Anatomy.structures.filter { $0.role != .tumour }
    return DigitalPatient(
      seed: seed, options: options, compartments: organs + tumours,
      structures: drawn + tumours.map { PatientStructure($0.name, .tumour, $0.solid) })
  }

  /// True activity concentration of a compartment, Bq/mL; `nil` for an unknown name.
  public func concentration(of compartment: String, at time: TimeSpan) -> Double? {
    compartments.firstIndex { $0.name == compartment }.map {
      compartments[$0].course.activity(at: time).value / truth.compartmentVolumes[$0]
    }
  }
}

extension Anatomy {
  /// mm
  static let bilobarLesions: [(name: String, centre: Vector3, radius: Double)] = [
    ("Right 1", Vector3(-100, 0, 30), 18), ("Right 2", Vector3(-75, -20, 55), 17),
    ("Left 1", Vector3(-2, -10, 20), 17), ("Right small", Vector3(-92, 22, -12), 8),
    ("Between", Vector3(-23, 0, -20), 8),
  ]
}
