import DICOM

/// The code of an item, PS3.3 table 8.8-1: kept where value and scheme have the form of a public terminology.
struct CodedTerm {
  let isPublic: Bool
  let value: String

  init(_ item: DataSet) {
    value = item.string(.codeValue) ?? item.string(Self.longValue) ?? ""
    let scheme = item.string(.codingSchemeDesignator) ?? ""
    isPublic = Self.has(value, theFormOf: scheme)
  }

  static let longValue = Tag(0x0008, 0x0119), urn = Tag(0x0008, 0x0120)
  /// Elements of a code that are treated together.
  static let tags: Set<Tag> = [.codeValue, .codingSchemeDesignator, .codeMeaning, longValue, urn, version]
  private static let version = Tag(0x0008, 0x0103)

  private static let units: Set<String> = [
    "1", "%", "mm", "cm", "mm2", "cm2", "mm3", "cm3", "ml", "mL", "l", "g", "kg", "g/ml", "g/ml{SUVbw}",
    "{SUVbw}g/ml",
    "{SUVlbm}g/ml", "{SUVbsa}cm2/ml", "{counts}", "{counts}/s", "{propcounts}", "Bq", "kBq", "MBq", "GBq",
    "Bq/ml",
    "kBq/ml", "MBq/ml", "Bq.s/ml", "Bq.s", "MBq.h", "Gy", "mGy", "cGy", "Gy/s", "Gy/h", "mGy/h", "Gy/GBq",
    "s", "min", "h", "d",
    "a", "wk", "mo", "ms", "[hnsf'U]", "{ratio}", "ratio", "no units", "keV", "kV", "mA", "mAs", "Cel", "deg",
    "/min",
  ]

  private static func has(_ value: String, theFormOf scheme: String) -> Bool {
    switch scheme {
    case "SCT": value.wholeMatch(of: /\d{6,18}/) != nil
    case "SRT", "SNM3", "99SDM": value.wholeMatch(of: /[A-Z]\d?-[0-9A-F]{4,5}/) != nil
    case "DCM": value.wholeMatch(of: /\d{6}/) != nil
    case "UCUM": units.contains(value)
    case "LN": value.wholeMatch(of: /\d{1,5}-\d/) != nil
    case "RADLEX": value.wholeMatch(of: /RID\d{1,6}/) != nil
    case "FMA": value.wholeMatch(of: /\d{4,6}/) != nil
    case "NCIt": value.wholeMatch(of: /C\d{3,7}/) != nil
    case "99HEPATICA":
      value.wholeMatch(of: /[A-Z]{1,6}\d{0,4}/) != nil && value.count <= 8 && Self.own.contains(value)
    default: false
    }
  }

  /// Codes of the private scheme of Hepatica's structured reports.
  private static let own: Set<String> = [
    "TIA", "BED", "EQD2", "ADR", "D98", "D90", "D70", "D50", "D2", "UREL", "LIVER", "CYCLE",
  ]
}
