import DICOM
import Quantities
import Volumes

/// What the NM modules state in addition to the frames (PS3.3 C.8.4).
struct NuclearMedicineFacts: Sendable {
  /// Signed distance from slice to slice along row × column; the sign is part of the geometry (C.8.4.15).
  var spacingBetweenSlices: Double?
  /// Names of energy windows, for example `187–229 keV`.
  var energyWindows: [String]
  /// `anterior`, `posterior` or a number.
  var detectors: [String]
  /// Patient Orientation and Patient Gantry Relationship in words, for the question to the user.
  var patientOrientation: String
  var rotations: [Rotation]
  /// Position and orientation wherever the object states them: at top level and with each detector.
  var places: [Place]
  /// Spacing Between Slices (0018,0088) as written, for the words of a finding.
  var writtenSpacing: Double?

  struct Place: Sendable {
    var source: String
    var position: Vector3?
    var axes: (i: Vector3, j: Vector3)?
  }

  /// One item of the Rotation Information Sequence (0054,0052).
  struct Rotation: Sendable, Hashable {
    /// Seconds per projection.
    var frameDuration: Double?
    var frames: Int?
    /// Scan Arc / Angular Step, the number of projections that the angles imply.
    var byAngle: Int?
  }

  init(_ set: DataSet) {
    spacingBetweenSlices = set.double(.spacingBetweenSlices).flatMap {
      abs($0) > 1e-3 && abs($0) < 1e3 ? $0 : nil
    }
    writtenSpacing = set.double(.spacingBetweenSlices)
    places =
      [Self.place(set, "top level")]
      + set.items(.detectorInformationSequence).enumerated().map { Self.place($1, "detector \($0 + 1)") }
    energyWindows = set.items(.energyWindowInformationSequence).enumerated().map { Self.window($1, $0 + 1) }
    detectors = set.items(.detectorInformationSequence).enumerated().map { Self.detector($1, $0 + 1) }
    let codes = [Tag.patientOrientationCodeSequence, .patientGantryRelationshipCodeSequence]
    patientOrientation = codes.compactMap { set.items($0).first.flatMap(Self.orientation) }.joined(
      separator: ", ")
    rotations = set.items(.rotationInformationSequence).map(Self.rotation)
  }

  private static func place(_ set: DataSet, _ source: String) -> Place {
    Place(
      source: source, position: FrameReading.vector(set.doubles(.imagePositionPatient)),
      axes: FrameReading.axes(set.doubles(.imageOrientationPatient)))
  }

  private static func window(_ item: DataSet, _ number: Int) -> String {
    let ranges: [String] = item.items(.energyWindowRangeSequence).compactMap { range in
      guard let low = range.double(.energyWindowLowerLimit), let high = range.double(.energyWindowUpperLimit)
      else { return nil }
      return "\(plain(low))–\(plain(high)) keV"
    }
    return ranges.isEmpty ? "window \(number)" : ranges.joined(separator: " + ")
  }

  private static func plain(_ value: Double) -> String { value.printedExactly }

  /// View codes of PS3.16 CID 26: anterior and posterior, in SNOMED CT and in the older codes.
  private static func detector(_ item: DataSet, _ number: Int) -> String {
    switch item.items(.viewCodeSequence).first?.string(.codeValue) {
    case "399348003", "R-10206": "anterior"
    case "399173006", "R-10214": "posterior"
    default: "detector \(number)"
    }
  }

  /// Recumbent, supine, head-first and so on, by code (PS3.16 CID 19, 20, 21).
  private static func orientation(_ item: DataSet) -> String? {
    let modifier = item.items(Tag(0x0054, 0x0412)).first
    let words = [item, modifier].compactMap { $0?.string(.codeValue).flatMap { Self.words[$0] } }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private static let words = [
    "F-10450": "recumbent", "102538003": "recumbent", "F-10440": "erect", "10904000": "erect",
    "F-10340": "supine", "40199007": "supine", "F-10310": "prone", "1240000": "prone",
    "F-10470": "head first", "102540008": "head first", "F-10480": "feet first", "102541007": "feet first",
  ]

  private static func rotation(_ item: DataSet) -> Rotation {
    let arc = item.double(Tag(0x0018, 0x1143)), step = item.double(Tag(0x0018, 0x1144))
    let byAngle = arc.flatMap { arc in
      step.flatMap { $0 > 0 && arc > 0 ? Int(exactly: (arc / $0).rounded()) : nil }
    }
    return Rotation(
      frameDuration: item.double(.actualFrameDuration).map { $0 / 1000 },
      frames: item.int(.numberOfFramesInRotation), byAngle: byAngle)
  }
}
