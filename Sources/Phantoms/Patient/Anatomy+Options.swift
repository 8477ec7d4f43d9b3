import Foundation
import Quantities

/// Patients of other sizes and with other tumour loads.
extension Anatomy {
  static func compartments(of options: DigitalPatient.Options) -> [Compartment] {
    var parts = compartments(options.therapy)
    if let load = options.tumourLoad {
      parts.removeAll { $0.name.hasPrefix("Lesion") }
      for n in parts.indices where parts[n].name.hasSuffix("lobe") {
        parts[n].course = parts[n].course.scaled(by: 1 - load)
      }
      parts.append(
        Compartment(
          "Lesion 1", lesion(load), hounsfield: 45, texture: 4, course: course(load, among: options.therapy)))
    }
    guard options.size != 1 else { return parts }
    for n in parts.indices { parts[n].solid = parts[n].solid.scaled(by: options.size, about: .zero) }
    return parts
  }

  static func structures(of options: DigitalPatient.Options) -> [PatientStructure] {
    var all = structures
    if let load = options.tumourLoad {
      let place = all.firstIndex { $0.role == .tumour }!
      all.removeAll { $0.role == .tumour }
      all.insert(PatientStructure("Lesion 1", .tumour, lesion(load)), at: place)
    }
    guard options.size != 1 else { return all }
    for n in all.indices { all[n].solid = all[n].solid.scaled(by: options.size, about: .zero) }
    return all
  }

  /// The liver's shape, in its middle.
  private static func lesion(_ load: Double) -> Solid { liver.scaled(by: cbrt(load)) }

  /// Three times the uptake per volume of the normal liver.
  private static func course(_ load: Double, among therapy: PatientTherapy) -> ActivityCourse {
    let liver = compartments(therapy).filter { $0.name.hasSuffix("lobe") }
    let terms = liver.flatMap { $0.course.scaled(by: 3 * load).terms }
    return ActivityCourse(terms)
  }
}

extension ActivityCourse {
  func scaled(by factor: Double) -> ActivityCourse {
    ActivityCourse(terms.map { Term($0.amplitude * factor, effectiveHalfLife: $0.effectiveHalfLife) })
  }
}
