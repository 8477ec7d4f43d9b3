import Diagnostics
import Stages

/// A key by which the case file says about an image what its file does not.
public enum CaseKey: String, Sendable, Hashable, Codable, CaseIterable {
  case role, unit, nuclide, start, durationSeconds, projections, decay, positronFraction
  case confirmGeometry, position, directions, allowGaps
}

/// Something about a series or a structure that the user should know or must settle.
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
  public var problem: Problem
  /// Each of these keys settles it; empty if no statement can.
  public var keys: [CaseKey]
  /// By which programs know it in a result.
  package var code: Finding.Code

  public init(
    _ severity: Severity, _ problem: Problem, keys: [CaseKey] = [], code: Finding.Code = .image
  ) {
    (self.severity, self.problem, self.keys, self.code) = (severity, problem, keys, code)
  }

  /// What was found, and where in the file.
  public var what: String { problem.what }
  package var location: String { problem.location }

  /// As a finding of a result that uses the image.
  package func finding(at place: String) -> Finding { Finding(severity.rank, code, problem.what, at: place) }

  /// As a finding of a result that uses the structure.
  package var finding: Finding { finding(at: location) }

  static func note(_ code: ReadingCode, _ what: String, at place: String = "", why: String = "")
    -> ImageFinding
  {
    ImageFinding(.note, Problem(.dataRejected, what: what, at: place, why: why), code: code.code)
  }

  static func review(
    _ code: ReadingCode, _ what: String, at place: String = "", why: String = "", remedy: String = "",
    keys: [CaseKey] = []
  ) -> ImageFinding {
    ImageFinding(
      .review, Problem(.dataRejected, what: what, at: place, why: why, remedy: hint(remedy, keys)),
      keys: keys,
      code: code.code)
  }

  static func blocking(
    _ code: ReadingCode, _ what: String, at place: String = "", why: String = "", remedy: String = "",
    keys: [CaseKey] = []
  ) -> ImageFinding {
    ImageFinding(
      .blocking, Problem(.dataRejected, what: what, at: place, why: why, remedy: hint(remedy, keys)),
      keys: keys, code: code.code)
  }

  private static func hint(_ remedy: String, _ keys: [CaseKey]) -> String {
    let names = statement(keys)
    return names.isEmpty ? remedy : remedy.isEmpty ? names : "\(remedy); \(names)"
  }

  private static func statement(_ keys: [CaseKey]) -> String {
    keys.isEmpty
      ? ""
      : "state " + keys.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        + " for this image in the case file"
  }

  /// The problem as a command shows it: where there is no case file, the remedy does not send the user to one.
  package func problem(inCase: Bool) -> Problem {
    let names = Self.statement(keys)
    guard !inCase, !names.isEmpty, problem.remedy.hasSuffix(names) else { return problem }
    var plain = problem
    plain.remedy = String(problem.remedy.dropLast(names.count))
    if plain.remedy.hasSuffix("; ") { plain.remedy.removeLast(2) }
    if plain.remedy.isEmpty { plain.remedy = "give an image that states it, such as the DICOM series" }
    return plain
  }
}

extension ImageFinding: Codable {
  private enum Field: String, CodingKey { case severity, code, what, location, why, remedy, keys }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: Field.self)
    severity = try c.decode(Severity.self, forKey: .severity)
    problem = Problem(
      .dataRejected, what: try c.decode(String.self, forKey: .what),
      at: try c.decodeIfPresent(String.self, forKey: .location) ?? "",
      why: try c.decodeIfPresent(String.self, forKey: .why) ?? "",
      remedy: try c.decodeIfPresent(String.self, forKey: .remedy) ?? "")
    keys = try c.decodeIfPresent([CaseKey].self, forKey: .keys) ?? []
    code = try c.decodeIfPresent(Finding.Code.self, forKey: .code) ?? .image
  }

  public func encode(to encoder: any Encoder) throws {
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
