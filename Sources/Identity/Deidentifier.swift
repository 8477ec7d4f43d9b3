import DICOM
import Diagnostics
import Foundation

/// Makes research objects of one patient: PS3.15 Annex E, Basic Profile with the options of `ConfidentialityProfile.codes`.
///
/// What the profile does not name is judged by its value representation: numbers, terms of the standard, words of a vocabulary and
/// public codes stay, and nothing else. Pixels stay as they are.
public struct Deidentifier: Sendable {
  public let subject: Subject
  let key: IdentityKey
  let known: KnownIdentifiers
  let profile = ConfidentialityProfile.standard
  let vocabulary = Vocabulary.standard

  init(_ key: IdentityKey, _ subject: Subject, known: KnownIdentifiers) {
    (self.key, self.subject, self.known) = (key, subject, known)
  }

  /// For the patient whom a data set is of.
  public init(_ key: IdentityKey, of source: DataSet) {
    var known = KnownIdentifiers()
    known.add(source)
    self.init(key, key.subject(PatientIdentity(source).text), known: known)
  }

  /// What was done, by treatment.
  public struct Tally: Sendable, Hashable, Codable {
    public var kept = 0, cleaned = 0, shifted = 0, replaced = 0, removed = 0
    public init() {}
    static func + (a: Tally, b: Tally) -> Tally {
      var sum = a
      sum.kept += b.kept
      sum.cleaned += b.cleaned
      sum.shifted += b.shifted
      sum.replaced += b.replaced
      sum.removed += b.removed
      return sum
    }
  }

  /// A data set of the same object that names nobody.
  ///
  /// - Throws: `Problem` if an element cannot be written.
  public func cleaned(_ source: DataSet) throws(Problem) -> (DataSet, Tally) {
    let target = DataSet(location: source.location)
    var tally = Tally()
    try target.set(.specificCharacterSet, "ISO_IR 192")
    try treat(source, into: target, &tally)
    try state(target)
    return (target, tally)
  }

  /// (0012,0062)–(0012,0064) and (0028,0303): that and how it was done.
  private func state(_ target: DataSet) throws(Problem) {
    try target.set(.patientIdentityRemoved, "YES")
    try target.set(
      .deidentificationMethod, ["PS3.15 Annex E Basic Profile", "Hepatica \(Version.current)".prefixText(64)])
    for (value, meaning) in ConfidentialityProfile.codes {
      let item = try target.addItem(.deidentificationMethodCodeSequence)
      try item.set(.codeValue, value)
      try item.set(.codingSchemeDesignator, "DCM")
      try item.set(.codeMeaning, meaning)
    }
    try target.set(.longitudinalTemporalInformationModified, "MODIFIED")
  }

  func treat(_ source: DataSet, into target: DataSet, _ tally: inout Tally) throws(Problem) {
    let code = source.contains(.codeValue) || source.contains(CodedTerm.longValue) ? CodedTerm(source) : nil
    for tag in source.tags where !Self.own.contains(tag) {
      if tag.isPrivate {
        try treatPrivate(tag, source, target, &tally)
      } else if let code, CodedTerm.tags.contains(tag) {
        try treat(code, tag, source, target, &tally)
      } else {
        try treatPublic(tag, source, target, &tally)
      }
    }
  }

  /// Elements that are written anew, and group lengths.
  private static let own: Set<Tag> = [
    .specificCharacterSet, .patientIdentityRemoved, .deidentificationMethod,
    .deidentificationMethodCodeSequence,
    .longitudinalTemporalInformationModified,
  ]

  private func treatPublic(_ tag: Tag, _ source: DataSet, _ target: DataSet, _ tally: inout Tally)
    throws(Problem)
  {
    guard tag.element != 0, tag.group > 7 else { return }
    let stored = source.vr(tag) ?? "UN"
    let vr = stored == "UN" ? DataSet.dictionaryVR(tag) : stored
    let element = Element(tag: tag, vr: vr, stored: stored, source: source, target: target)
    if tag == .patientID || tag == .patientName {
      tally.replaced += 1
      return try target.pass(tag, subject.pseudonym, vr: vr)
    }
    if vr == "SQ" { return try treatSequence(element, &tally) }
    try apply(profile.treatment(of: tag, vr: vr), to: element, &tally)
  }

  private func treatSequence(_ element: Element, _ tally: inout Tally) throws(Problem) {
    let tag = element.tag
    switch profile.treatment(of: tag, vr: "SQ") {
    case .inside, .byRepresentation:
      try element.target.addSequence(tag, vr: "SQ")
      for item in element.source.items(tag) {
        try treat(item, into: element.target.addItem(tag, vr: "SQ"), &tally)
      }
    case .empty:
      tally.removed += 1
      try element.target.addSequence(tag, vr: "SQ")
    default: tally.removed += 1
    }
  }

  private func treatPrivate(_ tag: Tag, _ source: DataSet, _ target: DataSet, _ tally: inout Tally)
    throws(Problem)
  {
    guard let entry = SafePrivate.standard.entry(tag, in: source) else {
      if tag.element > 0xFF { tally.removed += 1 }
      return
    }
    try target.pass(entry.creatorTag, entry.creator, vr: "LO")
    let element = Element(
      tag: tag, vr: entry.vr, stored: source.vr(tag) ?? "UN", source: source, target: target)
    let isTemporal = ConfidentialityProfile.temporal.contains(entry.vr)
    try apply(isTemporal ? .shift : .byRepresentation, to: element, &tally)
  }

  /// A code of a public terminology stays; of any other one only the fact that equal codes are equal.
  private func treat(
    _ code: CodedTerm, _ tag: Tag, _ source: DataSet, _ target: DataSet, _ tally: inout Tally
  ) throws(Problem) {
    let vr = source.vr(tag) ?? "SH"
    let text = source.string(tag) ?? ""
    switch tag {
    case .codeMeaning:
      let isClean = code.isPublic && vocabulary.isClean(text, of: known)
      try target.pass(tag, isClean ? text : code.isPublic ? code.value : key.dummy(text), vr: "LO")
    case .codingSchemeDesignator: try target.pass(tag, code.isPublic ? text : "99ANON", vr: "SH")
    case .codeValue where code.isPublic, CodedTerm.longValue where code.isPublic:
      try target.pass(tag, text, vr: vr)
    case .codeValue: try target.pass(tag, key.dummy(text), vr: "SH")
    default: tally.removed += 1
    }
  }
}

extension String {
  func prefixText(_ count: Int) -> String { String(prefix(count)) }
}

extension Tag {
  static let patientIdentityRemoved = Tag(0x0012, 0x0062)
  static let deidentificationMethod = Tag(0x0012, 0x0063)
  static let deidentificationMethodCodeSequence = Tag(0x0012, 0x0064)
  static let longitudinalTemporalInformationModified = Tag(0x0028, 0x0303)
}
