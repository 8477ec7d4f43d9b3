internal import CPQ
import Checks
import Diagnostics
import Foundation

/// A registry in a PostgreSQL database, for a department.
final class PostgresStore: Store {
  private let connection: OpaquePointer
  private var prepared: [String: String] = [:]
  let place: String

  init(_ url: String, place: String) throws(Problem) {
    self.place = place
    let opened = PQconnectdb(url)
    guard PQstatus(opened) == CONNECTION_OK, let opened else {
      let reason = Self.reason(String(cString: PQerrorMessage(opened)))
      PQfinish(opened)
      throw Problem(
        .serviceUnavailable, what: "the database does not answer (\(reason))", at: place,
        remedy: "check that the server runs, the URL, and who may connect")
    }
    connection = opened
    PQsilence(connection)
    PQsetClientEncoding(connection, "UTF8")
    try run("SET lock_timeout = 60000")
  }

  /// The library's own words may quote the URL with its password: none of them is shown.
  private static func reason(_ message: String) -> String {
    let known = [
      ("password authentication failed", "the password is not right"),
      ("no password supplied", "no password: use PGPASSFILE, a service file or PGPASSWORD"),
      ("Connection refused", "connection refused"),
      ("does not exist", "there is no such database, role or socket"),
      ("No such file or directory", "there is no such socket"),
      ("could not translate host name", "the host's name is unknown"), ("timeout", "no answer in time"),
      ("SSL", "the encrypted connection failed"), ("pg_hba.conf", "the server admits nobody from here"),
      ("starting up", "the server is starting up"), ("too many", "too many connections"),
      ("invalid", "the address is not one that PostgreSQL understands"),
    ]
    return known.first { message.contains($0.0) }?.1 ?? "it gave another reason, which its log has"
  }

  deinit { PQfinish(connection) }

  @discardableResult func run(_ sql: String, _ values: [Value]) throws(Problem) -> [[Value]] {
    let result = values.isEmpty ? PQexec(connection, sql) : try execute(sql, values)
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK: return []
    case PGRES_TUPLES_OK: return rows(result)
    default: throw problem(result)
    }
  }

  private func execute(_ sql: String, _ values: [Value]) throws(Problem) -> OpaquePointer? {
    let name = try name(of: sql, parameters: values.count)
    var texts = values.map { $0.isNull ? nil : strdup($0.printed) }
    defer { for text in texts { free(text) } }
    return texts.withUnsafeMutableBufferPointer { buffer in
      buffer.withMemoryRebound(to: UnsafePointer<CChar>?.self) {
        PQexecPrepared(connection, name, Int32(values.count), $0.baseAddress, nil, nil, 0)
      }
    }
  }

  private func name(of sql: String, parameters: Int) throws(Problem) -> String {
    if let known = prepared[sql] { return known }
    let name = "s\(prepared.count)"
    let result = PQprepare(connection, name, sql, Int32(parameters), nil)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw problem(result) }
    prepared[sql] = name
    return name
  }

  private func rows(_ result: OpaquePointer?) -> [[Value]] {
    let columns = 0..<PQnfields(result)
    let types = columns.map { PQftype(result, $0) }
    return (0..<PQntuples(result)).map { row in
      columns.map { column in
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        return value(String(cString: PQgetvalue(result, row, column)), type: types[Int(column)])
      }
    }
  }

  /// Numbers of the type's object identifier (pg_type.dat): 20, 21, 23 integers, 700, 701 floats.
  private func value(_ text: String, type: Oid) -> Value {
    switch type {
    case 20, 21, 23: Int64(text).map(Value.integer) ?? .text(text)
    case 700, 701: Double(text).map(Value.real) ?? .text(text)
    default: .text(text)
    }
  }

  /// Readers go on; a second writer waits here, so that the audit record stays one chain. The number is any that other
  /// programs of the same database do not use.
  private static let lockNumber = 0x4865_7061_7469_6361

  func beginWriting() throws(Problem) {
    try run("SELECT pg_advisory_lock(\(Self.lockNumber))")
    do throws(Problem) { try run("BEGIN") } catch {
      endWriting()
      throw error
    }
  }

  func commit() throws(Problem) { try run("COMMIT") }
  func endWriting() { PQclear(PQexec(connection, "SELECT pg_advisory_unlock(\(Self.lockNumber))")) }

  func rollBack() {
    PQclear(PQexec(connection, "ROLLBACK"))
    endWriting()
  }

  func tableNames() throws(Problem) -> Set<String> {
    Set(try run("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").map { $0[0].printed })
  }

  func faults() throws(Problem) -> [AuditFault] { [] }

  /// The server's own words may quote values, so only the state code is shown.
  private func problem(_ result: OpaquePointer?) -> Problem {
    // 'C' is PG_DIAG_SQLSTATE.
    let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
    if PQstatus(connection) != CONNECTION_OK || state.hasPrefix("57P") || state.hasPrefix("08") {
      return Problem(
        .serviceUnavailable, what: "the connection to the database was lost", at: place,
        why: "a change that was not acknowledged is not written, unless the loss fell into the commit itself",
        remedy: "when the server runs again, hepatica audit verify shows whether the last change arrived")
    }
    switch state {
    case "55P03", "40001", "40P01":
      return Problem(
        .tryAgain, what: "another process is writing to the registry", at: place,
        why: "nothing of this change was written", remedy: "wait until it has ended, then run again")
    case "53100":
      return Problem(
        .inputOutput, what: "the server's disk is full", at: place, why: "nothing of this change was written",
        remedy: "free some disk space on the server, then run again")
    case "42501":
      return Problem(
        .cannotCreate, what: "this database user may not do that", at: place, remedy: "ask for the right")
    case _ where state.hasPrefix("23"):
      return Problem(.dataRejected, what: "a row contradicts another one (SQL state \(state))", at: place)
    default:
      return Problem(.internalError, what: "PostgreSQL state \(state.isEmpty ? "unknown" : state)", at: place)
    }
  }
}
