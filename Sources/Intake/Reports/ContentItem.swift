import DICOM
import Diagnostics
import Quantities

/// One item of the content tree of a structured report, PS3.3 C.17.3.
struct ContentItem: Sendable {
  enum Value: Sendable {
    case container
    case text(String)
    case code(Code)
    case number(Double, unit: Code)
    case uid(String)
    case dateTime(DateTime)
    /// An object, and segments of it.
    case object(sopClass: String, instance: String, segments: [Int])
    /// Kinds that are not read, such as coordinates and names of persons.
    case other(String)
  }

  /// What it is to the item that it hangs below, such as `CONTAINS`; empty for the root.
  var relation: String
  var concept: Code?
  var value: Value
  var children: [ContentItem]

  init(_ relation: String = "CONTAINS", _ concept: Code?, _ value: Value, _ children: [ContentItem] = []) {
    (self.relation, self.concept, self.value, self.children) = (relation, concept, value, children)
  }

  func all(_ concept: Code) -> [ContentItem] { children.filter { $0.concept?.isSame(concept) == true } }
  func first(_ concept: Code) -> ContentItem? { all(concept).first }

  var code: Code? { if case .code(let code) = value { code } else { nil } }
  var text: String? {
    switch value {
    case .text(let text): text
    case .uid(let uid): uid
    case .code(let code): code.meaning
    default: nil
    }
  }
}

// Writing
extension ContentItem {
  func write(into item: DataSet) throws {
    if !relation.isEmpty { try item.set(.relationshipType, relation) }
    try item.set(.valueType, valueType)
    if let concept { try ObjectBuilder.code(concept, in: .conceptNameCodeSequence, of: item) }
    try writeValue(into: item)
    for child in children { try child.write(into: item.addItem(.contentSequence)) }
  }

  private var valueType: String {
    switch value {
    case .container: "CONTAINER"
    case .text: "TEXT"
    case .code: "CODE"
    case .number: "NUM"
    case .uid: "UIDREF"
    case .dateTime: "DATETIME"
    case .object(let sopClass, _, _): Self.isImage(sopClass) ? "IMAGE" : "COMPOSITE"
    case .other(let type): type
    }
  }

  private static func isImage(_ sopClass: String) -> Bool {
    ![SOPClass.rtStructureSet, "1.2.840.10008.5.1.4.1.1.104.1"].contains(sopClass)
      && !sopClass.hasPrefix(SOPClass.reportPrefix)
  }

  private func writeValue(into item: DataSet) throws {
    switch value {
    case .container: try item.set(.continuityOfContent, "SEPARATE")
    case .text(let text): try item.set(.textValue, text)
    case .code(let code): try ObjectBuilder.code(code, in: .conceptCodeSequence, of: item)
    case .uid(let uid): try item.set(.uidValue, uid)
    case .dateTime(let time): try item.set(.dateTimeValue, time.dicomDateTime)
    case .number(let number, let unit):
      let measured = try item.addItem(.measuredValueSequence)
      try measured.set(.numericValue, DecimalString.format(number))
      try measured.set(.floatingPointValue, number)
      try ObjectBuilder.code(unit, in: .measurementUnitsCodeSequence, of: measured)
    case .object(let sopClass, let instance, let segments):
      let object = try item.addItem(.referencedSOPSequence)
      try object.set(.referencedSOPClassUID, sopClass)
      try object.set(.referencedSOPInstanceUID, instance)
      if !segments.isEmpty { try object.set(.referencedSegmentNumber, segments.map(Double.init)) }
    case .other: break
    }
  }
}

// Reading
extension ContentItem {
  /// The tree below an item of a report. Items by reference (1-2-3) are passed over.
  init(_ item: DataSet) {
    relation = item.string(.relationshipType) ?? ""
    concept = Self.code(item, .conceptNameCodeSequence)
    value = Self.value(item)
    children = item.items(.contentSequence).filter { !$0.contains(.referencedContentItemIdentifier) }.map {
      ContentItem($0)
    }
  }

  private static func code(_ item: DataSet, _ sequence: Tag) -> Code? {
    guard let code = item.items(sequence).first else { return nil }
    let value = code.string(.codeValue) ?? code.string(.longCodeValue) ?? code.string(.urnCodeValue) ?? ""
    return Code(value, code.string(.codingSchemeDesignator) ?? "", code.string(.codeMeaning) ?? "").modern
  }

  private static func value(_ item: DataSet) -> Value {
    let type = item.string(.valueType) ?? ""
    switch type {
    case "CONTAINER": return .container
    case "TEXT": return .text(item.text(.textValue)?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "")
    case "CODE": return code(item, .conceptCodeSequence).map(Value.code) ?? .other(type)
    case "UIDREF": return item.string(.uidValue).map(Value.uid) ?? .other(type)
    case "DATETIME": return item.dateTime(.dateTimeValue).map(Value.dateTime) ?? .other(type)
    case "NUM": return number(item) ?? .other(type)
    case "IMAGE", "COMPOSITE": return object(item) ?? .other(type)
    default: return .other(type)
    }
  }

  private static func number(_ item: DataSet) -> Value? {
    guard let measured = item.items(.measuredValueSequence).first,
      let unit = code(measured, .measurementUnitsCodeSequence),
      let number = measured.double(.floatingPointValue) ?? measured.double(.numericValue)
    else { return nil }
    return .number(number, unit: unit)
  }

  private static func object(_ item: DataSet) -> Value? {
    guard let object = item.items(.referencedSOPSequence).first,
      let instance = object.string(.referencedSOPInstanceUID)
    else { return nil }
    return .object(
      sopClass: object.string(.referencedSOPClassUID) ?? "", instance: instance,
      segments: object.ints(.referencedSegmentNumber) ?? [])
  }
}

extension Tag {
  static let relationshipType = Tag(0x0040, 0xA010)
  static let valueType = Tag(0x0040, 0xA040)
  static let conceptNameCodeSequence = Tag(0x0040, 0xA043)
  static let continuityOfContent = Tag(0x0040, 0xA050)
  static let dateTimeValue = Tag(0x0040, 0xA120)
  static let uidValue = Tag(0x0040, 0xA124)
  static let textValue = Tag(0x0040, 0xA160)
  static let floatingPointValue = Tag(0x0040, 0xA161)
  static let conceptCodeSequence = Tag(0x0040, 0xA168)
  static let measuredValueSequence = Tag(0x0040, 0xA300)
  static let numericValue = Tag(0x0040, 0xA30A)
  static let contentSequence = Tag(0x0040, 0xA730)
  static let referencedContentItemIdentifier = Tag(0x0040, 0xDB73)
  static let longCodeValue = Tag(0x0008, 0x0119)
  static let urnCodeValue = Tag(0x0008, 0x0120)
}
