import Checks
import DICOM
import Diagnostics
import Nuclides
import Quantities
import Volumes

/// The header of one file, reduced to what decides how it is read. Holds no names, numbers or free text of a patient.
struct Instance: Sendable {
  var path: String
  var sopClass: String
  var sopInstance: String
  var series: String
  var study: String
  var modality: String
  var patient: PatientMark
  var imageType: [String]
  var kind: SeriesKind
  var frameOfReference: String?
  var size: SIMD2<Int>
  var samples: Int
  var frames: [Frame] = []
  var times: InstanceTimes
  var emission: EmissionFacts
  var nuclearMedicine: NuclearMedicineFacts?
  var rescaleType: String?
  /// Stored values mean nothing without a Modality LUT Sequence (0028,3000), which is not applied.
  var hasLookUpTable = false
  /// A Real World Value Mapping maps by LUT Data (0040,9212) instead of a slope.
  var hasMappingTable = false
  var tilt: Double?
  /// (0018,0050), mm.
  var thickness: Double?
  /// (0018,0088) of a plane with its own position, mm.
  var spacing: Double?
  /// (0018,1100): the side of the picture as it was reconstructed, mm.
  var diameter: Double?
  /// Series Type (0054,1000) says that the series holds several frames in time.
  var isDynamic = false
  /// Numbers that may separate several volumes of one series.
  var acquisitionNumber: Int?, temporalPosition: Int?, echo: Int?
  /// Mappings that a separate object gives to other instances, by SOP Instance UID.
  var mappingsForOthers: [String: [RealWorldMapping]] = [:]
  /// It cannot be read to its end.
  var isDamaged = false
  /// What a structure, dose or map object says of itself.
  var object: ObjectFacts?
  /// Values that are there but cannot be understood.
  var findings: [ImageFinding] = []
}

/// Dates and times of one file.
struct InstanceTimes: Sendable, Hashable {
  /// Acquisition DateTime (0008,002A), else Acquisition Date and Time.
  var acquisition: DateTime?
  /// Acquisition Date and Time (0008,0022) (0008,0032), which must say the same.
  var acquisitionAgain: DateTime?
  var series: DateTime?
  /// Study Date and Time (0008,0020) (0008,0030); Content Date and Time (0008,0023) (0008,0033).
  var study: DateTime?, content: DateTime?
  /// (0054,1300), seconds.
  var frameReference: Double?
  /// (0018,1242), seconds.
  var frameDuration: Double?
  /// (0054,1321), by which the values were multiplied.
  var decayFactor: Double?
}

extension Instance {
  /// Reads the header of one DICOM file.
  init(path: String) throws(Problem) {
    let set = try DataSet.read(path, stopBeforePixels: true)
    guard let sopClass = set.string(.sopClassUID) else {
      throw Problem(
        .dataRejected,
        what: set.contains(Tag(0x0004, 0x1220))
          ? "a DICOMDIR is an index, not an image" : "SOP Class UID (0008,0016) is absent",
        at: path)
    }
    self.init(set, sopClass: sopClass, path: path)
    Self.check(set, &findings)
    let count = FrameCount(set)
    isDamaged = count.damage != nil
    if kind.hasPixels, let contradiction = count.finding(at: path) { findings.append(contradiction) }
    switch kind {
    case .realWorldMapping: mappingsForOthers = Self.referencedMappings(set)
    case .spect, .planar, .wholeBody, .projections, .gated, .dynamic:
      nuclearMedicine = NuclearMedicineFacts(set)
      frames = NuclearMedicineFrames.read(set, count: count.count)
      findings += NuclearMedicineVectors(set, frames, kind).findings
    default: frames = FrameReading.frames(of: set, kind: kind)
    }
    object = ObjectFacts(set, kind: kind)
  }

  private init(_ set: DataSet, sopClass: String, path: String) {
    self.path = path
    self.sopClass = sopClass
    sopInstance = set.string(.sopInstanceUID) ?? ""
    series = set.string(.seriesInstanceUID) ?? ""
    study = set.string(.studyInstanceUID) ?? ""
    modality = Self.plain(set.string(.modality) ?? "")
    patient = PatientMark(set)
    imageType = set.strings(.imageType)
    emission = EmissionFacts(set)
    kind = SeriesKind(sopClass: sopClass, imageType: imageType)
    if kind == .pet, let nuclide = emission.nuclide, NuclideEntry.named(nuclide)?.isSinglePhoton == true {
      kind = .spectAsPET
    }
    frameOfReference = set.string(.frameOfReferenceUID)
    size = SIMD2(set.int(.columns) ?? 0, set.int(.rows) ?? 0)
    samples = set.int(.samplesPerPixel) ?? 1
    times = InstanceTimes(
      acquisition: set.dateTime(.acquisitionDateTime) ?? set.dateTime(.acquisitionDate, .acquisitionTime),
      acquisitionAgain: set.dateTime(.acquisitionDate, .acquisitionTime),
      series: set.dateTime(.seriesDate, .seriesTime),
      study: set.dateTime(.studyDate, .studyTime), content: set.dateTime(.contentDate, .contentTime),
      frameReference: set.double(.frameReferenceTime).map { $0 / 1000 },
      frameDuration: set.double(.actualFrameDuration).map { $0 / 1000 },
      decayFactor: set.double(.decayFactor))
    rescaleType = set.string(.rescaleType).map(Self.plain)
    hasLookUpTable = set.contains(Tag(0x0028, 0x3000))
    hasMappingTable = set.items(.realWorldValueMappingSequence).contains {
      $0.contains(Tag(0x0040, 0x9212)) && !$0.contains(.realWorldValueSlope)
    }
    tilt = set.double(.gantryDetectorTilt)
    thickness = set.double(.sliceThickness).flatMap { $0 > 1e-3 && $0 < 1e3 ? $0 : nil }
    spacing = set.double(.spacingBetweenSlices).flatMap { abs($0) > 1e-3 && abs($0) < 1e3 ? $0 : nil }
    diameter = set.double(.reconstructionDiameter).flatMap { $0 > 1 && $0 < 1e4 ? $0 : nil }
    isDynamic = set.strings(.seriesType).first == "DYNAMIC"
    acquisitionNumber = set.int(.acquisitionNumber)
    temporalPosition = set.int(.temporalPositionIdentifier)
    echo = set.int(Tag(0x0018, 0x0086))
  }

  /// What groups files into a series: its UID, or the file alone where there is none.
  var seriesKey: String { series.isEmpty ? (sopInstance.isEmpty ? path : sopInstance) : series }

  /// What distinguishes the file from all others of its series.
  var ownKey: String { sopInstance.isEmpty ? path : sopInstance }

  /// Coded words only: a free text that slipped into such an element is not repeated.
  static func plain(_ code: String) -> String {
    let fits = code.utf8.count <= 16 && code.utf8.allSatisfy { (0x20..<0x7f).contains($0) }
    return fits ? code : "?"
  }

  /// Numbers that decide about geometry and scale must be readable where they are given.
  private static func check(_ set: DataSet, _ findings: inout [ImageFinding]) {
    let decisive: [Tag] = [
      .imagePositionPatient, .imageOrientationPatient, .pixelSpacing, .spacingBetweenSlices, .rescaleSlope,
      .rescaleIntercept, .radionuclideTotalDose, .radionuclideHalfLife,
    ]
    for tag in decisive {
      do { _ = try set.numbers(tag) } catch { findings.append(.blocking(.told(error), at: error.location)) }
    }
  }

  /// Real World Value Mapping Storage: which images each group of items is for.
  private static func referencedMappings(_ set: DataSet) -> [String: [RealWorldMapping]] {
    var all: [String: [RealWorldMapping]] = [:]
    for group in set.items(.referencedImageRealWorldValueMappingSequence) {
      let mappings = RealWorldMapping.all(in: group)
      for image in group.items(.referencedImageSequence) {
        if let uid = image.string(.referencedSOPInstanceUID) { all[uid, default: []] += mappings }
      }
    }
    return all
  }
}
