import Files
import Foundation

extension CaseFolder {
  /// The file of a volume for the eye, made once for each state of what it is made of.
  /// - Parameter state: a digest; of longer ones the first twelve letters count.
  func picture(_ id: String, of state: String, make: (URL) throws -> Void) throws -> URL {
    let file = view.appending(path: "\(id)-\(state.prefix(12)).nii.gz")
    if FileManager.default.fileExists(atPath: file.path) { return file }
    try createFolder(view)
    try make(file)
    removeOlder(id, than: file)
    return file
  }

  /// Pictures of what is no more.
  private func removeOlder(_ id: String, than file: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: view.path)) ?? []
    for name in names
    where name != file.lastPathComponent && name.hasSuffix(".nii.gz") && name.dropLast(20) == id {
      unlink(view.appending(path: name).path)
    }
  }
}
