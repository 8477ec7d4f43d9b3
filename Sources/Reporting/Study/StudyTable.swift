import Quantities

/// A table of a study: cells keep the numbers, so that paper rounds them and CSV does not.
public struct StudyTable: Sendable {
  public var id: String
  /// Its CSV file with ending; `nil`: it is not a file.
  public var file: String?
  public var caption: String
  public var columns: [Column]
  /// The first cell names the row.
  public var rows: [[Cell]]
  public var notes: [String]
  /// Rows that page and terminal show at most; the file has all.
  public var pageRows = Int.max, terminalRows = Int.max
  /// Columns in which no row has anything stay.
  var keepsEmptyColumns = false
  /// A measured value whose uncertainty was not evaluated says so.
  var marksUnevaluated = false
  /// What explains each row on a screen, by its identifier; empty where nothing does.
  var origins: [String] = []

  /// A table whose file is `tables/ID.csv`.
  public init(
    _ id: String, caption: String, columns: [Column], rows: [[Cell]] = [], notes: [String] = []
  ) {
    self.init(
      id, file: "tables/\(id).csv", caption: caption, columns: columns, rows: rows, notes: notes)
  }

  public init(
    _ id: String, file: String?, caption: String, columns: [Column], rows: [[Cell]] = [],
    notes: [String] = []
  ) {
    (self.id, self.file, self.caption) = (id, file, caption)
    (self.columns, self.rows, self.notes) = (columns, rows, notes)
  }

  /// This table without its file.
  public var shown: StudyTable {
    var table = self
    table.file = nil
    return table
  }

  /// A column: its words for people, its name for programs, and what its numbers are.
  public struct Column: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
      case text, number
      /// A number with its standard uncertainty.
      case measured
      /// A count out of a number with its share and the limits of it.
      case share
      /// A number with its limits.
      case estimate
    }
    public var title: String
    public var unit: String
    public var kind: Kind
    /// Width of the column on paper, relative to one text column.
    public var share: Double
    /// Name in files; title and unit where none is given.
    public var key: String
    /// Name of the uncertainty in files.
    var uncertaintyKey: String
    /// For the data dictionary, in a sentence without end.
    public var meaning = ""
    public var spread = Spread.none
    public var includes = Corrections.notApplicable
    public var media = Media.all

    public init(_ title: String, unit: String = "", _ kind: Kind = .text, share: Double = 1) {
      (self.title, self.unit, self.kind, self.share) = (title, unit, kind, share)
      key = unit.isEmpty ? title : "\(title) [\(unit)]"
      uncertaintyKey = "u_" + key
    }
  }

  public enum Cell: Sendable, Hashable {
    case text(String)
    case count(Int)
    /// A number with this many significant digits.
    case number(Double, significant: Int = 3)
    /// A number with fixed decimals.
    case decimals(Double, Int)
    /// A number with its standard uncertainty; `nil` where it was not evaluated, and then with this many significant digits.
    case measured(Double, u: Double?, significant: Int = 3)
    /// A count out of a number; `share` is part ÷ whole and `limits` its interval, 0…1, both computed by the caller.
    case share(Int, of: Int, Double, limits: ClosedRange<Double>? = nil)
    /// A value and its limits; without limits where both are NaN.
    case estimate(Double, lower: Double = .nan, upper: Double = .nan)
    /// The same for a time, whose infinite values print as “not reached”.
    case time(Double, lower: Double, upper: Double)
    /// The same for a value 0…1, printed in percent.
    case percent(Double, lower: Double = .nan, upper: Double = .nan)
    /// A part of one, printed in percent; files hold the percent too.
    case percentage(Double)
    /// A probability under the null hypothesis.
    case p(Double)
    case flag(Severity, String)
    /// Not known or not estimable.
    case absent
  }
}

extension StudyTable.Cell {
  /// A number, absent where it is `nil`.
  public static func value(_ x: Double?, significant: Int = 3) -> Self {
    x.map { .number($0, significant: significant) } ?? .absent
  }
  /// A number with fixed decimals, absent where it is `nil`.
  public static func fixed(_ x: Double?, _ decimals: Int) -> Self {
    x.map { .decimals($0, decimals) } ?? .absent
  }
  /// A number with its standard uncertainty, absent where it is `nil`.
  public static func with(_ x: Double?, u: Double?) -> Self { x.map { .measured($0, u: u) } ?? .absent }
  public static func number(of n: Int?) -> Self { n.map { .count($0) } ?? .absent }
  /// A text, absent where it is `nil` or empty.
  public static func words(_ text: String?) -> Self {
    text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .absent
  }
}
