import DICOM

/// What PS3.15 table E.1-1 asks for each attribute: the Basic Application Level Confidentiality Profile with the options that this
/// program claims.
struct ConfidentialityProfile: Sendable {
  /// What becomes of one element.
  enum Treatment: Sendable, Hashable {
    case remove, empty, dummy, newUID, shift, clean
    /// A sequence stays, and each element of its items is treated by its own row.
    case inside
    /// Not named by the profile, or kept by an option: judged by its value representation.
    case byRepresentation
  }

  private struct Row: Sendable {
    var actions: Set<Substring>
    var hasDates, hasDescriptors, hasStructure, isKept: Bool

    init(_ cells: [Substring]) {
      actions = Set(cells[1].split(separator: "/"))
      (hasDates, hasDescriptors, hasStructure) = (!cells[2].isEmpty, !cells[3].isEmpty, !cells[4].isEmpty)
      isKept = cells[5] == "K"
    }
  }

  private let rows: [Tag: Row]

  static let standard = ConfidentialityProfile(String(decoding: PackageResources.profile_csv, as: UTF8.self))

  init(_ text: String) {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
    rows = Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return (Tag(printed: cells[0]), Row(cells))
      })
  }

  /// Attributes that the profile names.
  var tags: [Tag] { rows.keys.sorted() }

  /// True if an element that was cleaned and is empty now may be left out.
  func mayVanish(_ tag: Tag) -> Bool { rows[tag].map { $0.actions == ["X"] } ?? false }

  func treatment(of tag: Tag, vr: String) -> Treatment {
    if let whole = Self.repeatingGroup(tag) { return whole }
    guard let row = rows[tag] else { return .byRepresentation }
    let isSequence = vr == "SQ"
    if row.isKept { return .byRepresentation }
    if row.hasStructure { return isSequence ? .inside : .clean }
    // Every date of the profile moves, also one that is younger than its option; those of birth (group 0010) go.
    let isTemporal = Self.temporal.contains(vr)
    if row.hasDates || (isTemporal && tag.group != 0x0010) {
      if isSequence { return .inside }
      if isTemporal || tag == .timezoneOffsetFromUTC { return .shift }
    }
    if row.actions == ["U"] || row.actions.contains("U*") { return isSequence ? .inside : .newUID }
    if row.hasDescriptors && Self.texts.contains(vr) { return .clean }
    if row.actions.contains("D") { return isSequence ? .inside : .dummy }
    return row.actions.contains("Z") ? .empty : .remove
  }

  /// Curves (50xx) and overlays (60xx): graphics cannot be cleaned, and no option for them is claimed.
  private static func repeatingGroup(_ tag: Tag) -> Treatment? {
    let family = tag.group & 0xFF00
    if family == 0x5000 || (family == 0x6000 && tag.group % 2 == 0) { return .remove }
    return nil
  }

  static let temporal: Set<String> = ["DA", "TM", "DT"]
  static let texts: Set<String> = ["LO", "SH", "ST", "LT", "UT", "UC"]
}

extension ConfidentialityProfile {
  /// The options that are claimed, as items of (0012,0064): codes of CID 7050.
  static let codes = [
    ("113100", "Basic Application Confidentiality Profile"),
    ("113104", "Clean Structured Content Option"),
    ("113105", "Clean Descriptors Option"),
    ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
    ("113108", "Retain Patient Characteristics Option"),
    ("113111", "Retain Safe Private Option"),
  ]
}

extension Tag {
  /// `0008 0050`.
  init(printed text: Substring) {
    let halves = text.split(separator: " ").compactMap { UInt16($0, radix: 16) }
    precondition(halves.count == 2, "a tag has two groups of four digits")
    self.init(halves[0], halves[1])
  }
}
