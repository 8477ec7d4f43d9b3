import Documents
import Files
import Stages

extension Journey {
  /// SHA-256 of each image that this cycle rests on, as its provenance states them. CTs are not among them: one may serve two
  /// cycles.
  func emissionDigests() throws -> Set<String> {
    let points = try therapy.timePoints.map {
      try library.find($0.emission, as: "the emission image of \($0.name)", \.isEmission).1
    }
    let maps = try enteredSources.map { try library.find($0, as: "the entered map") { _ in true }.1 }
    return Set(try (points + maps).map { try sha256(files: $0.files) })
  }

  private var enteredSources: [ImageSource] {
    switch therapy.entry?.map {
    case .activity(let list): list.map(\.source)
    case .timeIntegratedActivity(let source), .dose(let source): [source]
    case .regionActivity, nil: []
    }
  }
}
