import Foundation

/// The first bytes of a file, enough to decide whether it is worth parsing.
struct FileHead {
  let bytes: [UInt8]

  init?(path: String) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
      let handle = FileHandle(forReadingAtPath: path)
    else { return nil }
    defer { try? handle.close() }
    bytes = (try? handle.read(upToCount: 132)).map { [UInt8]($0) } ?? []
  }

  var looksLikeDICOM: Bool { hasMark || beginsWithDataSet }

  /// `DICM` after a preamble of 128 bytes (PS3.10 7.1).
  private var hasMark: Bool { bytes.count >= 132 && bytes[128...131].elementsEqual("DICM".utf8) }

  /// Old files have no preamble: they begin with group 0002 or 0008, in explicit VR or with a small length.
  private var beginsWithDataSet: Bool {
    guard bytes.count >= 16 else { return false }
    let group = UInt16(bytes[0]) | UInt16(bytes[1]) << 8, element = UInt16(bytes[2]) | UInt16(bytes[3]) << 8
    if group == 0x0800 || group == 0x0200 { return isExplicit }
    guard group == 0x0002 || group == 0x0008, element <= 0x0100 || group == 0x0008 else { return false }
    let length = (4..<8).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[$1]) }
    return isExplicit || (length % 2 == 0 && length <= 1024)
  }

  private var isExplicit: Bool {
    ["UL", "CS", "UI", "DA", "TM", "SH", "LO", "OB", "IS"].contains { $0.utf8.elementsEqual(bytes[4...5]) }
  }
}
