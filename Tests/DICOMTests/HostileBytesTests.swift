@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Testing

private func with<T>(_ bytes: [UInt8], _ body: (String) throws -> T) throws -> T {
  let folder = try Fixtures.temporaryFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  let url = folder.appending(path: "object")
  try Data(bytes).write(to: url)
  return try body(url.path)
}

/// The text of the problem that reading ends in; empty if it ends well.
private func refusal(_ bytes: [UInt8]) throws -> String {
  try with(bytes) { path in
    do {
      _ = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      return ""
    } catch { return "\(error)" }
  }
}

private let image =
  RawObject.element(0x28, 0x02, "US", RawObject.u16(1))
  + RawObject.element(0x28, 0x10, "US", RawObject.u16(2))
  + RawObject.element(0x28, 0x11, "US", RawObject.u16(2))
  + RawObject.element(0x28, 0x100, "US", RawObject.u16(16))

@Suite struct HostileBytesTests {
  @Test func whatIsNoDICOMIsToldSo() throws {
    #expect(try refusal(Array("just a letter, which is long enough".utf8)).contains("not a DICOM file"))
    #expect(try refusal([]).contains("not a DICOM file"))
    #expect(try refusal([UInt8](repeating: 0, count: 200)).contains("not a DICOM file"))
    let missing = #expect(throws: Problem.self) { () throws in _ = try DataSet.read("/nowhere/file") }
    #expect(missing?.kind == .inputMissing)
  }

  @Test func aSoundFileIsRead() throws {
    let pixels = RawObject.element(0x7FE0, 0x10, "OW", [1, 0, 2, 0, 3, 0, 0xFF, 0xFF])
    try with(RawObject(image + pixels).bytes) { path in
      let values = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      #expect(values == [1, 2, 3, 65535])
    }
  }

  @Test(arguments: [65, 200, 100_000]) func deepNestingIsRefused(_ depth: Int) throws {
    #expect(try refusal(RawObject(RawObject.nested(depth)).bytes).contains("nested more than 64 deep"))
  }

  @Test func sixtyDeepIsFine() throws {
    try with(RawObject(RawObject.nested(60)).bytes) { path in
      var set = try DataSet.read(path), depth = 0
      while let inner = set.items(.referencedImageSequence).first {
        set = inner
        depth += 1
      }
      #expect(depth == 60)
    }
  }

  @Test func brokenNestingIsRefusedWhereItCouldBeDeep() throws {
    var bytes = RawObject.nested(50_000)
    bytes[4] = 0x00
    #expect(try refusal(RawObject(bytes).bytes) != "")
  }

  @Test func truncatedPixelsNameBothLengths() throws {
    let pixels = RawObject.element(0x7FE0, 0x10, "OW", [1, 0, 2, 0])
    #expect(try refusal(RawObject(image + pixels).bytes).contains("truncated: 4 bytes, where 8 are due"))
  }

  @Test func lengthsBeyondTheFileAreRefused() throws {
    for length in [100, 0x7FFF_FFFE, 0xFFFF_FFF0] {
      let pixels = RawObject.element(0x7FE0, 0x10, "OW", [1, 0, 2, 0], length: length)
      #expect(try refusal(RawObject(image + pixels).bytes).contains("damaged"))
    }
  }

  @Test func contradictoryDescriptionsAreRefused() throws {
    let pixels = RawObject.element(0x7FE0, 0x10, "OW", [UInt8](repeating: 0, count: 8))
    func described(_ number: Int, _ value: Int) throws -> String {
      try refusal(
        RawObject(image + RawObject.element(0x28, number, "US", RawObject.u16(value)) + pixels).bytes)
    }
    #expect(try described(0x101, 17).contains("do not fit"))
    #expect(try refusal(RawObject(pixels).bytes).contains("Rows"))
    #expect(try refusal(RawObject(image).bytes).contains("no pixel data"))
  }

  @Test func valuesThatAreNoNumbersAreNilWithAReason() throws {
    let set =
      RawObject.text(0x18, 0x50, "DS", "five") + RawObject.text(0x18, 0x88, "DS", "4,5")
      + RawObject.text(0x20, 0x13, "IS", "") + RawObject.text(0x28, 0x30, "DS", "2\\nan")
    try with(RawObject(set).bytes) { path in
      let set = try DataSet.read(path)
      for tag in [Tag.sliceThickness, .spacingBetweenSlices, .pixelSpacing] {
        #expect(set.double(tag) == nil && set.contains(tag))
        #expect(throws: Problem.self) { _ = try set.numbers(tag) }
      }
      #expect(set.int(.instanceNumber) == nil && !set.hasValue(.instanceNumber))
      let none = try set.numbers(.instanceNumber)
      #expect(none == nil && set.double(.rescaleSlope) == nil)
      let empty = #expect(throws: Problem.self) { () throws in
        _ = try set.number(.instanceNumber, "Instance Number")
      }
      #expect(empty?.what == "Instance Number (0020,0013) is empty")
    }
  }

  @Test func untypedPrivateTextIsFoundByItsCreator() throws {
    let set =
      RawObject.text(0x7053, 0x10, "LO", "SOMEBODY")
      + RawObject.text(0x7053, 0x11, "LO", "Philips PET Private Group")
      + RawObject.element(0x7053, 0x1009, "UN", Array("9.75".utf8))
      + RawObject.element(0x7053, 0x1109, "UN", Array("1.50".utf8))
    try with(RawObject(set).bytes) { path in
      let set = try DataSet.read(path)
      let tag = try #require(set.privateTag(0x7053, creator: "Philips PET Private Group", 0x09))
      #expect(tag == Tag(0x7053, 0x1109) && set.double(tag) == 1.5)
      #expect(set.privateTag(0x7053, creator: "Philips", 0x09) == nil)
    }
  }

  @Test func characterSetsBecomeUnicode() throws {
    let latin =
      RawObject.text(0x08, 0x05, "CS", "ISO_IR 100")
      + RawObject.element(0x08, 0x103E, "LO", [0x50, 0x72, 0xFC, 0x66])
    try with(RawObject(latin).bytes) { path in
      let text = try DataSet.read(path).string(.seriesDescription)
      #expect(text == "Prüf")
    }
    // PS3.5 H.3.1: Yamada^Tarou=山田^太郎=やまだ^たろう in ISO 2022 escapes.
    let name: [UInt8] =
      Array("Yamada^Tarou=".utf8) + [0x1B, 0x24, 0x42, 0x3B, 0x33, 0x45, 0x44, 0x1B, 0x28, 0x42]
      + Array("^".utf8)
      + [0x1B, 0x24, 0x42, 0x42, 0x40, 0x4F, 0x3A, 0x1B, 0x28, 0x42, 0x20]
    let japanese =
      RawObject.text(0x08, 0x05, "CS", "\\ISO 2022 IR 87") + RawObject.element(0x10, 0x10, "PN", name)
    try with(RawObject(japanese).bytes) { path in
      let text = try DataSet.read(path).string(.patientName)
      #expect(text == "Yamada^Tarou=山田^太郎")
    }
  }

  @Test func highBitsAboveTheStoredOnesAreNoValue() throws {
    let stored =
      RawObject.element(0x28, 0x101, "US", RawObject.u16(12))
      + RawObject.element(0x28, 0x102, "US", RawObject.u16(11))
    let signed = RawObject.element(0x28, 0x103, "US", RawObject.u16(1))
    let pixels = RawObject.element(0x7FE0, 0x10, "OW", [0xFF, 0xFF, 0x01, 0xF0, 0x00, 0x08, 0xFF, 0x07])
    try with(RawObject(image + stored + signed + pixels).bytes) { path in
      let values = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      #expect(values == [-1, 1, -2048, 2047])
    }
  }

  /// Four bytes of a pixel stand in falling order in big endian, whatever words they are grouped into.
  @Test func thirtyTwoBitsInBigEndian() throws {
    func element(_ group: UInt8, _ number: UInt8, _ vr: String, _ value: [UInt8]) -> [UInt8] {
      let length = [UInt8(value.count >> 8), UInt8(value.count & 255)]
      return [0, group, 0, number] + Array(vr.utf8) + (vr == "OW" ? [0, 0, 0, 0] + length : length) + value
    }
    let described =
      element(0x28, 0x02, "US", [0, 1]) + element(0x28, 0x10, "US", [0, 1])
      + element(0x28, 0x11, "US", [0, 2])
    let bits: [UInt8] = [0, 0x28, 1, 0, 0x55, 0x53, 0, 2, 0, 32]
    let pixels: [UInt8] = [0x7F, 0xE0, 0, 0x10, 0x4F, 0x57, 0, 0, 0, 0, 0, 8, 0, 1, 2, 3, 0xFF, 0, 0, 1]
    try with(RawObject(described + bits + pixels, syntax: "1.2.840.10008.1.2.2").bytes) { path in
      let values = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      #expect(values == [66051, 4_278_190_081])
    }
  }

  private func compressed(
    _ stream: [UInt8], side: Int, bits: Int, allocated: Int? = nil, signed: Bool = false, syntax: String
  ) -> [UInt8] {
    let set =
      RawObject.element(0x28, 0x02, "US", RawObject.u16(1)) + RawObject.text(0x28, 0x04, "CS", "MONOCHROME2")
      + RawObject.element(0x28, 0x10, "US", RawObject.u16(side))
      + RawObject.element(0x28, 0x11, "US", RawObject.u16(side))
      + RawObject.element(0x28, 0x100, "US", RawObject.u16(allocated ?? bits))
      + RawObject.element(0x28, 0x101, "US", RawObject.u16(bits))
    let described =
      set + RawObject.element(0x28, 0x102, "US", RawObject.u16(bits - 1))
      + RawObject.element(0x28, 0x103, "US", RawObject.u16(signed ? 1 : 0))
    let end = RawObject.u16(0xFFFE) + RawObject.u16(0xE0DD) + RawObject.u32(0)
    let pixels = RawObject.element(0x7FE0, 0x10, "OB", [], length: 0xFFFF_FFFF) + RawObject.item([])
    return RawObject(described + pixels + RawObject.item(stream) + end, syntax: syntax).bytes
  }

  private func decoded(_ stream: String) -> [UInt8] {
    let bytes = [UInt8](Data(base64Encoded: stream)!)
    return bytes.count % 2 == 0 ? bytes : bytes + [0]
  }

  /// A code stream of OpenJPEG (4 × 4, 8 bits, lossless; values 10·n), encapsulated by hand.
  @Test func jpeg2000() throws {
    let stream = decoded(jpeg2000Stream), syntax = "1.2.840.10008.1.2.4.90"
    try with(compressed(stream, side: 4, bits: 8, syntax: syntax)) { path in
      let values = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      #expect(values == (0..<16).map { Double($0 * 10) })
    }
    let half = Array(stream.prefix(stream.count / 2 & ~1))
    #expect(try refusal(compressed(half, side: 4, bits: 8, syntax: syntax)).contains("JPEG 2000"))
    #expect(try refusal(compressed(stream, side: 5, bits: 8, syntax: syntax)).contains("another size"))
  }

  /// The same stream in a header that allocates two bytes for its eight bits.
  @Test func eightBitsOfJPEG2000InSixteen() throws {
    let stream = decoded(jpeg2000Stream), syntax = "1.2.840.10008.1.2.4.90"
    try with(compressed(stream, side: 4, bits: 8, allocated: 16, syntax: syntax)) { path in
      let values = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      #expect(values == (0..<16).map { Double($0 * 10) })
    }
  }

  /// The stream is unsigned, the header signed: its eight bits are a complement of two.
  @Test func theHeaderDecidesTheSignOfJPEG2000() throws {
    let stream = decoded(jpeg2000Stream), syntax = "1.2.840.10008.1.2.4.90"
    try with(compressed(stream, side: 4, bits: 8, signed: true, syntax: syntax)) { path in
      let values = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      #expect(values == (0..<16).map { Double(Int8(truncatingIfNeeded: $0 * 10)) })
    }
  }

  /// A code stream of CharLS (16 × 16, 16 bits, lossless; values 100·n).
  @Test func jpegLS() throws {
    let stream = decoded(jpegLSStream), syntax = "1.2.840.10008.1.2.4.80"
    try with(compressed(stream, side: 16, bits: 16, syntax: syntax)) { path in
      let values = try PixelFrames(DataSet.read(path)).doubles(frame: 0)
      #expect(values == (0..<256).map { Double($0 * 100) })
    }
    let half = Array(stream.prefix(stream.count / 2 & ~1))
    #expect(try refusal(compressed(half, side: 16, bits: 16, syntax: syntax)).contains("damaged"))
  }
}

private let jpeg2000Stream =
  "/0//UQApAAAAAAAEAAAABAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAABBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZA"
  + "AlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAAhAAH/k9+AgBIPP2IAt08geeY1VT7f"
  + "ps//2Q=="

private let jpegLSStream =
  "/9j/9wALEAAQABABAREA//gADQH//wASAEMBFABA/9oACAEBAAAAAKY8x5izHmLYdg1/vd3udvtdnsRICZExrEsKwN"
  + "9vN1uNttNlsNdMgSA1mq1Gm0mi0GeziaTCWSiSmMx+SCORiKRCGQiCQH9+fXx7WIx89PLw7uzq6Obk4uDe3NqwmPWx"
  + "ra2ppaWhnZ2ZlZGNiWAx4wsC+vLy6uLi2trSysuG+Y7cOG7ds2atWrRo0Zs28Y6ZMmLFgwYL165cuXLW6Y5WrVixYs"
  + "Vq1atWqVKm4Y4VKlSlSyywwwwuuu2zG6666yyyyyyyyqqraMbKqqqqqqqqKKKKKNkxqoommta1rWta1tgxotalKUpS"
  + "lKUpTXMZqUpSlKSlKUpS1gD//9k="
