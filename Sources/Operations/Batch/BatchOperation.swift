import Arguments
import Diagnostics
import Files
import Foundation
import Studies
import Workflow

public struct BatchOperation: Operation {
  var places: [FilePath] = []
  var output = FilePath("")
  var workers: Int?
  var memory = 4.0
  var usesSlurm = false
  var slurmOptions: [String] = []
  var member: Int?
  public init() {}

  public static let about = About(
    "batch", .path, "many cases, one queue", takes: "folders with case files",
    gives: "results of each case, a page over all",
    """
    Runs every case.json5 below the folders named, each in a process of its own, with its results in FOLDER/NAME. One line per \
    case states what became of it and why. Repeat the command to go on after an interruption, or after a case was mended: steps \
    whose results hold are not done again. --slurm hands the cases to Slurm as a job array, watches it and collects. Exit \
    status 3: a case needs a decision; 8: a case failed; the others are done.
    """,
    writes: ["batch.html", "batch.pdf", "batch.json", "batch.csv", "cases.txt", "slurm.sh"],
    examples: [
      .init("hepatica batch patients -o results", "all cases below a folder"),
      .init(
        "hepatica batch patients -o /shared/results --slurm --slurm-option=--partition=main", "on a cluster"),
    ])

  public static var fields: [Field<Self>] {
    Field.words(
      \.places, "CASE", "case file, or folder that is searched for case.json5", .input, needed: false,
      key: "cases")
    Field.option(
      \.output, "output", "o", "FOLDER", "results of all cases", .output, needed: true, completes: .folders)
    Field.option(
      \.workers, "workers", nil, "N", "cases at a time; as processors and memory allow", in: .within(1...1024)
    )
    Field.option(\.memory, "memory", nil, "GIB", "memory that one case may need", in: .aboveZero)
    Field.flag(\.usesSlurm, "slurm", nil, "as a job array of Slurm")
    Field.options(\.slurmOptions, "slurm-option", nil, "WORD", "passed to sbatch, such as --partition=main")
    Field.option(
      \.member, "member", nil, "N", "this case of FOLDER/cases.txt alone, as a job of an array does",
      in: .within(1...1_000_000))
  }

  public func outputFolder(in context: Context) -> URL? { context.url(output) }

  /// Runs the cases, or goes on with them.
  ///
  /// - Throws: `Problem` where no case is found, two would share a folder, or Slurm is not there; not for a case that fails.
  public func run(_ context: Context) throws -> BatchAnswer {
    let folder = context.url(output)
    if let member { return try BatchAnswer([BatchList(reading: folder).run(member, context)], page: nil) }
    let list = try BatchList(places.map { context.url($0) }, into: folder)
    let queue: any BatchQueue =
      usesSlurm
      ? SlurmQueue(list: list, options: slurmOptions, gibibytes: memory)
      : LocalQueue(list: list, workers: workers ?? LocalQueue.workers(gibibytes: memory))
    try queue.run(context)
    let results = list.results
    let page = try BatchContent(results).content.write(to: folder)[0]
    return BatchAnswer(results, page: page)
  }
}

/// Puts every case of a list through.
protocol BatchQueue {
  /// - Throws: `Problem` where the queue itself fails, or the work was cancelled.
  func run(_ context: Context) throws
}

/// What became of the cases.
public struct BatchAnswer: OperationAnswer {
  let results: [BatchResult]
  let page: URL?

  init(_ results: [BatchResult], page: URL?) { (self.results, self.page) = (results, page) }

  public var text: String {
    let lines = results.map { result in
      [result.name, result.state.rawValue, result.reason].filter { !$0.isEmpty }.joined(separator: "  ")
    }
    let counts = BatchResult.State.allCases.compactMap { state in
      let number = results.count { $0.state == state }
      return number == 0 ? nil : "\(number) \(state.rawValue)"
    }
    return (lines + [counts.joined(separator: ", ")] + (page.map { ["", "batch: \($0.path)"] } ?? [])).joined(
      separator: "\n")
  }
  public var json: String { (try? prettyJSON(BatchRecord(results))) ?? "{\"hepatica\": 1}" }
  public var review: [String] { results.filter { $0.state == .review }.map { "\($0.name): \($0.reason)" } }
  public var notes: [String] { [] }
  public var hasFailures: Bool {
    results.contains { $0.state == .failed || $0.state == .stopped || $0.state == .waiting }
  }
}
