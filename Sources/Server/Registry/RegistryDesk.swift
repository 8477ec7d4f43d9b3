import Arguments
import Diagnostics
import Files
import Foundation
import Records
import Registry

/// The registry as routes see it. One connection for each request: a value serves one thread.
struct RegistryDesk: Sendable {
  let place: String

  func open() throws -> Registry { try Registry.open(Location(place)).judged() }

  // MARK: Catalogue

  static func json(_ table: Table) -> JSON {
    .object([
      ("name", .text(table.name)), ("meaning", .text(table.meaning)),
      ("columns", .array(table.columns.map(json))),
    ])
  }

  private static func json(_ column: Column) -> JSON {
    .object([
      ("name", .text(column.name)), ("type", .text(column.kind.rawValue)), ("meaning", .text(column.meaning)),
      ("unit", .text(column.unit)), ("required", .flag(column.isRequired)),
      ("references", text(column.references)), ("values", .array(column.values.map { .text($0) })),
      ("minimum", column.minimum.map { .number($0) } ?? .null),
      ("maximum", column.maximum.map { .number($0) } ?? .null), ("past", .flag(column.isPast)),
    ])
  }

  // MARK: Rows

  static func json(_ row: Row, without hidden: Set<String> = []) -> JSON {
    .object(
      row.values.filter { !hidden.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0, json($1)) })
  }

  private static func json(_ value: Value) -> JSON {
    if let number = value.number { return .number(number) }
    return value.text.map { .text($0) } ?? .null
  }

  /// A row from texts and numbers by column.
  /// - Throws: `FieldFaults` with everything that is none of its column's kind.
  static func row(_ fields: [String: FieldText], _ table: Table) throws -> Row {
    var (row, faults): (Row, [Problem]) = ([:], [])
    for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
      guard let column = table.column(name) else {
        row[named: name] = .text(field.text)
        continue
      }
      if let value = column.value(of: field.text) {
        row[named: name] = value
      } else {
        faults.append(
          Problem(
            .dataRejected, what: "\(name) (\(column.meaning)) is not a valid \(column.kind.rawValue)",
            at: table.name))
      }
    }
    guard faults.isEmpty else { throw Problems(faults) }
    return row
  }

  /// The error form, each error with the field that it is about.
  static func failure(_ error: any Error, _ table: Table) -> Response {
    let report = ErrorReport(error)
    let errors = report.problems.map { problem -> JSON in
      let word = problem.what.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      let field = table.column(String(word))?.name
      guard case .object(let members) = problem.json else { return .null }
      return .object(members + [("field", text(field))])
    }
    return .json(
      .object([
        ("hepatica", .number(1)), ("status", .number(Double(report.status.rawValue))),
        ("errors", .array(errors)),
      ]), report.status == .dataRejected ? 422 : report.status == .cannotCreate ? 409 : 400)
  }
}

/// A value that somebody typed.
struct FieldText: Decodable {
  let text: String
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      text = ""
    } else if let flag = try? container.decode(Bool.self) {
      text = flag ? "1" : "0"
    } else if let whole = try? container.decode(Int.self) {
      text = "\(whole)"
    } else if let number = try? container.decode(Double.self) {
      text = "\(number)"
    } else {
      text = try container.decode(String.self)
    }
  }
}
