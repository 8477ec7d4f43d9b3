import Diagnostics
import Stages

/// Something about a series or a structure that the user should know or must settle: what, how grave, where, and by which keys.
public struct ImageFinding: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, Codable, Comparable {
    /// Good to know.
    case note
    /// The result can be right, but a human has to look.
    case review
    /// Nothing is computed until it is settled.
    case blocking

    public var rank: Finding.Rank { self == .note ? .information : self == .review ? .decision : .stop }
    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
  }
  public var severity: Severity
  /// What was found, with its numbers.
  package var note: ReadingNote
  /// Where in the file.
  package var location: String
  /// Each of these keys settles it; empty if no statement can.
  public var keys: [CaseKey]
  /// In how many files it was found alike.
  package var files = 1
  /// The structure that it is about was asked for, and has no row.
  package var isLeftOut = false
  /// False where there is no case file to which the words could send the user.
  package var isInCase = true

  package init(
    _ severity: Severity, _ note: ReadingNote, at location: String = "", keys: [CaseKey] = []
  ) {
    (self.severity, self.note, self.location, self.keys) = (severity, note, location, keys)
  }

  package static func note(_ note: ReadingNote, at place: String = "") -> ImageFinding {
    ImageFinding(.note, note, at: place)
  }

  package static func review(_ note: ReadingNote, at place: String = "", keys: [CaseKey] = [])
    -> ImageFinding
  {
    ImageFinding(.review, note, at: place, keys: keys)
  }

  package static func blocking(_ note: ReadingNote, at place: String = "", keys: [CaseKey] = [])
    -> ImageFinding
  {
    ImageFinding(.blocking, note, at: place, keys: keys)
  }

  /// By which programs know it in a result.
  package var code: Finding.Code { note.code?.code ?? .image }

  /// In words, as it is shown and as it is thrown where it blocks.
  public var problem: Problem { Problem(.dataRejected, stating: self, at: location) }
  /// What was found, in words.
  public var what: String { problem.what }

  /// The problem as a command shows it: where there is no case file, the remedy does not send the user to one.
  package func problem(inCase: Bool) -> Problem {
    var told = self
    told.isInCase = inCase
    return told.problem
  }

  /// As a finding of a result that uses the image.
  package func finding(at place: String) -> Finding { Finding(severity.rank, code, what, at: place) }

  /// As a finding of a result that uses the structure.
  package var finding: Finding { finding(at: location) }
}

extension ImageFinding: Codable {
  private enum Field: String, CodingKey { case severity, code, what, location, why, remedy, keys }

  /// From a file, which holds the words: they stay as they are.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: Field.self)
    severity = try c.decode(Severity.self, forKey: .severity)
    location = try c.decodeIfPresent(String.self, forKey: .location) ?? ""
    note = .told(
      try c.decodeIfPresent(Finding.Code.self, forKey: .code).flatMap { ReadingCode(rawValue: $0.rawValue) },
      Wording(
        try c.decode(String.self, forKey: .what), why: try c.decodeIfPresent(String.self, forKey: .why) ?? "",
        remedy: try c.decodeIfPresent(String.self, forKey: .remedy) ?? ""))
    keys = try c.decodeIfPresent([CaseKey].self, forKey: .keys) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    let problem = problem
    var c = encoder.container(keyedBy: Field.self)
    try c.encode(severity, forKey: .severity)
    try c.encode(code, forKey: .code)
    try c.encode(problem.what, forKey: .what)
    for (field, text) in [(Field.location, problem.location), (.why, problem.why), (.remedy, problem.remedy)]
    where !text.isEmpty {
      try c.encode(text, forKey: field)
    }
    if !keys.isEmpty { try c.encode(keys, forKey: .keys) }
  }
}
