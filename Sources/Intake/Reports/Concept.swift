/// Concepts of structured reports: PS3.16 annex D (DCM), SNOMED CT as PS3.16 uses it (SCT), UCUM, and Hepatica's own scheme for what
/// none of them has (`99HEPATICA`; the manual lists it).
enum Concept {
  // Document
  static let measurementReport = Code("126000", "DCM", "Imaging Measurement Report")
  static let measurements = Code("126010", "DCM", "Imaging Measurements")
  static let group = Code("125007", "DCM", "Measurement Group")
  static let language = Code("121049", "DCM", "Language of Content Item and Descendants")
  static let english = Code("en", "RFC5646", "English")
  static let procedure = Code("121058", "DCM", "Procedure reported")
  static let nuclearMedicine = Code("371572003", "SCT", "Nuclear medicine procedure")
  static let observerType = Code("121005", "DCM", "Observer Type")
  static let device = Code("121007", "DCM", "Device")
  static let observerUID = Code("121012", "DCM", "Device Observer UID")
  static let observerName = Code("121013", "DCM", "Device Observer Name")
  static let observerManufacturer = Code("121014", "DCM", "Device Observer Manufacturer")
  static let observerModel = Code("121015", "DCM", "Device Observer Model Name")
  static let comment = Code("121106", "DCM", "Comment")

  // Groups
  static let tracking = Code("112039", "DCM", "Tracking Identifier")
  static let trackingUID = Code("112040", "DCM", "Tracking Unique Identifier")
  static let finding = Code("121071", "DCM", "Finding")
  static let site = Code("363698007", "SCT", "Finding Site")
  static let segment = Code("121191", "DCM", "Referenced Segment")
  static let sourceSeries = Code("121232", "DCM", "Source series for segmentation")
  static let derivation = Code("121401", "DCM", "Derivation")
  static let uncertainty = Code("371884006", "SCT", "+/-, range of measurement uncertainty")
  static let timePoint = Code("C2348792", "UMLS", "Time Point")

  // Quantities
  static let volume = Code("118565006", "SCT", "Volume")
  static let mass = Code("118538004", "SCT", "Mass")
  static let absorbedDose = Code("128513", "DCM", "Absorbed Dose")
  static let bed = Code("BED", "99HEPATICA", "Biologically effective dose")
  static let eqd2 = Code("EQD2", "99HEPATICA", "Equivalent dose in fractions of 2 Gy")
  static let timeIntegratedActivity = Code("TIA", "99HEPATICA", "Time-integrated activity")
  static func doseAtVolume(_ percent: Int) -> Code {
    Code("D\(percent)", "99HEPATICA", "Minimum dose to the hottest \(percent) percent of the volume")
  }
  static let mean = Code("373098007", "SCT", "Mean")
  static let minimum = Code("255605001", "SCT", "Minimum")
  static let maximum = Code("56851009", "SCT", "Maximum")

  // Radiopharmaceutical administration, TID 10021–10023
  static let radiationReport = Code("113500", "DCM", "Radiopharmaceutical Radiation Dose Report")
  static let associatedProcedure = Code("363589002", "SCT", "Associated Procedure")
  static let intent = Code("363703001", "SCT", "Has Intent")
  static let therapeutic = Code("262202000", "SCT", "Therapeutic Intent")
  static let administration = Code("113502", "DCM", "Radiopharmaceutical Administration")
  static let agent = Code("349358000", "SCT", "Radiopharmaceutical agent")
  static let radionuclide = Code("89457008", "SCT", "Radionuclide")
  static let halfLife = Code("304283002", "SCT", "Radionuclide Half Life")
  static let eventUID = Code("113503", "DCM", "Radiopharmaceutical Administration Event UID")
  static let start = Code("123003", "DCM", "Radiopharmaceutical Start DateTime")
  static let administeredActivity = Code("113507", "DCM", "Administered activity")
  static let beforeAdministration = Code("113508", "DCM", "Pre-Administration Measured Activity")
  static let afterAdministration = Code("113509", "DCM", "Post-Administration Measured Activity")
  static let route = Code("410675002", "SCT", "Route of administration")
  static let intravenous = Code("47625008", "SCT", "Intravenous route")
  static let intraArterial = Code("58100008", "SCT", "Intra-arterial route")
  static let organDoses = Code("113517", "DCM", "Organ Dose Information")
  static let organDose = Code("113518", "DCM", "Organ Dose")
  static let laterality = Code("272741003", "SCT", "Laterality")
  static let measurementMethod = Code("370129005", "SCT", "Measurement Method")
  static let authority = Code("121406", "DCM", "Reference Authority")
}

/// Units of UCUM.
enum Unit {
  static let millilitre = Code("ml", "UCUM", "ml")
  static let gram = Code("g", "UCUM", "g")
  static let gray = Code("Gy", "UCUM", "Gy")
  static let milligray = Code("mGy", "UCUM", "mGy")
  static let megabecquerel = Code("MBq", "UCUM", "MBq")
  static let megabecquerelHour = Code("MBq.h", "UCUM", "MBq.h")
  static let second = Code("s", "UCUM", "s")
  static let millimetre = Code("mm", "UCUM", "mm")
}

extension Code {
  /// SNOMED CT in place of the retired SNOMED-RT style codes that older reports use for the same concepts.
  var modern: Code {
    guard ["SRT", "SNM3", "99SDM"].contains(scheme), let new = Self.modernised[value] else { return self }
    return Code(new, "SCT", meaning)
  }

  private static let modernised = [
    "G-D705": "118565006", "R-00317": "373098007", "R-404FB": "255605001", "G-A437": "56851009",
    "G-C0E3": "363698007",
    "M-54000": "49755003", "M-80000": "108369006", "T-62000": "10200004", "T-71000": "64033007",
    "T-C3000": "78961009",
    "T-28000": "39607008", "T-C1000": "14016003", "M-03000": "4147007", "M-01000": "52988006",
    "G-A185": "103339001",
    "G-A186": "103340004", "G-A22A": "410668003", "R-00363": "371884006",
  ]
}
