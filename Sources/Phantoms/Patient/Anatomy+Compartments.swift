import Quantities

/// Tissue and activity of every compartment, in painting order.
extension Anatomy {
  static func compartments(_ therapy: PatientTherapy) -> [Compartment] {
    let courses = therapy == .lutetiumDotatate ? lutetiumCourses : yttriumCourses(therapy)
    let none = ActivityCourse([])
    func part(_ name: String, _ solid: Solid, _ hounsfield: Double, texture: Double = 0) -> Compartment {
      Compartment(name, solid, hounsfield: hounsfield, texture: texture, course: courses[name] ?? none)
    }
    return [
      part("Body", body, -8, texture: 14), part("Lung R", rightLung, -760, texture: 40),
      part("Lung L", leftLung, -760, texture: 40), part("Spine", spine, 70, texture: 6),
    ] + vertebrae.enumerated().map { part("Vertebra \($0.offset + 1)", $0.element, 240, texture: 30) } + [
      part("Right lobe", rightLobe, 62, texture: 7), part("Left lobe", leftLobe, 62, texture: 7),
      part("Spleen", spleen, 52, texture: 5), part("Kidney R", rightKidney, 38, texture: 4),
      part("Kidney L", leftKidney, 38, texture: 4),
    ] + lesions.map { part($0.name, $0.solid, 45, texture: 4) }
  }

  /// Uptake within hours and washout with effective half-lives as measured after Lu-177-DOTATATE (kidneys about 2 d,
  /// lesions up to 4 d); amplitudes give doses of the usual size. Excretion leaves the trunk: no bladder.
  private static let lutetiumCourses: [String: ActivityCourse] = {
    func organ(_ megabecquerels: Double, _ washout: Double, _ uptake: Double) -> ActivityCourse {
      .uptakeWashout(.megabecquerels(megabecquerels), washout: .hours(washout), uptake: .hours(uptake))
    }
    return [
      "Body": ActivityCourse([
        .init(.megabecquerels(6100), effectiveHalfLife: .hours(3)),
        .init(.megabecquerels(420), effectiveHalfLife: .hours(55)),
      ]),
      "Right lobe": organ(480, 72, 1.5), "Left lobe": organ(110, 72, 1.5), "Spleen": organ(165, 66, 1.2),
      "Kidney R": organ(112, 50, 0.9), "Kidney L": organ(118, 53, 0.9), "Lesion 1": organ(95, 98, 2),
      "Lesion 2": organ(38, 105, 2.2), "Lesion 3": organ(14, 84, 1.8), "Lesion 4": organ(30, 90, 2),
      "Lesion 5": organ(2.2, 80, 1.8),
    ]
  }()

  /// Permanently trapped microspheres: 3 % in the lungs, the rest in the right lobe with uptake per volume of the
  /// lesions 2 to 5 times that of the normal tissue; nothing in the left lobe.
  private static func yttriumCourses(_ therapy: PatientTherapy) -> [String: ActivityCourse] {
    let shares = [
      "Lung R": 0.016, "Lung L": 0.014, "Right lobe": 0.8647, "Lesion 1": 0.072, "Lesion 2": 0.019,
      "Lesion 4": 0.013, "Lesion 5": 0.0013,
    ]
    return shares.mapValues {
      ActivityCourse([.init(therapy.administered * $0, effectiveHalfLife: therapy.halfLife)])
    }
  }

  static var structures: [PatientStructure] {
    [
      PatientStructure("Liver", .liver, liver),
      PatientStructure("Right lobe", .liverLobe, rightLobe, side: .right),
      PatientStructure("Left lobe", .liverLobe, leftLobe, side: .left),
      PatientStructure("Kidney R", .kidney, rightKidney),
      PatientStructure("Kidney L", .kidney, leftKidney), PatientStructure("Spleen", .spleen, spleen),
      PatientStructure("Lung R", .lung, rightLung), PatientStructure("Lung L", .lung, leftLung),
    ] + lesions.map { PatientStructure($0.name, .tumour, $0.solid) } + [PatientStructure("Body", .body, body)]
  }
}
