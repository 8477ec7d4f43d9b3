internal import CDCMTK
import Diagnostics
import Foundation

/// How a file is written, PS3.5 section 10 and annex A. JPEG-LS and JPEG 2000 are read only: the JPEG-LS encoder of
/// DCMTK 3.6.7 writes beyond its buffer for small frames.
public enum TransferSyntax: String, Sendable, CaseIterable {
  case implicitLittleEndian = "1.2.840.10008.1.2"
  case explicitLittleEndian = "1.2.840.10008.1.2.1"
  case explicitBigEndian = "1.2.840.10008.1.2.2"
  case deflated = "1.2.840.10008.1.2.1.99"
  case runLength = "1.2.840.10008.1.2.5"
  case jpegLossless = "1.2.840.10008.1.2.4.70"
}

extension DataSet {
  /// Writes the data set with file meta information, whole or not at all: into a temporary file in the same
  /// folder, which is flushed to the disk and then renamed. An existing file of that name is replaced.
  ///
  /// - Throws: `cannotCreate` if the folder refuses, `inputOutput` if the disk does, `internalError` if
  ///   SOP Class UID or SOP Instance UID is not set.
  public func write(to path: String, as syntax: TransferSyntax = .explicitLittleEndian) throws(Problem) {
    try write(to: path, syntax: syntax.rawValue)
  }

  /// As `write(to:as:)`; compressed pixels that were copied are written as they are in their own transfer syntax.
  package func write(to path: String, syntax: String) throws(Problem) {
    for (tag, name) in [(Tag.sopClassUID, "SOP Class UID"), (.sopInstanceUID, "SOP Instance UID")]
    where string(tag) == nil {
      throw Problem(.internalError, what: "\(name) \(tag) is not set", at: path)
    }
    let temporary = Self.temporary(path)
    defer { unlink(temporary) }
    let (status, text) = withErrorText {
      hd_save(handle, temporary, syntax, UID.implementationClass, "HEPATICA", $0, $1)
    }
    guard status == HDOkay else { throw Self.writing(status, text, path) }
    guard Self.flush(temporary), Self.isWhole(temporary), rename(temporary, path) == 0 else {
      throw Self.refused(String(cString: strerror(errno == 0 ? ENOSPC : errno)), path)
    }
    _ = Self.flush((path as NSString).deletingLastPathComponent)
  }

  private static func writing(_ status: HDStatus, _ text: String, _ path: String) -> Problem {
    let folder = (path as NSString).deletingLastPathComponent
    let writable = FileManager.default.isWritableFile(atPath: folder.isEmpty ? "." : folder)
    if !writable {
      return Problem(
        .cannotCreate, what: "the folder cannot be written", at: path, remedy: "choose another folder")
    }
    return status == HDInputOutput
      ? refused(text, path) : Problem(.internalError, what: text, at: path)
  }

  private static func refused(_ reason: String, _ path: String) -> Problem {
    Problem(
      .inputOutput, what: "the file cannot be written (\(reason))", at: path,
      why: "no incomplete file was left",
      remedy: "free some disk space or choose another folder, then run again")
  }

  /// Hidden, and named after the process, so that what an interrupted process leaves can be recognised and removed.
  private static func temporary(_ path: String) -> String {
    let url = URL(filePath: path)
    let name = ".\(getpid())-\(UInt32.random(in: 0 ... .max))-\(url.lastPathComponent)"
    return url.deletingLastPathComponent().appending(path: name).path
  }

  /// DCMTK does not see an error of its last write, when the file is closed: where the disk is nearly full the file
  /// is read again.
  private static func isWhole(_ path: String) -> Bool {
    var disk = statvfs()
    guard statvfs(path, &disk) == 0, UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 64 << 20 else {
      return true
    }
    errno = 0
    return (try? read(path)) != nil
  }

  private static func flush(_ path: String) -> Bool {
    let file = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return fsync(file) == 0
  }
}
