import DICOM

/// What sort of object a series is, as far as this program treats them differently.
public enum SeriesKind: String, Sendable, Hashable, Codable, CaseIterable {
  case ct = "CT"
  case mr = "MR"
  case spect = "NM tomographic"
  case planar = "NM planar"
  case wholeBody = "NM whole-body"
  case projections = "NM projections"
  case gated = "NM gated"
  case dynamic = "NM dynamic"
  case pet = "PET"
  case spectAsPET = "SPECT stored as PET"
  case enhancedPET = "enhanced PET"
  case structureSet = "RTSTRUCT"
  case segmentation = "SEG"
  case dose = "RTDOSE"
  case parametricMap = "parametric map"
  case realWorldMapping = "RWVM"
  case report = "SR"
  case registration = "registration"
  case plan = "RT plan or record"
  case secondaryCapture = "secondary capture"
  case volumeFile = "volume file"
  case other = "other"

  /// Series that become an `ImageSeries` by `Inventory.load`.
  var isImage: Bool {
    switch self {
    case .ct, .mr, .spect, .planar, .wholeBody, .pet, .spectAsPET, .secondaryCapture, .volumeFile: true
    default: false
    }
  }

  /// Objects that are stored as frames of pixels.
  package var hasPixels: Bool {
    ![.structureSet, .realWorldMapping, .report, .registration, .plan].contains(self)
  }

  /// Images of emitted radiation, which need times and decay.
  var isEmission: Bool {
    switch self {
    case .spect, .planar, .wholeBody, .pet, .spectAsPET: true
    default: false
    }
  }

  var isNuclearMedicine: Bool {
    switch self {
    case .spect, .planar, .wholeBody, .projections, .gated, .dynamic: true
    default: false
    }
  }

  /// Beginning of the identifier, two letters as DICOM modalities have them.
  var prefix: String {
    switch self {
    case .ct: "CT"
    case .mr: "MR"
    case .spect, .planar, .wholeBody, .projections, .gated, .dynamic: "NM"
    case .pet, .enhancedPET: "PT"
    case .spectAsPET: "ST"
    case .structureSet: "RS"
    case .segmentation: "SG"
    case .dose: "RD"
    case .parametricMap: "PM"
    case .realWorldMapping: "RW"
    case .report: "SR"
    case .registration: "RG"
    case .plan: "RP"
    case .secondaryCapture: "SC"
    case .volumeFile: "VF"
    case .other: "XX"
    }
  }

  /// By SOP class, and for NM by the third value of Image Type (PS3.3 C.8.4.9.1.1).
  init(sopClass: String, imageType: [String]) {
    switch sopClass {
    case SOPClass.ct, SOPClass.enhancedCT, SOPClass.legacyConvertedEnhancedCT: self = .ct
    case SOPClass.mr, SOPClass.enhancedMR, SOPClass.legacyConvertedEnhancedMR: self = .mr
    case SOPClass.nm: self = SeriesKind(nuclearMedicine: imageType.count > 2 ? imageType[2] : "")
    case SOPClass.pet: self = .pet
    case SOPClass.enhancedPET, SOPClass.legacyConvertedEnhancedPET: self = .enhancedPET
    case SOPClass.rtStructureSet: self = .structureSet
    case SOPClass.segmentation, SOPClass.labelMapSegmentation, SOPClass.surfaceSegmentation:
      self = .segmentation
    case SOPClass.rtDose: self = .dose
    case SOPClass.parametricMap: self = .parametricMap
    case SOPClass.realWorldValueMapping: self = .realWorldMapping
    case SOPClass.spatialRegistration, SOPClass.deformableRegistration: self = .registration
    case _ where SOPClass.radiotherapyPlans.contains(sopClass): self = .plan
    case SOPClass.secondaryCapture, SOPClass.multiFrameByteSecondaryCapture,
      SOPClass.multiFrameWordSecondaryCapture,
      SOPClass.multiFrameColourSecondaryCapture:
      self = .secondaryCapture
    default: self = sopClass.hasPrefix(SOPClass.reportPrefix) ? .report : .other
    }
  }

  private init(nuclearMedicine type: String) {
    switch type {
    case "RECON TOMO": self = .spect
    case "TOMO": self = .projections
    case "STATIC": self = .planar
    case "WHOLE BODY": self = .wholeBody
    case "DYNAMIC": self = .dynamic
    case "GATED", "GATED TOMO", "RECON GATED TOMO": self = .gated
    default: self = .other
    }
  }
}
