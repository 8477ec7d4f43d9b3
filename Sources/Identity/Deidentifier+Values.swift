import DICOM
import Diagnostics

extension Deidentifier {
  func apply(_ treatment: ConfidentialityProfile.Treatment, to element: Element, _ tally: inout Tally)
    throws(Problem)
  {
    switch treatment {
    case .remove: tally.removed += 1
    case .empty:
      tally.removed += 1
      try element.writeEmpty()
    case .dummy:
      tally.replaced += 1
      try writeDummy(element)
    case .newUID: try writeUIDs(element, &tally)
    case .shift: try writeShifted(element, &tally)
    case .clean: try writeCleaned(element, &tally)
    case .inside, .byRepresentation: try writeByRepresentation(element, &tally)
    }
  }

  private func writeDummy(_ element: Element) throws(Problem) {
    switch element.vr {
    case "PN": try element.write("Anonymous")
    case "UI": try element.write(element.values.map(key.uid))
    case "LO", "SH", "ST", "LT", "UT", "UC", "AE":
      try element.write(element.text.isEmpty ? "" : key.dummy(element.text))
    default: try element.writeEmpty()
    }
  }

  /// UIDs of the standard (classes, transfer syntaxes, well-known frames) say nothing of a patient.
  private func writeUIDs(_ element: Element, _ tally: inout Tally) throws(Problem) {
    let values = element.values
    let new = values.map { $0.isEmpty || isOfStandard($0) ? $0 : key.uid($0) }
    if new == values { tally.kept += 1 } else { tally.replaced += 1 }
    try element.write(new)
  }

  private func isOfStandard(_ uid: String) -> Bool {
    uid.hasPrefix("1.2.840.10008.") && UID.isValid(uid) && !known.holds(word: uid)
      && uid.split(separator: ".").allSatisfy { $0.count <= 5 }
  }

  private func writeShifted(_ element: Element, _ tally: inout Tally) throws(Problem) {
    let shift = DateShift(days: subject.days)
    let new = element.values.map { value in
      switch element.vr {
      case "DA": shift.date(value)
      case "DT": shift.dateTime(value)
      case "TM": DateShift.isTime(value) ? value : ""
      default: DateShift.isOffset(value) ? value : ""
      }
    }
    tally.shifted += 1
    try element.write(new)
  }

  private func writeCleaned(_ element: Element, _ tally: inout Tally) throws(Problem) {
    let text = element.text
    let new = element.values.map { vocabulary.cleaned($0, of: known) }.joined(separator: "\\")
    if new == text { tally.kept += 1 } else { tally.cleaned += 1 }
    if !new.isEmpty || text.isEmpty { return try element.write(String(new.prefix(Self.longest(element.vr)))) }
    if profile.mayVanish(element.tag) { return }
    try element.write(["LO", "SH", "UC"].contains(element.vr) ? key.dummy(text) : "")
  }

  private static func longest(_ vr: String) -> Int {
    ["SH": 16, "LO": 64, "ST": 1024, "LT": 10240][vr] ?? 1 << 20
  }

  private func writeByRepresentation(_ element: Element, _ tally: inout Tally) throws(Problem) {
    switch element.vr {
    case "LO", "SH", "ST", "LT", "UT", "UC": try writeCleaned(element, &tally)
    case "UI": try writeUIDs(element, &tally)
    case "DA", "DT", "TM": try writeShifted(element, &tally)
    case "CS": try filter(element, &tally) { vocabulary.isTerm($0) }
    case "AS": try writeAge(element, &tally)
    case "DS", "IS": try writeDecimals(element, &tally)
    case "US", "SS", "UL", "SL", "UV", "SV", "FL", "FD", "AT": try writeBinary(element, &tally)
    case "OB", "OW", "OF", "OD", "OL", "OV": try writeBulk(element, &tally)
    default:
      tally.removed += 1
      try element.writeEmpty()
    }
  }

  /// Values that may not stay become empty, the others keep their place.
  private func filter(_ element: Element, _ tally: inout Tally, _ isKept: (String) -> Bool) throws(Problem) {
    let values = element.values
    var new = values.map { isKept($0) ? $0 : "" }
    if new == values { tally.kept += 1 } else { tally.removed += 1 }
    while new.last == "" { new.removeLast() }
    try element.write(new)
  }

  /// Ages above 89 years are one class (HIPAA 45 CFR 164.514(b)(2)(i)(C)).
  private func writeAge(_ element: Element, _ tally: inout Tally) throws(Problem) {
    let value = element.text
    guard value.wholeMatch(of: /\d{3}[DWMY]/) != nil else {
      return try filter(element, &tally) { _ in false }
    }
    tally.kept += 1
    try element.write(value.hasSuffix("Y") && value > "089Y" ? "090Y" : value)
  }

  private func writeDecimals(_ element: Element, _ tally: inout Tally) throws(Problem) {
    let text = element.text
    let isNumeric = text.utf8.allSatisfy { "0123456789+-.eE\\ ".utf8.contains($0) }
    let isFew = text.utf8.count <= 1024
    guard isNumeric,
      !isFew
        || !element.values.contains(where: {
          DecimalString.parse($0).map(known.holds(number:)) ?? !$0.isEmpty
        })
    else { return try filter(element, &tally) { _ in false } }
    tally.kept += 1
    if element.stored == element.vr { try element.copy() } else { try element.write(text) }
  }

  private func writeBinary(_ element: Element, _ tally: inout Tally) throws(Problem) {
    let size = element.source.bytes(element.tag)?.count ?? 0
    let isKnown =
      size <= 128 && (element.source.doubles(element.tag) ?? []).contains { known.holds(number: $0) }
    guard element.stored == element.vr, !isKnown else { return tally.removed += 1 }
    tally.kept += 1
    try element.copy()
  }

  /// Pixels, look-up tables and the numbers of surfaces and grids; other bytes may hold anything.
  private func writeBulk(_ element: Element, _ tally: inout Tally) throws(Problem) {
    guard Self.bulk.contains(element.tag) else { return tally.removed += 1 }
    tally.kept += 1
    try element.copy()
  }

  static let bulk: Set<Tag> = [
    .pixelData, .floatPixelData, .doubleFloatPixelData, Tag(0x0028, 0x1201), Tag(0x0028, 0x1202),
    Tag(0x0028, 0x1203),
    Tag(0x0028, 0x1221), Tag(0x0028, 0x1222), Tag(0x0028, 0x1223), Tag(0x0028, 0x3006), Tag(0x0064, 0x0009),
    Tag(0x0066, 0x0016), Tag(0x0066, 0x0023), Tag(0x0066, 0x0040), Tag(0x0066, 0x0021),
  ]
}
