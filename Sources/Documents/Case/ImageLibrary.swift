import Checks
import Diagnostics
import Foundation
import Intake
import Nuclides
import Quantities
import Stages

/// Finds the series that a case file means; each folder is scanned once.
package struct ImageLibrary: Sendable {
  private let inventories: [URL: Inventory]
  /// The option by which a command chooses a series; `nil` where a case file names it.
  private let seriesOption: String?

  private var inCase: Bool { seriesOption == nil }

  /// - Parameter known: what was read of the same paths, whose files have not changed since.
  package init(
    _ sources: [ImageSource], seriesOption: String? = nil, knowing known: ImageLibrary? = nil,
    progress: @escaping ProgressHandler
  ) throws {
    self.seriesOption = seriesOption
    var inventories: [URL: Inventory] = [:]
    for path in Set(sources.map(\.path)) {
      inventories[path] = try known?.inventories[path] ?? Inventory.read([path.path], progress: progress)
    }
    self.inventories = inventories
  }

  package func load(_ source: ImageSource, as word: String, _ fits: (SeriesEntry) -> Bool) throws
    -> ImageSeries
  {
    let (inventory, entry) = try find(source, as: word, fits)
    let series = try read(entry, in: inventory, source)
    let open = Inventory.findings(onValuesOf: series).filter { $0.severity == .blocking }
    guard open.isEmpty else { throw Problems(open.map(\.problem)) }
    return series
  }

  private func read(_ entry: SeriesEntry, in inventory: Inventory, _ source: ImageSource) throws
    -> ImageSeries
  {
    guard entry.kind == .parametricMap else {
      return try inventory.load(entry, answers: source.answers, inCase: inCase)
    }
    try inventory.check(entry, answers: source.answers, inCase: inCase)
    return try ParametricMapFile.read(entry.files[0], stated: source.answers.unit)
  }

  /// A file that is read alone, such as a dose, after its findings.
  /// - Throws: `Problem` or `Problems` with what stands against it.
  package func checked(_ source: ImageSource, as word: String, _ fits: (SeriesEntry) -> Bool) throws
    -> SeriesEntry
  {
    let (inventory, entry) = try find(source, as: word, fits)
    try inventory.check(entry, answers: source.answers, inCase: inCase)
    return entry
  }

  /// What a human should know of a series that was used: doubts about its header and about its values.
  package func questions(
    _ source: ImageSource, _ series: ImageSeries, as word: String, at place: String = "",
    _ fits: (SeriesEntry) -> Bool
  ) throws -> [Finding] {
    let (inventory, entry) = try find(source, as: word, fits)
    let header = inventory.findings(entry, answers: source.answers)
    let values = Inventory.findings(onValuesOf: series).filter { $0.severity == .review }
    return (header + values).map { $0.finding(at: place) }
  }

  /// Series that are used together and are of several patients.
  package func patients(_ sources: [ImageSource]) throws -> [Finding] {
    let used = sources.compactMap { source -> SeriesEntry? in
      guard let inventory = inventories[source.path] else { return nil }
      if let id = source.series { return try? inventory.entry(id) }
      return inventory.entries.count == 1 ? inventory.entries[0] : nil
    }
    let persons = PatientMark.persons(used.flatMap(\.patients))
    guard persons.count > 1 else { return [] }
    let groups = persons.map { person in
      let ids = used.filter { $0.patients.contains { !$0.isEmpty && person.canBe($0) } }.map(\.id)
      return Set(ids).sorted().joined(separator: ", ")
    }
    return [Finding(CaseNote.patientsDiffer(groups))]
  }

  /// A DICOM file of a study, in the order of the files; `nil` where the study has none here.
  package func file(ofStudy study: String) -> String? {
    let entries = inventories.values.flatMap(\.entries).filter { $0.study == study && !$0.files.isEmpty }
    return entries.map { $0.files[0] }.min()
  }

  /// The series that the user named, or the only one in the folder that fits.
  package func find(
    _ source: ImageSource, as word: String, _ fits: (SeriesEntry) -> Bool
  ) throws -> (Inventory, SeriesEntry) {
    let inventory = inventories[source.path]!
    if let id = source.series { return (inventory, try inventory.entry(id)) }
    let fitting = inventory.entries.filter(fits)
    let choice = fitting.isEmpty && inventory.entries.count == 1 ? inventory.entries : fitting
    guard choice.count == 1 else { throw ambiguous(choice, inventory, source, word) }
    return (inventory, choice[0])
  }

  private func ambiguous(
    _ fitting: [SeriesEntry], _ inventory: Inventory, _ source: ImageSource, _ word: String
  ) -> Problem {
    let known = (fitting.isEmpty ? inventory.entries : fitting).map { "\($0.id) (\($0.kind.rawValue))" }
    return Problem(
      .inputMissing,
      what: fitting.isEmpty
        ? "no series here is \(word)" : "\(fitting.count) series here could be \(word)",
      at: source.location, why: "the wrong image would be used",
      remedy: known.isEmpty
        ? "hepatica inspect shows what was found in the folder"
        : "name one \(seriesOption.map { "with \($0)" } ?? "as “series”"): \(known.joined(separator: ", "))")
  }
}

extension Inventory {
  /// The inventory of files and folders, with half-lives held against the evaluated ones.
  package static func read(_ paths: [String], progress: ProgressHandler? = nil) throws(Problem) -> Inventory {
    try scan(paths, halfLife: { (try? Nuclide.named($0))?.halfLife.value.value }, progress: progress)
  }
}

extension Case {
  /// All files that the case names, in order.
  package var sources: [ImageSource] {
    var all = timePoints.flatMap { [$0.emission, $0.ct].compactMap { $0 } }
    for case .file(let file) in structures { all.append(file.source) }
    if let ct = entry?.ct { all.append(ct) }
    switch entry?.map {
    case .activity(let list): all += list.map(\.source)
    case .timeIntegratedActivity(let source), .dose(let source): all.append(source)
    case .regionActivity, nil: break
    }
    return all
  }
}
