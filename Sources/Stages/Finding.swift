/// Something that a human should know of a result: what was found, where, and how far it reaches.
///
/// Rooms make findings; `Reporting` alone groups them and turns them into sentences, severity signs and exit status.
public struct Finding: Sendable, Hashable, Codable {
  /// How far a finding reaches.
  public enum Rank: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
    /// Good to know. It never changes the exit status.
    case information
    /// The number stands, and a human must decide whether it is right: exit status 3.
    case decision
    /// There is no number until it is settled; the rest of the result stands. Exit status 3.
    case stop

    private var order: Int { self == .information ? 0 : self == .decision ? 1 : 2 }
    public static func < (a: Rank, b: Rank) -> Bool { a.order < b.order }
  }

  /// What was found, as programs recognise it: words with dots, such as `geometry.overlap`. It outlives the sentence.
  public struct Code: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
  }

  public var rank: Rank
  public var code: Code
  /// What it is about: a region, an image, an injection, a section; empty for the whole result.
  public var place: String
  /// One sentence without its place. Its numbers carry their units and limits.
  public var text: String

  public init(_ rank: Rank, _ code: Code, _ text: String, at place: String = "") {
    (self.rank, self.code, self.place, self.text) = (rank, code, place, text)
  }
}

extension Finding.Code {
  /// What the reading of an image reported.
  public static let image = Finding.Code("image")
  /// What the fit of a curve, a registration or the dose of a region reported.
  public static let fit = Finding.Code("fit")
  public static let registration = Finding.Code("registration")
  public static let region = Finding.Code("region")
  /// A dose or activity beyond a limit that the user set or chose.
  public static let limitCrossed = Finding.Code("limit.crossed")
  /// A limit that could not be judged.
  public static let limitUnjudged = Finding.Code("limit.unjudged")
}

extension [Finding] {
  /// Whether a human has to decide something: what makes the exit status 3.
  public var needDecision: Bool { contains { $0.rank >= .decision } }

  /// The gravest first; those of one rank keep their order.
  public var byRank: [Finding] {
    Finding.Rank.allCases.reversed().flatMap { rank in filter { $0.rank == rank } }
  }
}
