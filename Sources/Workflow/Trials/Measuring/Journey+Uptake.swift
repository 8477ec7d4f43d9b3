import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Quantification
import Quantities
import Stages
import Volumes

// What a trial takes of a case on its way: activities, structures, curves.

extension Journey {
  /// Activities and regions: of the results folder if they are those of this very case, else from the images.
  package func activitiesAndRegions() throws -> Results {
    guard !isEntered else {
      throw Problem(
        .inputMissing, what: "the case enters time-integrated activity or dose, not an activity image",
        at: "enter",
        why: "uptake is measured on activity", remedy: "name the emission images as timePoints")
    }
    if holdsThisCase { return try measured() }
    let study = try align()
    try write(study)
    var results = Results(study: study)
    results.review += study.questions
    try measure(&results)
    try regions(&results)
    return results
  }

  /// Whether `report.json` was made of these very files by this very program.
  private var holdsThisCase: Bool {
    guard therapy.entry == nil, let data = try? Data(contentsOf: folder.url.appending(path: "report.json")),
      let report = try? JSONDecoder().decode(StoredReport.self, from: data)
    else { return false }
    return Set(evidence().map(\.sha256)).isSubset(of: report.provenance.inputs.map(\.sha256))
      && report.header.gitHash == Version.commit
  }

  private struct StoredReport: Decodable {
    struct Header: Decodable { var gitHash: String }
    struct Input: Decodable { var sha256: String }
    struct Origin: Decodable { var inputs: [Input] }
    var header: Header
    var provenance: Origin
  }

  /// Longest diameters of the lesions, on the grid of the reference CT where there is one and all structures
  /// come from files, else on the grid of the activity.
  package func lesionDiameters(_ results: Results) throws -> (millimetres: [RegionID: Double], onCT: Bool) {
    let drawn = therapy.structures.allSatisfy { if case .file = $0 { true } else { false } }
    var fine = results.study
    var set = results.structures
    let onCT = drawn && fine.ct != nil
    if let ct = fine.ct, drawn {
      fine.grid = ct.values.grid
      set = try structures(fine, activity: nil).set
    }
    let lesions = set?.all(.tumour) ?? []
    let diameters: [RegionID: Double] = try lesions.reduce(into: [:]) {
      $0[$1.id] = try LesionDiameters($1.region, named: $1.name).long
    }
    return (diameters, onCT)
  }

  /// Hashes of everything that a measurement rests on, by role.
  package func evidence() -> [(role: String, sha256: String)] {
    var images: [String] = [], structures: [String] = []
    for point in therapy.timePoints { images += hashes(point.emission, \.isEmission) }
    if case .activity(let list)? = therapy.entry?.map {
      images += list.flatMap { hashes($0.source) { _ in true } }
    }
    for case .file(let file) in therapy.structures { structures += hashes(file.source, \.isStructures) }
    var all = [(role: "case", sha256: therapy.sha256)]
    all += images.map { ("image", $0) } + structures.map { ("structures", $0) }
    if case .file(let url, _) = therapy.calibration, let hash = try? sha256(file: url.path) {
      all.append(("calibration", hash))
    }
    return all
  }

  private func hashes(_ source: ImageSource, _ fits: (SeriesEntry) -> Bool) -> [String] {
    guard let files = try? library.find(source, as: "the file", fits).1.files else {
      return (try? sha256(file: source.path.path)).map { [$0] } ?? []
    }
    return (try? sha256(files: files)).map { [$0] } ?? []
  }
}
