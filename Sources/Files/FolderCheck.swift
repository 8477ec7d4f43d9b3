import Foundation

/// Whether a path leads to a folder; `nil` where nothing is there. A link is what it leads to.
package func isFolder(_ path: String) -> Bool? {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
  return isFolder.boolValue
}
