internal import CDCMTK
import Diagnostics
import Foundation

/// A DICOM data set, or one item of a sequence in it.
///
/// Reading never guesses: an absent value and a value that cannot be understood are both `nil`, and the
/// throwing forms say which of the two it is. It is not a copy of the file: large values are read from the file
/// when they are asked for, so the file must stay where it is.
///
/// `@unchecked Sendable` holds because the only stored state is an immutable handle and an immutable string, and
/// every function of the shim takes the lock of the handle's tree before it touches the tree; nothing of the tree
/// is handed out except copies and further handles, and the tree lives as long as its last handle.
public final class DataSet: @unchecked Sendable {
  let handle: OpaquePointer
  /// The path as the user gave it, and for an item the way to it; used in problems.
  public let location: String

  init(handle: OpaquePointer, location: String) {
    self.handle = handle
    self.location = location
  }

  /// A new, empty data set to be filled and written.
  public init(location: String = "new object") {
    handle = hd_new()
    self.location = location
  }

  deinit { hd_release(handle) }

  /// Opens a file and parses all elements; large values stay on disk until they are asked for.
  ///
  /// - Parameter stopBeforePixels: true to parse the header only; then `PixelFrames` finds no pixels.
  /// - Throws: `inputMissing` if there is no such file, `dataRejected` if it is not DICOM or is damaged,
  ///   `serviceUnavailable` without DICOM data dictionary.
  public static func read(_ path: String, stopBeforePixels: Bool = false) throws(Problem) -> DataSet {
    guard let first = FileHead(path: path) else {
      throw Problem(
        .inputMissing, what: "the file cannot be opened", at: path, remedy: "check path and permissions")
    }
    guard first.looksLikeDICOM else {
      throw Problem(.dataRejected, what: "this is not a DICOM file", at: path)
    }
    var status = HDOkay
    let (handle, text) = withErrorText { hd_open(path, stopBeforePixels ? 1 : 0, &status, $0, $1) }
    guard let handle else { throw problem(status, "the file is damaged (\(text))", at: path) }
    return DataSet(handle: handle, location: path)
  }

  /// True if the file has the `DICM` mark or begins like a data set without preamble. Cheap; no proof.
  public static func isDICOM(_ path: String) -> Bool { FileHead(path: path)?.looksLikeDICOM ?? false }

  /// UID of the transfer syntax in which the file was stored.
  var transferSyntax: String { hd_transfer_syntax(handle).take() }

  /// All tags in the order of the file.
  public var tags: [Tag] {
    var count = 0
    guard let list = hd_tags(handle, &count) else { return [] }
    defer { hd_free(list) }
    return UnsafeBufferPointer(start: list, count: count).map { Tag(code: $0) }
  }

  /// True if the element is there, be it empty.
  public func contains(_ tag: Tag) -> Bool { element(tag) != nil }

  /// True if the element is there and has a value or item.
  public func hasValue(_ tag: Tag) -> Bool {
    element(tag).map { $0.multiplicity > 0 && $0.length > 0 } ?? false
  }

  /// Two letters, such as `DS`; `nil` if the element is absent.
  public func vr(_ tag: Tag) -> String? {
    element(tag).map {
      String(decoding: [UInt8(bitPattern: $0.vr.0), UInt8(bitPattern: $0.vr.1)], as: UTF8.self)
    }
  }

  func element(_ tag: Tag) -> HDElement? {
    var out = HDElement()
    return hd_element(handle, tag.code, &out) == HDOkay ? out : nil
  }

  /// The items of a sequence; empty if it is absent or empty.
  public func items(_ sequence: Tag) -> [DataSet] {
    var count = 0
    guard let list = hd_items(handle, sequence.code, &count) else { return [] }
    defer { hd_free(UnsafeMutableRawPointer(mutating: list)) }
    return (0..<count).map { DataSet(handle: list[$0]!, location: "\(location) \(sequence)[\($0 + 1)]") }
  }

  /// `path (gggg,eeee)`: where a problem with this element is.
  public func place(_ tag: Tag) -> String { "\(location) \(tag)" }
}
