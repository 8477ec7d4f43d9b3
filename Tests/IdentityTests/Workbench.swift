import DICOM
import Files
import Fixtures
import Foundation

@testable import Identity

/// `Tag` is a trait of tests too.
typealias Attribute = DICOM.Tag

/// A folder of originals, one of copies, and a key apart.
struct Workbench {
  let root: URL
  var originals: URL { root.appending(path: "originals") }
  var copies: URL { root.appending(path: "copies") }
  var key: URL { root.appending(path: "keys/identity.key") }

  init() throws {
    root = try Fixtures.temporaryFolder()
    try createFolder(originals)
  }

  func run(withCaptures: Bool = false) throws -> DeidentificationReport {
    try FolderDeidentification(originals, to: copies, keyFile: key, withCaptures: withCaptures).run()
  }

  static func files(_ folder: URL) -> [URL] {
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var found: [URL] = []
    while let url = walker?.nextObject() as? URL { if url.pathExtension == "dcm" { found.append(url) } }
    return found.sorted { $0.path < $1.path }
  }

  /// The copies, by their Instance Number.
  func results() throws -> [Int: DataSet] {
    var all: [Int: DataSet] = [:]
    for url in Self.files(copies) {
      let data = try DataSet.read(url.path)
      all[data.int(.instanceNumber) ?? 0] = data
    }
    return all
  }

  /// A small image of the made-up patient that `change` may add to.
  func write(
    _ number: Int, study: String = "1.2.826.0.1.77", sopClass: String = SOPClass.ct,
    as syntax: TransferSyntax = .explicitLittleEndian,
    change: (DataSet) throws -> Void = { _ in }
  ) throws {
    let data = DataSet()
    try Planting.patient(data, study: study, instance: number, sopClass: sopClass)
    try data.set(.instanceNumber, number)
    try data.setPixels(.unsigned16((0..<64).map { UInt16($0 * 31 + number) }), rows: 8, columns: 8)
    try change(data)
    try data.write(to: originals.appending(path: "\(number).dcm").path, as: syntax)
  }
}
