import DICOM
import Diagnostics
import Files
import Foundation
import Records
import Synchronization

/// Whether the images below a folder name their patient.
///
/// An object is taken as pseudonymous if it states so (Patient Identity Removed, (0012,0062)), or if its patient's name is
/// its own Patient ID or nothing, would be taken as a pseudonym by the registry too, and no date of birth stands in it. Files that did not change since are not read again.
package final class IdentityCheck: Sendable {
  private let folder: URL
  private let known = Mutex<[String: FileStamp]>([:])

  package init(_ folder: URL) { self.folder = folder }

  /// - Throws: `Problem` of kind `dataRejected` for the first object that names a patient; it states where, and not whom.
  package func check() throws(Problem) {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    while let url = walk?.nextObject() as? URL {
      guard let stamp = FileStamp(url.path), known.withLock({ $0[url.path] != stamp }) else { continue }
      if DataSet.isDICOM(url.path), let set = try? DataSet.read(url.path, stopBeforePixels: true),
        Self.names(set)
      {
        throw Problem(
          .dataRejected, what: "this image names its patient", at: url.path,
          why: "an assistant would be given a person's data",
          remedy: "de-identify the study first, so that Patient Identity Removed (0012,0062) is YES")
      }
      known.withLock { $0[url.path] = stamp }
    }
  }

  /// Whether an object may belong to a person by name.
  static func names(_ set: DataSet) -> Bool {
    func text(_ tag: Tag) -> String { (set.string(tag) ?? "").trimmingCharacters(in: .whitespaces) }
    if text(Tag(0x0012, 0x0062)).uppercased() == "YES" { return false }
    let (name, id) = (text(.patientName), text(.patientID))
    guard text(Tag(0x0010, 0x0030)).isEmpty else { return true }
    return !name.isEmpty && (name != id || name.contains(" ") || PseudonymRule.fault(name) != nil)
  }
}
