import DICOM
import Diagnostics
import Files
import Foundation

/// Objects in files that are to be sent, each once.
struct Outgoing {
  struct Object {
    var path: String
    var head: ObjectHead
  }
  var objects: [Object] = []
  /// Copies of the same object, which are sent once.
  var copies = 0
  /// Files below the folders that are not DICOM objects.
  var others = 0

  /// - Throws: `Problems` for paths that do not exist, named files that are not DICOM objects, and objects of one identity
  ///   with different contents.
  init(_ paths: [String]) throws {
    var problems: [Problem] = []
    for path in paths {
      guard let isFolder = isFolder(path) else {
        problems.append(
          Problem(.inputMissing, what: "there is no such file or folder", at: path, remedy: "check the path"))
        continue
      }
      if isFolder {
        for file in Self.files(below: path) { add(file, isNamed: false, &problems) }
      } else {
        add(path, isNamed: true, &problems)
      }
    }
    removeCopies(&problems)
    guard problems.isEmpty else { throw Problems(problems) }
  }

  private static func files(below folder: String) -> [String] {
    let root = URL(filePath: folder)
    let all = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
    var files: [String] = []
    while let url = all?.nextObject() as? URL {
      if (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
        files.append(url.path)
      }
    }
    return files.sorted()
  }

  private mutating func add(_ path: String, isNamed: Bool, _ problems: inout [Problem]) {
    guard DataSet.isDICOM(path) else {
      others += 1
      if isNamed { problems.append(Problem(.dataRejected, what: "this is not a DICOM file", at: path)) }
      return
    }
    do throws(Problem) {
      objects.append(Object(path: path, head: try ObjectHead(path)))
    } catch {
      // A DICOMDIR has no identity, and is of no use elsewhere.
      if URL(filePath: path).lastPathComponent == "DICOMDIR" { others += 1 } else { problems.append(error) }
    }
  }

  private mutating func removeCopies(_ problems: inout [Problem]) {
    var first: [String: Object] = [:]
    var kept: [Object] = []
    for object in objects {
      guard let known = first[object.head.sopInstance] else {
        first[object.head.sopInstance] = object
        kept.append(object)
        continue
      }
      copies += 1
      let digests = try? (ObjectBytes.digest(known.path), ObjectBytes.digest(object.path))
      guard let digests, digests.0 == digests.1 else {
        problems.append(
          Problem(
            .dataRejected, what: "two files hold objects of one identity with different contents",
            at: "\(known.path), \(object.path)",
            why: "the archive would keep one of them, and nobody knows which",
            remedy: "send the right one alone"))
        continue
      }
    }
    objects = kept
  }
}
