import DICOM
import Foundation

@testable import Identity

/// Identifiers of one made-up patient, planted wherever DICOM has room.
struct Planting {
  static let marker = "ZORRO"
  /// Exactly representable in 32-bit floats.
  static let number = 4_829_173.0
  static let birth = "19570823"

  var planted = 0

  static func patient(_ data: DataSet, study: String, instance: Int, sopClass: String = SOPClass.ct) throws {
    try data.set(.specificCharacterSet, "ISO_IR 192")
    try data.set(.sopClassUID, sopClass)
    try data.set(.sopInstanceUID, "\(study).1.\(instance)")
    try data.set(.studyInstanceUID, study)
    try data.set(.seriesInstanceUID, "\(study).1")
    try data.set(.patientName, "Zorro00^Diego^de la")
    try data.set(.patientID, "ZORRO-4829173")
    try data.set(.patientBirthDate, birth)
    try data.set(.modality, "CT")
  }

  /// Public attributes of the dictionary that DCMTK reads, with their VR.
  static func dictionary() throws -> [(tag: Tag, vr: String)] {
    let path = ProcessInfo.processInfo.environment["DCMDICTPATH"] ?? "/usr/share/libdcmtk17/dicom.dic"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      guard let match = line.firstMatch(of: /^\(([0-9a-f]{4}),([0-9a-f]{4})\)\t/) else { return nil }
      let tag = Tag(UInt16(match.1, radix: 16)!, UInt16(match.2, radix: 16)!)
      guard tag.group > 7, tag.group != 0xFFFE, tag.element != 0 else { return nil }
      return (tag, DataSet.dictionaryVR(tag))
    }
  }

  /// Elements without which the object would not be one of this patient. Pixels, look-up tables and grids of numbers are kept as
  /// they are: nothing is planted there.
  static let needed = Deidentifier.bulk.union([
    .specificCharacterSet, .sopClassUID, .sopInstanceUID, .studyInstanceUID, .seriesInstanceUID, .patientName,
    .patientID, .patientBirthDate, .imageType, .conversionType, .burnedInAnnotation, .instanceNumber, .rows,
    .columns,
    .bitsAllocated,
  ])

  private var next: String { Self.marker + String(100_000 + planted) }

  /// Plants into every attribute of the dictionary; `skip` leaves out what the object needs.
  mutating func plantAll(_ data: DataSet, skipping skip: Set<Tag>) throws {
    for (tag, vr) in try Self.dictionary() where !skip.contains(tag) { try plant(tag, vr, data) }
  }

  mutating func plant(_ tag: Tag, _ vr: String, _ data: DataSet) throws {
    switch vr {
    case "UI": try data.pass(tag, "1.2.826.0.4829173.\(planted)", vr: vr)
    case "DA": try data.pass(tag, Self.birth, vr: vr)
    case "DT": try data.pass(tag, Self.birth + "101500.000000+0100", vr: vr)
    case "IS", "DS": try data.pass(tag, "4829173", vr: vr)
    case "UL", "SL", "FL", "FD": try data.set(tag, Self.number, vr: vr)
    case "US", "SS", "AT", "UV", "SV", "OV", "OL": return
    case "OB", "UN": try data.set(tag, bytes: Array((next + "*****").utf8), vr: vr)
    case "OW", "OF", "OD": try data.set(tag, bytes: Array((next + "*****").utf8), vr: vr)
    case "SQ": return try plantInside(tag, data)
    default:
      guard Element.isText(vr) else { return }
      try data.pass(tag, next, vr: vr)
    }
    planted += 1
  }

  /// In each sequence an item with a name, a text, a code and a sequence of its own.
  private mutating func plantInside(_ tag: Tag, _ data: DataSet) throws {
    let item = try data.addItem(tag, vr: "SQ")
    for (inner, vr) in [
      (Tag.patientName, "PN"), (.codeMeaning, "LO"), (.codeValue, "SH"), (Tag(0x0040, 0xA160), "UT"),
    ] {
      try plant(inner, vr, item)
    }
    guard tag != .realWorldValueMappingSequence else { return }
    try plantInside(.realWorldValueMappingSequence, item)
  }

  /// Blocks of private elements, also under creators whose other elements are safe.
  mutating func plantPrivate(_ data: DataSet) throws {
    for (n, creator) in ["ZORRO100001", "Philips PET Private Group", "GEMS_PETD_01", "SIEMENS MED NM"]
      .enumerated()
    {
      let group = UInt16([0x0029, 0x7053, 0x0009, 0x0033][n])
      try data.pass(Tag(group, 0x0010), creator, vr: "LO")
      for element in 1...120 {
        let vr = ["LO", "DS", "PN", "UT", "OB", "SH", "DA", "CS", "UI", "FD"][element % 10]
        try plant(Tag(group, 0x1000 + UInt16(element)), vr, data)
      }
    }
  }
}
