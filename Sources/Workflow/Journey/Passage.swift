import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Stages

/// What a walk along the path is to do.
package enum Walk: Sendable {
  /// One step, resting on those before it, which must be true.
  case make(Stage)
  /// Takes up what is there and must be true; others may do so at the same time.
  case read
  /// All that is asked for: what is true is taken up, the rest is made.
  case mend
  /// All that is asked for, believing nothing that the folder holds.
  case renew
}

/// One walk along the path: of each step it is decided whether it is made, or taken up from the work folder.
///
/// A step that is taken up must be true: its files are those that were written, and all that they were made of is what it was.
/// The single steps and the whole way walk through the same functions (`Passage+Steps.swift`).
package final class Passage {
  package let journey: Journey
  /// Made whatever the folder holds.
  private let making: Set<Stage>
  /// Whether what is not true is made again, or refused.
  let mends: Bool
  /// Whether this walk chose what to make.
  package var isWhole: Bool { mends }
  private var custody: Custody
  private let inputs: [CaseInput]
  private let digests: FileDigests
  /// What files of structures hold, by their digest and the names that the case gives.
  private var contents: [String: StructureContent] = [:]
  private let lock: FileLock
  /// Made by this walk, each with what had changed.
  package private(set) var made: [(stage: Stage, because: [String])] = []
  /// Taken up as they were.
  package private(set) var reused: [Stage] = []

  /// - Throws: `Problem` of kind `tryAgain` where another process works in the folder; `dataRejected` for a damaged record.
  package init(_ journey: Journey, _ walk: Walk) throws {
    self.journey = journey
    lock = try journey.folder.locked(shared: walk.isReading)
    (making, mends) = (walk.making, walk.mends)
    if case .renew = walk {
      custody = Custody(new: journey.folder.url)
    } else {
      custody = try Custody(of: journey.folder.url)
    }
    digests = FileDigests(memory: journey.folder.url.appending(path: ".hepatica-digests"))
    inputs = try journey.caseInputs()
  }

  deinit { digests.save() }

  /// Takes a step up where it is true, makes it where that is this walk's task, and refuses it elsewhere.
  package func pass<Value>(
    _ stage: Stage, take: (StepRecord) throws -> Value, make: (StepSources) throws -> Made<Value>
  ) throws -> Value {
    let sources = try sources(of: stage)
    if !making.contains(stage) {
      let standing = try standing(of: stage, sources)
      if case .holds(let record) = standing {
        reused.append(stage)
        return try take(record)
      }
      guard mends || journey.isTrivial(stage) else { throw journey.refusal(of: stage, standing) }
      made.append((stage, standing.changes))
    } else {
      made.append((stage, []))
    }
    let result = try make(sources)
    try seal(stage, result, sources)
    return result.value
  }

  /// Whether a step is true and all before it are, without taking any of them up.
  package func holdsAll(to last: Stage) throws -> Bool {
    for stage in Stage.allCases where stage <= last {
      guard !making.contains(stage), case .holds = try standing(of: stage) else {
        return false
      }
    }
    return true
  }

  /// Notes that a step's results serve without being read.
  package func tookUp(_ stage: Stage) { reused.append(stage) }

  package func record(of stage: Stage) -> StepRecord? { custody.steps[stage] }

  /// What the report rests on, as it was when each step read it.
  package func evidence() throws -> [Provenance.Input] { try sources(of: .report).inputs }
}

extension Walk {
  fileprivate var making: Set<Stage> {
    switch self {
    case .make(let stage): [stage]
    case .renew: Set(Stage.allCases)
    case .read, .mend: []
    }
  }
  fileprivate var isReading: Bool { if case .read = self { true } else { false } }
  fileprivate var mends: Bool {
    switch self {
    case .mend, .renew: true
    case .make, .read: false
    }
  }
}

/// What a step came to, with the files that it wrote.
package struct Made<Value> {
  var value: Value
  var files: [URL]
  var review: [Finding] = []
  /// What no file holds.
  var remarks: [String: String] = [:]
  /// Said on the command line alone, such as that shards may be missing.
  var commanded: [String: String] = [:]

  package init(
    _ value: Value, files: [URL], review: [Finding] = [], remarks: [String: String] = [:],
    commanded: [String: String] = [:]
  ) {
    (self.value, self.files, self.review) = (value, files, review)
    (self.remarks, self.commanded) = (remarks, commanded)
  }
}

/// How the records of a step stand to what is there now.
enum Standing {
  case holds(StepRecord)
  case absent
  /// Its files are there, but not what they were made of.
  case unrecorded(String)
  case damaged(String)
  case outdated([String])

  var changes: [String] {
    if case .outdated(let changes) = self { changes } else { [] }
  }
}

extension Passage {
  /// What a step would be made of now.
  private func sources(of stage: Stage) throws -> StepSources {
    var found: [Int: [String: [Int]]] = [:]
    let read = try inputs.filter { $0.stages.contains(stage) }.map { input in
      var sha256 = try digests.digest(files: input.files)
      if let file = input.drawn, journey.content.isDrawn(stage) {
        let content = try content(input, file, sha256)
        (sha256, found[file.entry]) = (content.digest, content.numbers)
      }
      return Provenance.Input(role: input.role, sha256: sha256, files: input.files.count)
    }
    return StepSources(
      program: "\(Version.current) \(Version.commit)", data: try journey.editions(stage),
      options: journey.options(for: stage, named: found), inputs: read,
      records: custody.records(above: stage))
  }

  private func content(
    _ input: CaseInput, _ file: StructureFile, _ sha256: String
  ) throws -> StructureContent {
    let key = "\(sha256) \(file.entry)"
    if let known = contents[key] { return known }
    let content = try StructureContent(of: input.files[0], names: file.names)
    contents[key] = content
    return content
  }

  func standing(of stage: Stage) throws -> Standing { try standing(of: stage, sources(of: stage)) }

  private func standing(of stage: Stage, _ now: StepSources) throws -> Standing {
    guard let record = custody.steps[stage] else {
      guard let first = journey.folder.mainFile(of: stage), FileManager.default.fileExists(atPath: first.path)
      else { return .absent }
      return .unrecorded(first.lastPathComponent)
    }
    for (name, digest) in record.files.sorted(by: { $0.key < $1.key }) {
      let path = journey.folder.url.appending(path: name).path
      guard FileManager.default.fileExists(atPath: path) else { return .absent }
      guard try digests.digest(path) == digest else { return .damaged(name) }
    }
    let free = mends ? [] : Set(record.commanded)
    let changes = record.sources.differences(from: now, free: free)
    return changes.isEmpty ? .holds(record) : .outdated(changes)
  }

  /// Records what a step left; files of an earlier one that it did not write again would be taken for its own.
  private func seal<Value>(_ stage: Stage, _ made: Made<Value>, _ sources: StepSources) throws {
    guard try self.sources(of: stage) == sources else {
      throw Problem(
        .dataRejected, what: "a file of the case was changed while \(stage.rawValue) was reading it",
        at: journey.folder.url.path, why: "the result may be of neither state",
        remedy: "repeat it when nobody writes the files any more")
    }
    var files: [String: String] = [:]
    for url in made.files { files[journey.folder.name(of: url)] = try digests.digest(url.path) }
    for name in custody.steps[stage]?.files.keys.sorted() ?? [] where files[name] == nil {
      removeResult(journey.folder.url.appending(path: name))
    }
    var told = sources
    told.options.merge(made.commanded) { _, new in new }
    let record = try StepRecord(
      sources: told,
      commanded: sources.options.keys.filter(journey.isFree).sorted() + made.commanded.keys.sorted(),
      files: files, review: made.review, remarks: made.remarks)
    try custody.keep(record, of: stage)
  }
}

extension Journey {
  /// Whether a key that the command line stated binds that step alone. The grid of a dose binds what follows it too, which must
  /// know it from the case.
  fileprivate func isFree(_ key: String) -> Bool {
    commanded.contains(key) && !key.hasPrefix("options.doseGrid")
  }

  /// Nothing is computed there: a step that needs it makes it on the way.
  func isTrivial(_ stage: Stage) -> Bool {
    switch stage {
    case .align: therapy.timePoints.count < 2
    case .quantify: isEntered
    case .integrate: isDoseEntered
    case .dose, .summarise, .report: false
    }
  }

  /// - Returns: what a step says of an earlier one that it cannot rest on.
  func refusal(of stage: Stage, _ standing: Standing) -> Problem {
    let repeated =
      "hepatica \(stage.rawValue) CASE makes it again, and hepatica run CASE all that depends on it"
    switch standing {
    case .holds, .absent:
      return Problem(
        .inputMissing, what: "what \(stage.rawValue) leaves is not there yet", at: folder.url.path,
        remedy: "run hepatica \(stage.rawValue) first, or hepatica run for the full pipeline")
    case .unrecorded(let name):
      return Problem(
        .dataRejected, what: "nothing states what \(name) was made of", at: folder.url.path,
        why: "it may be another case’s", remedy: repeated)
    case .damaged(let name):
      return Custody.damage(of: folder.url.appending(path: name), leftBy: stage)
    case .outdated(let changes):
      return Problem(
        .dataRejected, what: "the results of \(stage.rawValue) are outdated", at: folder.url.path,
        why: "changed since: \(changes.joined(separator: ", "))", remedy: repeated)
    }
  }
}
