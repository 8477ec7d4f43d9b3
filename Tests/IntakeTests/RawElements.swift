import Foundation

/// A DICOM file in explicit little endian as a tree of elements, so that one can be dropped or changed without the library that
/// the program reads with.
struct RawElements {
  final class Element {
    let tag: UInt32
    let vr: String
    var value: [UInt8]
    /// Of a sequence.
    var items: [[Element]] = []
    init(_ tag: UInt32, _ vr: String, _ value: [UInt8]) { (self.tag, self.vr, self.value) = (tag, vr, value) }

    var text: String {
      String(decoding: value, as: UTF8.self).trimmingCharacters(in: .init(charactersIn: " \0"))
    }
    var isText: Bool {
      ["AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "PN", "SH", "TM", "UI", "UT", "ST", "LT"].contains(vr)
    }
  }

  /// Preamble, mark and file meta information.
  private let head: [UInt8]
  private(set) var elements: [Element]

  init(_ path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    // (0002,0000) UL 4: the length of what follows of group 2.
    let length = Int(Self.number(bytes, 140, 4)) + 144
    head = Array(bytes[..<length])
    var at = length
    elements = Self.elements(bytes, &at, end: bytes.count)
  }

  private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> UInt32 {
    (0..<count).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
  }

  private static func tag(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    number(bytes, at, 2) << 16 | number(bytes, at + 2, 2)
  }

  private static let long: Set<String> = ["OB", "OW", "OF", "OD", "OL", "SQ", "UN", "UT", "UC", "UR"]

  private static func elements(_ bytes: [UInt8], _ at: inout Int, end: Int) -> [Element] {
    var all: [Element] = []
    while at < end {
      let tag = tag(bytes, at)
      if tag == 0xFFFE_E00D {
        at += 8
        break
      }
      let vr = String(decoding: bytes[at + 4..<at + 6], as: UTF8.self)
      let isLong = long.contains(vr)
      let length = isLong ? number(bytes, at + 8, 4) : number(bytes, at + 6, 2)
      at += isLong ? 12 : 8
      let element = Element(tag, vr, [])
      if vr == "SQ" {
        element.items = items(bytes, &at, length: length)
      } else {
        element.value = Array(bytes[at..<at + Int(length)])
        at += Int(length)
      }
      all.append(element)
    }
    return all
  }

  private static func items(_ bytes: [UInt8], _ at: inout Int, length: UInt32) -> [[Element]] {
    var all: [[Element]] = []
    let end = length == .max ? bytes.count : at + Int(length)
    while at < end {
      let (mark, size) = (tag(bytes, at), number(bytes, at + 4, 4))
      at += 8
      if mark == 0xFFFE_E0DD { break }
      all.append(elements(bytes, &at, end: size == .max ? end : at + Int(size)))
    }
    return all
  }

  func write(to path: String) throws { try Data(head + Self.bytes(elements)).write(to: URL(filePath: path)) }

  private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }

  private static func bytes(_ elements: [Element]) -> [UInt8] {
    elements.flatMap { element -> [UInt8] in
      var value = element.value
      if element.vr == "SQ" {
        value = element.items.flatMap { item -> [UInt8] in
          let inside = bytes(item)
          return little(0xFFFE, 2) + little(0xE000, 2) + little(UInt32(inside.count), 4) + inside
        }
      }
      if value.count % 2 == 1 { value.append(element.vr == "UI" ? 0 : 32) }
      let tag = little(element.tag >> 16, 2) + little(element.tag & 0xFFFF, 2) + Array(element.vr.utf8)
      let length =
        long.contains(element.vr)
        ? [0, 0] + little(UInt32(value.count), 4) : little(UInt32(value.count), 2)
      return tag + length + value
    }
  }
}

extension RawElements {
  /// Where an element lies: numbers of tags and items, from the outermost.
  struct Path: Hashable, CustomStringConvertible {
    var steps: [Step]
    struct Step: Hashable { var tag: UInt32, item: Int }
    var tag: UInt32 { steps.last!.tag }
    var description: String {
      steps.map { step in String(format: "(%04X,%04X)", step.tag >> 16, step.tag & 0xFFFF) }.joined(
        separator: ".")
    }
  }

  /// All elements, sequences before what is in them.
  var paths: [Path] { Self.paths(elements, []) }

  private static func paths(_ elements: [Element], _ above: [Path.Step]) -> [Path] {
    elements.flatMap { element -> [Path] in
      let own = Path(steps: above + [Path.Step(tag: element.tag, item: 0)])
      return [own]
        + element.items.enumerated().flatMap { n, item in
          paths(item, above + [Path.Step(tag: element.tag, item: n)])
        }
    }
  }

  func element(_ path: Path) -> Element? {
    var list = elements
    for step in path.steps.dropLast() {
      guard let next = list.first(where: { $0.tag == step.tag }), next.items.indices.contains(step.item)
      else {
        return nil
      }
      list = next.items[step.item]
    }
    return list.first { $0.tag == path.tag }
  }

  /// Puts an element where the path leads, in order; no effect where its sequences are not there, or it has a value.
  mutating func add(_ element: Element, at path: Path) -> Bool {
    if let empty = self.element(path) {
      guard empty.value.isEmpty, empty.items.isEmpty else { return false }
      (empty.value, empty.items) = (element.value, element.items)
      return true
    }
    func put(_ list: inout [Element]) {
      list.insert(element, at: list.firstIndex { $0.tag > element.tag } ?? list.count)
    }
    guard path.steps.count > 1 else {
      put(&elements)
      return true
    }
    let above = Path(steps: Array(path.steps.dropLast(1)))
    let item = path.steps[path.steps.count - 2].item
    guard let sequence = self.element(above), sequence.items.indices.contains(item) else { return false }
    put(&sequence.items[item])
    return true
  }

  mutating func drop(_ path: Path) {
    guard path.steps.count > 1 else {
      elements.removeAll { $0.tag == path.tag }
      return
    }
    let above = Path(steps: Array(path.steps.dropLast(1)))
    let item = path.steps[path.steps.count - 2].item
    guard let sequence = element(above), sequence.items.indices.contains(item) else { return }
    sequence.items[item].removeAll { $0.tag == path.tag }
  }
}
