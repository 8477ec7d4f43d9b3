import Arguments
import Files
import Foundation
import ImageFiles
import Volumes

@testable import Operations
@testable import Server

/// A case of two cubes whose dose is entered, so that it runs from case file to report in a moment.
enum SmallCase {
  static let grid = try! Grid(size: GridSize(16, 14, 12), spacing: Vector3(5, 5, 5))

  static func cube(_ value: Float, _ range: Range<Int> = 3..<10) -> Volume<Float> {
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in range { for j in range { for i in range { volume[i, j, k] = value } } }
    return volume
  }

  /// Liver 1 with a lesion 2 in it.
  static func labels(_ liver: Range<Int> = 3..<10) -> Volume<UInt8> {
    var volume = cube(1, liver).map { UInt8($0) }
    let lesion = cube(1, 4..<7)
    for n in lesion.voxels.indices where lesion.voxels[n] > 0 { volume.voxels[n] = 2 }
    return volume
  }

  static func text(_ pseudonym: String = "X") -> String {
    """
    { hepatica: 1, patient: { pseudonym: "\(pseudonym)" },
      therapy: { kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "Lu-177" },
      administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 7.4 }],
      enter: { dose: { path: "images/dose.nii.gz", unit: "Gy" },
        ct: { path: "images/ct.nii.gz", role: "ct", unit: "HU" } },
      structures: [{ path: "images/labels.nii.gz", names: { "1": "Liver", "2": "Lesion" },
        roles: { Liver: "liver", Lesion: "tumour" } }] }
    """
  }

  /// Makes `cases/NAME`.
  @discardableResult
  static func make(_ house: House, _ name: String) throws -> URL {
    let folder = house.folder.appending(path: "cases/\(name)")
    let images = folder.appending(path: "images")
    try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
    try ImageFiles.write(cube(40), images.appending(path: "dose.nii.gz").path)
    try ImageFiles.write(cube(60), images.appending(path: "ct.nii.gz").path)
    try ImageFiles.write(labels(), images.appending(path: "labels.nii.gz").path)
    try text(name).write(to: folder.appending(path: "case.json5"), atomically: true, encoding: .utf8)
    return folder
  }

  static func house(_ adjust: (inout Workstation.Settings) throws -> Void = { _ in }) throws -> House {
    try House(OperationCatalogue.served, adjust)
  }

  /// Runs a case by its route and waits for the end.
  static func run(_ browser: Browser, _ name: String) -> String {
    guard let id = browser.post("/api/cases/\(name)/run").json["job"] as? String else { return "not taken" }
    var state = ""
    _ = eventually {
      state = browser.get("/api/jobs/\(id)").json["state"] as? String ?? ""
      return !["queued", "running"].contains(state)
    }
    return state
  }
}
