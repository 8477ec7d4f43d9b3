import Checks
import Documents
import Files
import Intake
import Stages
import Workflow

// What the images of a case are believed to be by the word of their headers, for the report.

/// Of one image, dose or structure set.
struct BelievedHeader {
  /// Such as `SPECT of 24 h`.
  var word: String
  var values: [SoleStatement: String]
  var isDICOM: Bool

  var step: Provenance.Step { SoleStatement.step(word, values, isDICOM: isDICOM) }
}

extension Journey {
  /// Of every image, map and structure set that the case names, each once.
  func believedHeaders() throws -> [BelievedHeader] {
    var all: [BelievedHeader] = [], seen: Set<[String]> = []
    func add(_ source: ImageSource, _ word: String, _ found: (Inventory, SeriesEntry)) {
      guard seen.insert(found.1.files).inserted else { return }
      all.append(
        BelievedHeader(
          word: word, values: found.0.statements(found.1, answers: source.answers),
          isDICOM: found.1.kind != .volumeFile))
    }
    func find(_ source: ImageSource, _ word: String, _ fits: (SeriesEntry) -> Bool) throws {
      add(source, word, try library.find(source, as: word, fits))
    }
    for point in therapy.timePoints {
      try find(point.emission, "emission image of \(point.name)", \.isEmission)
      if let ct = point.ct { try find(ct, "CT of \(point.name)", \.isCT) }
    }
    if let ct = therapy.entry?.ct { try find(ct, "CT", \.isCT) }
    for (source, word) in enteredImages { try find(source, word) { _ in true } }
    for case .file(let file) in therapy.structures {
      if let found = try structures(file.source) { add(file.source, "structures", found) }
    }
    return all
  }

  /// A file alone need not be among the images of the case.
  private func structures(_ source: ImageSource) throws -> (Inventory, SeriesEntry)? {
    guard isFolder(source.path.path) != true else {
      return try library.find(source, as: "the structures", \.isStructures)
    }
    let inventory = try Inventory.read([source.path.path]) { _, _ in }
    return inventory.entries.first.map { (inventory, $0) }
  }

  private var enteredImages: [(ImageSource, String)] {
    switch therapy.entry?.map {
    case .activity(let list): list.map { ($0.source, "entered activity") }
    case .timeIntegratedActivity(let source): [(source, "entered time-integrated activity")]
    case .dose(let source): [(source, "entered dose")]
    case .regionActivity, nil: []
    }
  }

  /// One sentence for the assumptions; the values stand with the steps.
  func assumption(on believed: [BelievedHeader]) -> String? {
    let stated = SoleStatement.allCases.filter { statement in
      believed.contains { $0.values[statement] != nil }
    }
    guard !stated.isEmpty else { return nil }
    let names = stated.map { $0.name(believed.contains(where: \.isDICOM)) }.joined(separator: ", ")
    return
      "Nothing else in its file confirms what a header states as \(names); the value used of each image is listed "
      + "with the processing steps, and the manual states what is compared with it."
  }
}
