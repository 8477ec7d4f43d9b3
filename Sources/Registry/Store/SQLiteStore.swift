internal import CSQLite
import Checks
import Diagnostics
import Files
import Foundation

/// A registry in one file.
final class SQLiteStore: Store {
  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]
  let place: String
  private let lock: FileLock
  /// Opened by someone who may read the file and not write it.
  private let isReadOnly: Bool

  /// How long one writer waits for another.
  static let patience: Int32 = 60_000

  /// - Parameter readOnly: `nil` asks the rights of the user.
  init(
    _ url: URL, creating: Bool, readOnly: Bool? = nil, patience: Int32 = SQLiteStore.patience
  ) throws(Problem) {
    place = url.path
    lock = FileLock(url.path + ".lock", milliseconds: Int(patience))
    let exists = FileManager.default.fileExists(atPath: url.path)
    if creating && exists {
      throw Problem(.cannotCreate, what: "the file exists already", at: url.path, remedy: "name another file")
    }
    if !creating { try Self.mustBeThere(url) }
    isReadOnly = readOnly ?? (!creating && !Self.mayWrite(url))
    var handle: OpaquePointer?
    let mode =
      isReadOnly
      ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE | (creating ? SQLITE_OPEN_CREATE : 0)
    let status = sqlite3_open_v2(
      isReadOnly ? Self.readingAddress(url) : url.path, &handle,
      mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard status == SQLITE_OK, let handle else {
      sqlite3_close_v2(handle)
      throw Problem(
        .cannotCreate, what: "the file cannot be opened", at: url.path,
        remedy: "choose a folder that exists and in which you may write")
    }
    self.handle = handle
    sqlite3_busy_timeout(handle, patience)
    // A write that was acknowledged survives a power cut: the log is synchronised at each commit.
    do throws(Problem) {
      let pragmas =
        isReadOnly ? ["query_only = ON"] : ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"]
      for pragma in pragmas { try run("PRAGMA " + pragma) }
    } catch {
      if creating { Self.remove(url) }
      throw error
    }
  }

  /// An empty database that is gone with the value.
  static func inMemory() throws(Problem) -> SQLiteStore {
    var handle: OpaquePointer?
    guard sqlite3_open(":memory:", &handle) == SQLITE_OK, let handle else {
      sqlite3_close_v2(handle)
      throw Problem(.inputOutput, what: "no memory for a database")
    }
    return SQLiteStore(memory: handle)
  }

  private init(memory: OpaquePointer) {
    (handle, place, lock, isReadOnly) = (memory, ":memory:", FileLock("/dev/null", milliseconds: 0), false)
  }

  /// Looked at before SQLite opens it, which would make a database of an empty file.
  private static func mustBeThere(_ url: URL) throws(Problem) {
    let remedy = "hepatica registry init makes one"
    if isFolder(url.path) == true {
      throw Problem(
        .inputMissing, what: "this is a folder, not a registry", at: url.path, remedy: "name the file itself")
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.size] as? Int
    guard let size, size > 0 else {
      throw Problem(
        .inputMissing, what: size == nil ? "there is no registry" : "there is no registry: the file is empty",
        at: url.path, remedy: remedy)
    }
    try mustBeFile(url.path, called: "registry")
  }

  /// The log of a database lies next to it: who may not write the folder can only read.
  private static func mayWrite(_ url: URL) -> Bool {
    access(url.path, W_OK) == 0 && access(url.deletingLastPathComponent().path, W_OK) == 0
  }

  /// Where nobody has the database open there is neither log nor index of it, and the file alone is whole: it is read as
  /// it is, since an index could not be made. Otherwise both are read (sqlite.org/wal.html, section 6).
  private static func readingAddress(_ url: URL) -> String {
    let isOpen = ["-wal", "-shm"].contains { FileManager.default.fileExists(atPath: url.path + $0) }
    return url.absoluteString + (isOpen ? "?mode=ro" : "?mode=ro&immutable=1")
  }

  /// Removes a file that was not created completely, with its companions.
  static func remove(_ url: URL) {
    for suffix in ["", "-wal", "-shm", ".lock", ".anchor"] {
      try? FileManager.default.removeItem(atPath: url.path + suffix)
    }
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  @discardableResult func run(_ sql: String, _ values: [Value]) throws(Problem) -> [[Value]] {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (n, value) in values.enumerated() { bind(value, to: statement, at: Int32(n + 1)) }
    var rows: [[Value]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        var row: [Value] = []
        for n in 0..<sqlite3_column_count(statement) { row.append(try column(statement, n)) }
        rows.append(row)
      case SQLITE_DONE: return rows
      default: throw problem()
      }
    }
  }

  private func prepared(_ sql: String) throws(Problem) -> OpaquePointer {
    if let known = statements[sql] { return known }
    var statement: OpaquePointer?
    guard
      sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
      let statement
    else { throw problem() }
    statements[sql] = statement
    return statement
  }

  private func bind(_ value: Value, to statement: OpaquePointer, at n: Int32) {
    switch value {
    case .null: sqlite3_bind_null(statement, n)
    case .integer(let i): sqlite3_bind_int64(statement, n, i)
    case .real(let x): sqlite3_bind_double(statement, n, x)
    case .text(let text): sqlite3_bind_copied_text(statement, n, text, Int32(text.utf8.count))
    }
  }

  private func column(_ statement: OpaquePointer, _ n: Int32) throws(Problem) -> Value {
    switch sqlite3_column_type(statement, n) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, n))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, n))
    case SQLITE_NULL: return .null
    case SQLITE_BLOB: throw bytes
    default:
      let bytes = UnsafeRawBufferPointer(
        start: sqlite3_column_text(statement, n), count: Int(sqlite3_column_bytes(statement, n)))
      return .text(String(decoding: bytes, as: UTF8.self))
    }
  }

  func beginWriting() throws(Problem) {
    guard !isReadOnly else { throw readOnly }
    guard try lock.take() else { throw busy }
    do throws(Problem) { try run("BEGIN IMMEDIATE") } catch {
      lock.release()
      throw error
    }
  }

  func commit() throws(Problem) { try run("COMMIT") }
  func endWriting() { lock.release() }

  func rollBack() {
    _ = sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    lock.release()
  }

  func tableNames() throws(Problem) -> Set<String> {
    Set(try run("SELECT name FROM sqlite_schema WHERE type = 'table'").map { $0[0].printed })
  }

  func faults() throws(Problem) -> [AuditFault] {
    try run("PRAGMA integrity_check").compactMap { $0[0].text }.filter { $0 != "ok" }.map { .damaged($0) }
      + run("PRAGMA foreign_key_check").map {
        .missingReference(table: $0[0].printed, to: $0[2].printed)
      }
  }

  /// For tests: the file may not grow by more than a number of pages, as on a disk that is full.
  func limitGrowth(toPages pages: Int) throws(Problem) {
    let now = try run("PRAGMA page_count")[0][0].integer ?? 0
    try run("PRAGMA max_page_count = \(now + pages)")
  }

  private var bytes: Problem {
    Problem(
      .dataRejected, what: "a field holds bytes where a word or number belongs", at: place,
      why: "queries do not find such a value: the file was changed by something else than Hepatica",
      remedy:
        "hepatica audit verify names the table; hepatica registry restore makes a sound registry from a backup"
    )
  }

  private var busy: Problem {
    Problem(
      .tryAgain, what: "another process is writing to the registry", at: place,
      why: "nothing of this change was written", remedy: "wait until it has ended, then run again")
  }

  private var readOnly: Problem {
    Problem(
      .cannotCreate, what: "the registry may not be written", at: place, why: "nothing was changed",
      remedy: "check who owns the file and its folder")
  }

  private var full: Problem {
    Problem(
      .inputOutput, what: "the disk is full", at: place, why: "nothing of this change was written",
      remedy: "free some disk space, then run again")
  }

  /// SQLite's words may quote values and therefore stay out of messages, except for what is wrong with the SQL.
  private func problem() -> Problem {
    let code = sqlite3_extended_errcode(handle)
    let system = sqlite3_system_errno(handle)
    let isOutOfSpace = [ENOSPC, EDQUOT, EFBIG].contains(system)
    switch code & 0xFF {
    case SQLITE_IOERR where isOutOfSpace, SQLITE_CANTOPEN where isOutOfSpace:
      return full
    case SQLITE_BUSY, SQLITE_LOCKED:
      return busy
    case SQLITE_FULL: return full
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH:
      return readOnly
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return Problem(
        .dataRejected, what: "this is not a registry, or the file is damaged", at: place,
        remedy: "hepatica registry restore makes one from a backup")
    case SQLITE_IOERR:
      return Problem(
        .inputOutput, what: "the file cannot be read or written (SQLite code \(code))", at: place,
        why: "nothing of this change was written")
    case SQLITE_CONSTRAINT:
      return Problem(.dataRejected, what: "a row contradicts another one (SQLite code \(code))", at: place)
    default:
      return Problem(
        .internalError, what: "SQLite code \(code): \(String(cString: sqlite3_errmsg(handle)))", at: place)
    }
  }
}
