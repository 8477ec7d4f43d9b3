import DICOM
import Diagnostics
import Files
import Foundation

/// What identifies a DICOM object in a file, and where it belongs.
struct ObjectHead {
  var patientID, issuer, study, series, sopClass, sopInstance, transferSyntax: String

  /// - Throws: `Problem` of kind `dataRejected` for a file that is not a DICOM object with identity.
  init(_ path: String) throws(Problem) {
    let data = try DataSet.read(path, stopBeforePixels: true)
    func uid(_ tag: Tag, _ name: String) throws(Problem) -> String {
      let value = try data.required(tag, name)
      guard Self.isSafe(value) else {
        throw Problem(.dataRejected, what: "\(name) is not a UID", at: data.place(tag))
      }
      return value
    }
    study = try uid(.studyInstanceUID, "Study Instance UID")
    series = data.string(.seriesInstanceUID) ?? ""
    sopClass = try uid(.sopClassUID, "SOP Class UID")
    sopInstance = try uid(.sopInstanceUID, "SOP Instance UID")
    patientID = data.string(.patientID) ?? ""
    issuer = data.string(Tag(0x0010, 0x0021)) ?? ""
    transferSyntax = data.transferSyntax
  }

  /// Digits and dots alone, so that it can be the name of a file. Leading zeros of components are forbidden, and common.
  private static func isSafe(_ uid: String) -> Bool {
    uid.count <= 64 && uid.contains(where: \.isNumber) && !uid.hasPrefix(".")
      && uid.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
  }

  /// Folder of the patient: the ID itself where it can be a name; else its safe form with eight digits of a digest, so
  /// that two patients never share a folder.
  var patientFolder: String {
    let safe = String(safeFileName(patientID).unicodeScalars.prefix(64))
    let isPlain =
      safe == patientID && issuer.isEmpty && !safe.hasPrefix("_") && !safe.hasPrefix(".") && !safe.isEmpty
    if isPlain { return safe }
    let digest = sha256("\(patientID)\u{0}\(issuer)".utf8).prefix(8)
    let visible = safe.drop { ".-_".contains($0) }
    return visible.isEmpty ? "unnamed-\(digest)" : "\(visible)-\(digest)"
  }
}

/// The bytes of an object without the header of its file, which each receiver writes for itself.
enum ObjectBytes {
  /// SHA-256 of the data set as it is encoded in the file.
  static func digest(_ path: String) throws(Problem) -> String {
    let bytes: Data
    do { bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped) } catch {
      throw Problem(.inputOutput, what: "the file cannot be read to its end", at: path)
    }
    var digest = Digest()
    bytes.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[start($0)...])) }
    return digest.finish()
  }

  /// Where the data set begins: behind the mark and the group of length-prefixed elements (PS3.10 7.1).
  private static func start(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count > 144, bytes[128..<132].elementsEqual("DICM".utf8),
      bytes[132..<136].elementsEqual([2, 0, 0, 0])
    else { return 0 }
    let length = Int(bytes.loadUnaligned(fromByteOffset: 140, as: UInt32.self).littleEndian)
    return min(144 + length, bytes.count)
  }
}
