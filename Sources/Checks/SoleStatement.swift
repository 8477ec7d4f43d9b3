/// A value of a header that nothing else in its object confirms: a wrong one changes numbers and contradicts nothing there.
///
/// Whatever compares it needs another image, a structure or a person. Each image therefore states its own values in the report.
package enum SoleStatement: String, CaseIterable, Sendable, Hashable {
  /// Of the step that states the values used of one image; the image follows.
  package static let stepName = "taken from the header alone: "

  case frameOfReference = "frame of reference"
  case position = "position of the first voxel"
  case orientation = "directions of rows, columns and slices"
  case pixelSpacing = "pixel spacing"
  case frameDuration = "duration of a frame or projection"
  case slope = "slope of the values"
  case offset = "offset of the values"
  case injectedActivity = "injected activity"
  case halfLife = "half-life"
  case doseKind = "unit and type of a dose"
  case doseScale = "scale of a dose"
  case names = "names of structures"

  /// DICOM attributes, as the manual lists them.
  package var attribute: String {
    switch self {
    case .frameOfReference: "(0020,0052)"
    case .position: "(0020,0032)"
    case .orientation: "(0020,0037) (0018,0088)"
    case .pixelSpacing: "(0028,0030)"
    case .frameDuration: "(0018,1242)"
    case .slope: "(0028,1053)"
    case .offset: "(0028,1052)"
    case .injectedActivity: "(0018,1074)"
    case .halfLife: "(0018,1075)"
    case .doseKind: "(3004,0002) (3004,0004)"
    case .doseScale: "(3004,000E)"
    case .names: "(3006,0026) (0062,0005) (0008,0005)"
    }
  }

  /// What of the object alone is compared with it, where the object has it.
  package var within: String {
    switch self {
    case .frameOfReference, .names, .doseKind: ""
    case .position: "positions of the other slices, detector and top level"
    case .orientation: "orientation of the other slices, detector and top level"
    case .pixelSpacing: "Reconstruction Diameter (0018,1100)"
    case .frameDuration: "reference time, number and angles of the projections"
    case .slope: "neighbouring slices, Real World Value Mapping, activity in the image over that administered"
    case .offset: "the air around the patient"
    case .injectedActivity: "body weight, activity in the image"
    case .halfLife: "the named nuclide"
    case .doseScale: "usual doses"
    }
  }

  /// What beyond the object is compared with it.
  package var beyond: String {
    switch self {
    case .frameOfReference:
      "frames of all images and structures of a case must be one, or `confirmGeometry` is stated"
    case .position, .orientation:
      "residual of the registration, structures and activity outside the CT and outside the body"
    case .pixelSpacing: "usual volumes of organs, scale of the registered CT, activity over that administered"
    case .frameDuration: "the recovered share of each image, the curve through all times"
    case .slope: "the recovered share of each image, the curve through all times"
    case .offset: "usual CT numbers of liver, lungs, kidneys, spleen and body"
    case .injectedActivity: "what the case file states"
    case .halfLife: "nuclide of the case file; where it is absent that of the nuclide is used"
    case .doseKind: "an entered dose must be absorbed dose in Gy"
    case .doseScale: "time-integrated activity, where both are known"
    case .names: "roles and limits of the case file name them; volumes and CT numbers usual for the role"
    }
  }
}
