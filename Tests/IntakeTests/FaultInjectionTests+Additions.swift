import Foundation

/// What an object does not state, and could: an attribute that a reader asks for, with a value that contradicts the rest of it.
extension FaultInjectionTests {
  struct Addition: @unchecked Sendable {
    var kinds: Set<Kind>
    var path: RawElements.Path
    let element: RawElements.Element
    /// Tags within a sequence that comes as a whole.
    var inside: [UInt32] {
      element.items.flatMap { $0.flatMap { [$0.tag] + $0.items.flatMap { $0.map(\.tag) } } }
    }

    init(_ kinds: Set<Kind>, _ tags: [UInt32], _ vr: String, _ value: [UInt8]) {
      self.kinds = kinds
      path = RawElements.Path(steps: tags.map { .init(tag: $0, item: 0) })
      element = RawElements.Element(tags.last!, vr, value)
    }
    init(_ kinds: Set<Kind>, _ tags: [UInt32], _ vr: String, _ text: String) {
      self.init(kinds, tags, vr, Array(text.utf8))
    }
    init(_ kinds: Set<Kind>, _ tags: [UInt32], items: [[RawElements.Element]]) {
      self.init(kinds, tags, "SQ", [])
      element.items = items
    }
  }

  private static func text(_ tag: UInt32, _ vr: String, _ text: String) -> RawElements.Element {
    RawElements.Element(tag, vr, Array(text.utf8))
  }
  private static func number(_ tag: UInt32, _ value: Double) -> RawElements.Element {
    RawElements.Element(tag, "FD", withUnsafeBytes(of: value) { Array($0) })
  }
  private static func words(_ values: [UInt16]) -> [UInt8] {
    values.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  }
  private static func code(_ value: String, _ scheme: String, _ meaning: String) -> [RawElements.Element] {
    [text(0x0008_0100, "SH", value), text(0x0008_0102, "SH", scheme), text(0x0008_0104, "LO", meaning)]
  }
  private static func sequence(_ tag: UInt32, _ items: [[RawElements.Element]]) -> RawElements.Element {
    let element = RawElements.Element(tag, "SQ", [])
    element.items = items
    return element
  }

  private static let images: Set<Kind> = [.ct, .spect, .pet]

  /// Vectors of frames that no RECON TOMO image has, of its four slices.
  private static let vectors = [
    0x0054_0010, 0x0054_0020, 0x0054_0030, 0x0054_0050, 0x0054_0060, 0x0054_0070, 0x0054_0080,
    0x0054_0090, 0x0054_0100,
  ].map { Addition([.spect], [$0], "US", words([1, 1, 2, 2])) }

  /// Lengths of dimensions to which no vector assigns the frames.
  private static let lengths =
    [0x0054_0031, 0x0054_0061, 0x0054_0071, 0x0054_0101].map { Addition([.spect], [$0], "US", words([2])) }
    + [
      Addition(
        [.spect], [0x0054_0032],
        items: [[text(0x0018_1242, "IS", "100")], [text(0x0018_1242, "IS", "100")]])
    ]

  static let additions: [Addition] =
    vectors + lengths + [
      Addition(images, [0x0008_002A], "DT", "20240306113000"),
      Addition(images, [0x0008_0022], "DA", "20240306"), Addition(images, [0x0008_0032], "TM", "113000"),
      Addition(images, [0x0008_0023], "DA", "20240306"), Addition(images, [0x0008_0033], "TM", "113000"),
      Addition(images, [0x0008_0021], "DA", "20240306"), Addition(images, [0x0008_0031], "TM", "113000"),
      Addition(images, [0x0008_0020], "DA", "20240306"), Addition(images, [0x0008_0030], "TM", "113000"),
      Addition(images.union([.dose]), [0x0018_0088], "DS", "9.5"),
      Addition(images.union([.dose]), [0x0018_0050], "DS", "9.5"),
      Addition(images, [0x0028_1053], "DS", "2"), Addition(images, [0x0028_1052], "DS", "100"),
      Addition(images, [0x0028_1054], "LO", "US"), Addition(images, [0x0020_0012], "IS", "9"),
      Addition([.ct, .pet], [0x0020_0100], "IS", "2"), Addition([.ct], [0x0018_1120], "DS", "12"),
      Addition([.ct, .pet], [0x0018_1100], "DS", "500"),
      Addition([.pet, .spect], [0x0018_1242], "IS", "100"), Addition([.pet], [0x0054_1300], "DS", "900000"),
      Addition(images, [0x0028_0120], "US", words([3])),
      Addition([.segmentation], [0x0028_0120], "US", words([1])),
      Addition([.pet, .spect], [0x0010_0040], "CS", "F"),
      Addition([.pet, .spect], [0x0010_1020], "DS", "1.61"),
      Addition([.pet, .spect], [0x0010_1030], "DS", "53"),
      Addition([.pet, .spect], [0x0028_0051], "CS", "NONE"),
      Addition([.spect, .ct], [0x0054_1001], "CS", "BQML"),
      Addition([.spect], [0x0054_1102], "CS", "START"), Addition([.pet], [0x0054_1102], "CS", "ADMIN"),
      Addition([.pet, .spect], [0x0018_9701], "DT", "20240301113000"),
      Addition([.pet], [0x0054_1006], "CS", "LBM"),
      Addition([.pet], [0x0054_1000], "CS", "DYNAMIC\\IMAGE"),
      Addition([.spect], [0x0020_0032], "DS", "1\\2\\3"),
      Addition([.spect], [0x0020_0037], "DS", "0\\1\\0\\1\\0\\0"),
      Addition([.spect], [0x0054_0081], "US", words([7])), Addition([.ct], [0x0028_0008], "IS", "3"),
      Addition([.pet, .spect], [0x0054_0016, 0x0018_0031], "LO", "Ga-68-PSMA"),
      Addition([.pet, .spect], [0x0054_0016, 0x0018_1072], "TM", "010000"),
      Addition([.pet, .spect], [0x0054_0016, 0x0018_1078], "DT", "20240303010000"),
      Addition([.pet, .spect], [0x0054_0016, 0x0018_1074], "DS", "1000000"),
      Addition([.pet, .spect], [0x0054_0016, 0x0018_1075], "DS", "4000"),
      Addition([.pet, .spect], [0x0054_0016, 0x0018_1076], "DS", "0.5"),
      Addition(
        [.pet, .spect], [0x0054_0016, 0x0054_0304], items: [code("126714", "DCM", "Ga-68 DOTATATE")]),
      Addition([.pet, .spect], [0x0054_0016, 0x0054_0300], items: [code("C-131A3", "SRT", "^68^Gallium")]),
      Addition([.spect], [0x0054_0410], items: [code("F-10440", "SRT", "erect")]),
      Addition([.spect], [0x0054_0414], items: [code("F-10480", "SRT", "feet-first")]),
      Addition([.spect], [0x0054_0022, 0x0054_0220], items: [code("R-10224", "SRT", "Lateral")]),
      Addition([.spect], [0x0054_0052, 0x0054_0053], "US", words([17])),
      Addition(
        images.union([.enhanced]), [0x0040_9096],
        items: [
          [
            number(0x0040_9224, 7), number(0x0040_9225, 3),
            RawElements.Element(0x0040_9216, "US", words([0])),
            RawElements.Element(0x0040_9211, "US", words([60000])), number(0x0040_9214, 0),
            number(0x0040_9213, 60000),
            sequence(0x0040_08EA, [code("Bq/ml", "UCUM", "Becquerels/milliliter")]),
          ]
        ]),
      Addition(
        images, [0x0040_9094], items: [[sequence(0x0008_1140, [[text(0x0008_1155, "UI", "2.25.99999")]])]]),
      Addition([.structures], [0x3006_0039, 0x3006_0040, 0x3006_0044], "DS", "9.5"),
      Addition([.dose], [0x3004_0006], "LO", "another dose"),
      Addition([.dose], [0x3004_000C], "DS", "0\\9\\18\\27"),
      Addition(
        [.enhanced], [0x5200_9230, 0x0020_9111],
        items: [
          [
            text(0x0018_9074, "DT", "20240306113000"), number(0x0018_9220, 500),
            RawElements.Element(0x0020_9057, "UL", [9, 0, 0, 0]),
            RawElements.Element(0x0020_9128, "UL", [2, 0, 0, 0]),
          ]
        ]),
    ]
}
