import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Network
import Reporting
import Studies
import Workflow

public struct ReceiveOperation: Operation {
  var file = ArchivesFields()
  var folder = FilePath("")
  var quiet = 60
  var drafts = false
  public init() {}

  public static let about = About(
    "receive", .archive, "receive objects from archives and scanners",
    takes: "a configuration of archives, a folder",
    gives: "the objects, sorted by patient and study; with --init a first case file for each patient",
    """
    Listens until it is ended with Ctrl-C or TERM. Takes every storage class in every usual transfer syntax, unchanged, from \
    several senders at a time; an object is confirmed when it is on the disk. A study is complete when nothing new came for it \
    for --complete-after seconds; with --init, hepatica init then writes case.json5 into the folder of its patient.
    """,
    examples: [
      .init("hepatica receive archives.json5 images", "until Ctrl-C"),
      .init(
        "hepatica receive archives.json5 images --init --complete-after 300", "and a case file per patient"),
    ])

  public static var fields: [Field<Self>] {
    \.file
    Field.word(\.folder, "FOLDER", "where the objects go", completes: .folders)
    Field.option(
      \.quiet, "complete-after", nil, "SECONDS", "a study is complete when nothing new came for so long",
      in: .within(1...86_400))
    Field.flag(\.drafts, "init", nil, "write a first case file when a study is complete")
  }

  /// Receives until the context is cancelled.
  ///
  /// - Throws: `Problem` if the port is taken, or the folder cannot be written to.
  public func run(_ context: Context) throws -> Outcome {
    let archives = try file.read(context)
    let store = try ObjectStore(context.url(folder))
    let journal = Journal(context)
    let commitments = store.folder.appending(path: "_commitments")
    let listener = try Listener(
      archives.listening, title: archives.title, into: store, visited: { journal.note($0) },
      report: { journal.keep($0, in: commitments) })
    journal.say("\(archives.title) listens on port \(archives.listening.port)\(Self.remarks(archives))")
    context.cancellation.savingState {
      while !context.cancellation.isRequested {
        usleep(100_000)
        lookForCompleteStudies(store, context, journal)
      }
    }
    listener.stop()
    let record = Record(tally: store.tally)
    return try Outcome(text: "received: \(store.tally.text)", content: record, findings: store.tally.findings)
  }

  private static func remarks(_ archives: Archives) -> String {
    archives.remarks.isEmpty ? "" : "; " + archives.remarks.map(\.wording.what).joined(separator: "; ")
  }

  private func lookForCompleteStudies(_ store: ObjectStore, _ context: Context, _ journal: Journal) {
    let complete = Completeness(quiet: .seconds(quiet)).take(from: store)
    guard !complete.isEmpty else { return }
    journal.say("\(complete.count) \(complete.count == 1 ? "study is" : "studies are") complete")
    guard drafts else { return }
    for patient in Set(complete.map(\.patient)).sorted() {
      journal.say(draft(store.folder.appending(path: patient)))
    }
  }

  /// A case file in the folder of a patient. One that a person has worked on stays, and the draft goes next to it.
  /// - Returns: what happened, without naming the patient.
  private func draft(_ folder: URL) -> String {
    do {
      do { try write(folder, "case.json5") } catch let problem as Problem where problem.kind == .cannotCreate
      {
        try write(folder, "case.new.json5")
        return "a new draft, case.new.json5, is next to a case file that was edited"
      }
      return "a first case file was written"
    } catch let problem as Problem {
      return "no case file could be written: \(problem.what)"
    } catch {
      return "no case file could be written: the images of a patient have faults; hepatica inspect shows them"
    }
  }

  private func write(_ folder: URL, _ name: String) throws {
    _ = try CaseTemplate.run(folder, to: folder.appending(path: name), overwrite: true, progress: { _, _ in })
  }

  struct Record: Encodable {
    var hepatica = 1
    var tally: ObjectStore.Tally
  }
}

/// What happened, line by line with the time, and nothing of a patient.
private struct Journal: Sendable {
  private let now: @Sendable () -> Date
  private let line: @Sendable (String) -> Void

  init(_ context: Context) { (now, line) = (context.now, context.say) }

  func say(_ text: String) { line("\(now().formatted(.iso8601)) \(text)") }

  func note(_ visit: Listener.Visit) {
    let refused = visit.refused > 0 ? ", \(visit.refused) refused" : ""
    let count = "\(counted(visit.objects, "object"))\(refused)"
    switch visit.end {
    case .released: if visit.objects + visit.refused > 0 { say("\(visit.sender): \(count)") }
    case .dropped: say("\(visit.sender): \(count), then the connection was lost")
    case .timeout: say("\(visit.sender): \(count), then no message came for too long")
    case .stopped: say("\(visit.sender): \(count), then ended because receiving ends")
    case .unknownCaller: say("\(visit.sender) is not among those that may send (receive.from); rejected")
    case .wrongName: say("\(visit.sender) called another AE title than ours; rejected")
    case .full: say("\(visit.sender): too many associations at a time; rejected")
    }
  }

  /// A report of storage commitment for somebody who asked and does not listen any more.
  func keep(_ report: CommitmentReport, in folder: URL) {
    say("storage commitment: \(report.committed.count) confirmed, \(report.failed.count) not")
    let name = safeFileName(report.transaction) + ".json"
    try? createFolder(folder)
    if let text = try? prettyJSON(report) {
      try? writeAtomically(text, to: folder.appending(path: name), over: .state)
    }
  }
}
