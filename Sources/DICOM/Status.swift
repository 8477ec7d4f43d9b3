internal import CDCMTK
import Diagnostics

/// Runs a shim call with a buffer for its error text.
func withErrorText<T>(_ body: (UnsafeMutablePointer<CChar>, Int) -> T) -> (result: T, text: String) {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
    buffer.initialize(repeating: 0)
    let result = body(buffer.baseAddress!, buffer.count)
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return (result, String(decoding: bytes, as: UTF8.self))
  }
}

/// Turns a shim's status into the problem that the user sees.
func problem(_ status: HDStatus, _ text: String, at location: String) -> Problem {
  switch status {
  case HDNoDictionary:
    Problem(
      .serviceUnavailable, what: "the DICOM data dictionary was not found", at: location,
      why: "without it, data in implicit VR cannot be understood",
      remedy: "install the package libdcmtk17, or set DCMDICTPATH to the path of dicom.dic")
  case HDInputOutput: Problem(.inputOutput, what: text, at: location)
  case HDUnsupported:
    Problem(
      .dataRejected, what: text, at: location,
      remedy: "export the object again, uncompressed (Explicit VR Little Endian)")
  case HDAbsent: Problem(.inputMissing, what: text, at: location)
  default:
    Problem(
      .dataRejected, what: text.isEmpty ? "the data break the DICOM standard" : text, at: location,
      remedy: "export or transfer the object again")
  }
}

extension HDText {
  /// The text in Swift's hands; the C memory is freed. Bytes that are not UTF-8 become U+FFFD.
  func take() -> String {
    defer { hd_free(bytes) }
    guard let bytes else { return "" }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
      String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
    }
  }

  func takeBytes() -> [UInt8] {
    defer { hd_free(bytes) }
    guard let bytes else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
  }
}
