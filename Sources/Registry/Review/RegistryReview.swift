import Diagnostics
import Quantities

/// Everything in a registry that contradicts itself, is missing or hangs in the air.
///
/// Rows are held against the rules that hold at every write today; a registry may have rows from before a rule, or written
/// by another program. Nothing is changed.
public struct RegistryReview {
  public struct Item: Sendable, Hashable, Encodable {
    public enum Kind: String, Sendable, Encodable, CaseIterable {
      /// Two statements that cannot both be true.
      case contradiction
      /// A value that cannot be.
      case impossible
      /// One fact with two rows.
      case duplicate
      /// A row that refers to nothing, or to somebody else.
      case orphan
      /// Something that is not there and is needed.
      case gap
    }
    public var kind: Kind
    /// Whether somebody must decide; others are good to know.
    public var needsDecision: Bool
    /// Pseudonym; empty for what is nobody's own.
    public var patient: String
    public var table: String
    public var rows: [String]
    public var what, remedy: String
  }
  /// Decisions first, then by patient, table and row.
  public private(set) var items: [Item] = []
  /// How many rows of how many tables were looked at.
  public private(set) var rowCount = 0
  let registry: Registry
  let rows: [String: [Row]]
  /// Screenings by patient.
  let screenings: [String: [Row]]
  /// Rows by table and id.
  let byID: [String: [String: Row]]

  /// - Throws: `Problem` if the database fails.
  public init(_ registry: Registry, on today: CalendarDay) throws {
    self.registry = registry
    let tables = registry.catalogue.tables
    let rows = Dictionary(
      uniqueKeysWithValues: try tables.map { ($0.name, try registry.rows($0.name)) })
    self.rows = rows
    screenings = Dictionary(grouping: rows[ScreeningColumn.table] ?? []) { $0.text("patient") }
    byID = rows.mapValues { Dictionary($0.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a }) }
    rowCount = rows.values.reduce(0) { $0 + $1.count }
    for table in tables { for row in rows[table.name] ?? [] { check(row, table) } }
    for table in tables { duplicates(in: table) }
    days(until: today)
    therapies()
    followUp(on: today)
    researchStudies()
    items = Array(Set(items)).sorted {
      ($0.needsDecision ? 0 : 1, $0.patient, $0.table, $0.rows.first ?? "", $0.what)
        < ($1.needsDecision ? 0 : 1, $1.patient, $1.table, $1.rows.first ?? "", $1.what)
    }
  }

  public var decisions: Int { items.count(where: \.needsDecision) }

  mutating func add(
    _ kind: Item.Kind, _ what: String, in table: String, _ found: [Row], remedy: String, decision: Bool = true
  ) {
    items.append(
      Item(
        kind: kind, needsDecision: decision, patient: found.first.map { Self.patient($0, table) } ?? "",
        table: table, rows: found.map(\.id), what: what, remedy: remedy))
  }

  static func patient(_ row: Row, _ table: String) -> String {
    table == PatientColumn.table ? row.id : row.text("patient")
  }

  /// Types, ranges, references, and what other rooms know of a row's quantities.
  private mutating func check(_ row: Row, _ table: Table) {
    var isTyped = true
    for column in table.columns {
      let value = row[column.name]
      if let fault = column.fault(value) {
        isTyped = false
        let kind = value.isNull ? Item.Kind.gap : .impossible
        add(
          kind, "\(column.name) \(fault)", in: table.name, [row], remedy: "registry set with the right value")
      } else if let other = column.references, let id = value.text {
        reference(row, table, column.name, to: other, id)
      }
    }
    guard isTyped, let judge = registry.judge else { return }
    for problem in judge(row, table) {
      add(.impossible, problem.what, in: table.name, [row], remedy: problem.remedy)
    }
  }

  private mutating func reference(
    _ row: Row, _ table: Table, _ column: String, to other: String, _ id: String
  ) {
    guard let target = byID[other]?[id] else {
      return add(
        .orphan, "\(column) names a row of “\(other)” that does not exist", in: table.name, [row],
        remedy: "add that row, or name another")
    }
    let (mine, theirs) = (row.text("patient"), target.text("patient"))
    guard other != PatientColumn.table, !mine.isEmpty, !theirs.isEmpty, mine != theirs else { return }
    add(
      .orphan, "\(column) names a row of “\(other)” of another patient", in: table.name, [row],
      remedy: "check patient and \(column)")
  }
}
