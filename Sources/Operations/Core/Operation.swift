import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

/// One thing that a user can ask, as a value: its fields are what the command line and JSON give.
///
/// From this one declaration come the parser, `--help`, the completion of three shells, the tables of the manual and of the
/// README, a man page, a JSON Schema and a route for a server. It knows the order of nothing: `run` hands its fields to the
/// corridor.
public protocol Operation: FieldOwner {
  associatedtype Answer: OperationAnswer = Outcome
  static var about: About { get }

  /// Files that are read; no result replaces them.
  func inputs(in context: Context) -> [URL]
  /// Single files that are written.
  func outputFiles(in context: Context) -> [URL]
  /// The folder that the files of `about.writes` go to; `nil` where there is none.
  func outputFolder(in context: Context) -> URL?

  /// Does it; called by `Context.perform`, which binds the context's surroundings and the rule on existing files.
  /// - Throws: `Problem` or `Problems`.
  func run(_ context: Context) throws -> Answer
}

/// What an operation came to: for people, for programs, and what a human should know.
public protocol OperationAnswer: Sendable {
  var text: String { get }
  /// One JSON object with a `hepatica` key for the version of its form.
  var json: String { get }
  /// What a human must decide: exit status 3 if there is any.
  var review: [String] { get }
  /// What is good to know, and changes no exit status.
  var notes: [String] { get }
  /// Whether part of it failed: exit status 8.
  var hasFailures: Bool { get }
}

extension OperationAnswer {
  public var hasFailures: Bool { false }
}

extension Outcome: OperationAnswer {}

extension Operation {
  public func inputs(in context: Context) -> [URL] { paths(.input).map { context.url($0) } }
  public func outputFiles(in context: Context) -> [URL] {
    Self.about.writes.isEmpty ? paths(.output).map { context.url($0) } : []
  }
  public func outputFolder(in context: Context) -> URL? {
    Self.about.writes.isEmpty ? nil : paths(.output).first.map { context.url($0) }
  }

  /// Whether it leaves anything on the disk that may be there already.
  static var isWriting: Bool { !about.writes.isEmpty || fields.contains { $0.role == .output } }
}

/// What help, manual and schema state of an operation.
public struct About: Sendable {
  /// One word, or two: `registry init`.
  public var name: String
  var chapter: Chapter
  /// One line of the help.
  public var summary: String
  /// What it takes and gives, for the table of commands.
  public var takes, gives: String
  public var discussion: String
  public var examples: [Command.Example]
  /// Patterns of the files that it writes, relative to its output folder.
  public var writes: [String]
  /// Whether notes to review are expected, so that the exit status stays 0.
  public var isShow: Bool

  public init(
    _ name: String, _ chapter: Chapter, _ summary: String, takes: String, gives: String,
    _ discussion: String = "", writes: [String] = [], isShow: Bool = false,
    examples: [Command.Example] = []
  ) {
    (self.name, self.chapter, self.summary) = (name, chapter, summary)
    (self.takes, self.gives, self.discussion) = (takes, gives, discussion)
    (self.writes, self.isShow, self.examples) = (writes, isShow, examples)
  }
}

/// The questions that operations answer, in the order of the manual.
public enum Chapter: String, Sendable, CaseIterable {
  case images = "What is in these files? What would a first case file be?"
  case archive = "What does the archive have? Images from it, results back to it"
  case path = "From images to the report, at once or step by step"
  case engines = "Which dose, by which engine, and where do engines disagree?"
  case selection = "Does the patient meet the protocol? How much of the liver is tumour?"
  case planning = "How much activity? What was given? How many cycles are left?"
  case outcome = "Toxicity and response"
  case registry = "The patient's liver-dose ledger over TARE and PRRT"
  case trial =
    "The trial: arm, uptake from the images of each cycle, response by lobe, analysis on the locked scale"
  case papers = "The cohort from tables or the registry, the numbers of a manuscript"
  case examples = "Try it without a patient; compare with reference data"
  case program = "The program itself"
}
