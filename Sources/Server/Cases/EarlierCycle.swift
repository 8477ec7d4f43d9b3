import Alignment
import Documents
import Files
import Foundation
import ImageFiles
import Intake
import Quantities
import Stages
import Volumes
import Workflow

/// The dose of an earlier cycle whose summary the case file names, as it lies on the images of this one.
struct EarlierCycle {
  let id: String
  /// As its summary calls it.
  let title: String
  /// The folder of its results.
  private let results: URL

  /// Those that have a dose next to their summary.
  static func all(_ therapy: Case) -> [EarlierCycle] {
    therapy.previous.enumerated().compactMap { n, summary in
      struct Titled: Decodable { var title: String }
      let results = summary.deletingLastPathComponent()
      guard FileManager.default.fileExists(atPath: results.appending(path: "dose.nii.gz").path),
        let data = FileManager.default.contents(atPath: summary.path),
        let title = try? JSONDecoder().decode(Titled.self, from: data).title
      else { return nil }
      return EarlierCycle(id: "cycle-\(n + 1)", title: title, results: results)
    }
  }

  private var dose: URL { results.appending(path: "dose.nii.gz") }

  /// The file for the eye. Its description says how it was laid: `rigid CT, residual 0.8 mm`, with `, review` where the
  /// registration has doubts, or `coordinates` where there are not two CTs.
  func file(_ scene: Scene) throws -> URL {
    let state = sha256((try scene.home.imagesKey + scene.home.stamp([dose])).utf8)
    return try scene.home.picture(id, of: state) { file in
      let grid = scene.dose?.map.grid ?? scene.study.grid
      let found = try registration(scene), values = try NounFile.readDose(dose).map.values
      let laid = Alignment.average(
        values, onto: grid, through: found?.transform ?? .identity, outside: .nan)
      try ImageFiles.write(laid, file.path, description: Self.words(found))
    }
  }

  private static func words(_ found: RigidRegistration?) -> String {
    guard let found else { return "coordinates" }
    return
      "rigid CT, residual \(found.residual.printed(decimals: 1)) mm\(found.needsReview ? ", review" : "")"
  }

  /// Of the CT of that cycle's reference onto that of this one; `nil` where either has none.
  private func registration(_ scene: Scene) throws -> RigidRegistration? {
    let file = results.deletingLastPathComponent().appending(path: "case.json5")
    guard let fixed = scene.study.ct, FileManager.default.fileExists(atPath: file.path) else { return nil }
    let journey = try Journey(CaseFile.read(file), folder: WorkFolder(results))
    guard let moving = try journey.align(stored: []).ct else { return nil }
    return try Alignment.registerRigid(fixed: fixed.values, moving: moving.values)
  }
}
