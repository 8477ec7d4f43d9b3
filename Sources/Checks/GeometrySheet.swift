import Stages

/// How structures fit to each other, to the CT and to the counts, held against the table of `Plausibility` before a plan or a
/// dose is made of them.
///
/// It changes nothing: what is beyond a limit is a finding, and what follows from it is decided by whoever uses the structures.
public struct GeometrySheet: Sendable, Hashable {
  /// One check that applied, kept or not.
  public struct Row: Sendable, Hashable, Codable {
    /// The check by name, for example `overlap.perfused`.
    public var code: Finding.Code
    /// The structures that it is about.
    public var place: String
    /// What was measured: `the overlap`.
    public var quantity: String
    /// In `unit`.
    public var value: Double
    /// The limit in words with its unit, and where it comes from.
    public var unit, usual, source: String
    /// `nil` where the value keeps the limit.
    public var finding: Finding?
  }

  public private(set) var rows: [Row] = []
  /// What does not fit any row, such as two structures for one organ.
  public private(set) var remarks: [Finding] = []

  package init() {}

  /// In the order of the checks.
  public var findings: [Finding] { remarks + rows.compactMap(\.finding) }

  /// Holds a value against a row of the table.
  ///
  /// - Parameters:
  ///   - rank: of a value beyond the range, instead of the row's own.
  ///   - also: the same in another quantity, such as a volume.
  package mutating func check(
    _ row: Plausibility, _ value: Double, at place: String, rank: Finding.Rank? = nil,
    also: BeyondRange.Also? = nil
  ) {
    rows.append(
      Row(
        code: row.code, place: place, quantity: row.quantity, value: value, unit: row.unit, usual: row.span,
        source: row.source, finding: row.finding(value, at: place, rank: rank, also: also)))
  }

  package mutating func remark(_ finding: Finding) { remarks.append(finding) }
}

extension GeometrySheet: Codable {}
