import Diagnostics
import Foundation

/// A delimited text file (RFC 4180 with comma, semicolon or tab; UTF-8, or UTF-16 with its mark; lines end with LF, CR LF
/// or CR), mapped into memory. Lines before the header that begin with `# ` are remarks.
///
/// Opening it finds the rows in one pass; a row is split into fields when it is wanted. So a file of millions of
/// rows costs 16 bytes a row, and its rows can be read in any order and by several threads.
public final class TableFile: Sendable {
  public let path: String
  /// Fields of the first row, blanks at both ends removed.
  public let header: [String]
  private let bytes: Data
  /// What stands between two fields, in ASCII.
  public let separator: UInt8
  private let spans: [Span]

  fileprivate struct Span: Sendable {
    var start: Int
    var length: UInt32
    /// Number of the row as a spreadsheet shows it: the header is 1, empty rows count.
    var number: UInt32
  }

  /// - Throws: `Problem` if the file cannot be read or is empty, `Problems` with every row that is not UTF-8 or has a quote
  ///   that is not closed.
  public convenience init(_ path: String) throws {
    try mustBeFile(path, called: "table")
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    } catch {
      throw Problem(.inputOutput, what: "the table cannot be read to its end", at: path)
    }
    try self.init(bytes, path: path)
  }

  /// A table that is in memory already.
  /// - Parameter path: what messages call it.
  /// - Throws: `Problem` (data rejected) for bytes that are not a table.
  public init(_ bytes: Data, path: String) throws {
    let bytes = try Self.asUTF8(bytes, path)
    (self.path, self.bytes) = (path, bytes)
    var scanner = RowScanner()
    bytes.withUnsafeBytes { scanner.scan($0) }
    let problems = scanner.faults.map { $0.problem(at: path) }
    if !problems.isEmpty { throw Problems(problems) }
    let rows = scanner.rows.drop { span in
      bytes.withUnsafeBytes { all in
        all[span.start..<span.start + Int(span.length)].starts(with: [0x23, 0x20])
      }
    }
    guard let first = rows.first else {
      throw Problem(.dataRejected, what: "the file is empty", at: path, remedy: "a table has a header row")
    }
    let start = bytes.startIndex + first.start
    let head = bytes[start..<start + Int(first.length)]
    let separator = Self.separator(of: head)
    (self.separator, spans) = (separator, Array(rows.dropFirst()))
    try Self.checkSizes(bytes, rows, separator, path)
    header = head.withUnsafeBytes { Self.split($0, separator) }.map(Self.trimmed)
  }

  /// Most columns of a table, and most bytes of a row and of a cell: more is not a clinical table, and would take hours.
  private static let (mostColumns, longestRow, longestCell) = (10_000, 16 << 20, 1 << 20)

  private static func checkSizes(
    _ bytes: Data, _ rows: ArraySlice<Span>, _ separator: UInt8, _ path: String
  ) throws(Problem) {
    for (n, row) in rows.enumerated() where n == 0 || row.length > longestCell {
      let (count, longest) = bytes.withUnsafeBytes { all in
        var cells = CellReader(
          UnsafeRawBufferPointer(rebasing: all[row.start..<row.start + Int(row.length)]), separator)
        var (count, longest) = (0, 0)
        while let cell = cells.next() { (count, longest) = (count + 1, max(longest, cell.bytes.count)) }
        return (count, longest)
      }
      guard count > mostColumns || longest > longestCell else { continue }
      throw Problem(
        .dataRejected,
        what: longest > longestCell
          ? "a cell has more than a million letters" : "the table has \(count) columns",
        at: "\(path): row \(row.number)", why: "no table of values is so large",
        remedy: "check quotes and separators of the file")
    }
  }

  /// UTF-16 begins with a mark. A text without it that holds zeros is none that could be read.
  private static func asUTF8(_ bytes: Data, _ path: String) throws(Problem) -> Data {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      if bytes.count % 2 == 0, let text = String(data: bytes, encoding: .utf16) { return Data(text.utf8) }
    } else {
      return bytes
    }
    throw Problem(
      .dataRejected, what: "this is not a text file", at: path, why: "some of its bytes are not letters",
      remedy: "save the table as CSV in UTF-8")
  }

  /// Rows below the header that are not empty.
  public var count: Int { spans.count }
  /// The number of a row as a spreadsheet shows it.
  public func number(_ row: Int) -> Int { Int(spans[row].number) }

  /// The fields of a row, quotes removed.
  public func fields(_ row: Int) -> [String] { withBytes(row) { Self.split($0, separator) } }

  /// One field of a row, without splitting those after it.
  public func field(_ column: Int, of row: Int) -> String {
    withBytes(row) { line in
      var cells = CellReader(line, separator)
      for _ in 0..<column { _ = cells.next() }
      return cells.next()?.text ?? ""
    }
  }

  /// Goes through the rows in runs of which a field has the same bytes: a patient has many rows that follow each other.
  public func eachRun(of column: Int, _ body: (Range<Int>) -> Void) {
    bytes.withUnsafeBytes { all in
      var (start, last) = (0, UnsafeRawBufferPointer(rebasing: all[..<0]))
      for (n, span) in spans.enumerated() {
        var cells = CellReader(
          UnsafeRawBufferPointer(rebasing: all[span.start..<span.start + Int(span.length)]), separator)
        for _ in 0..<column { _ = cells.next() }
        let cell = cells.next()?.bytes ?? UnsafeRawBufferPointer(rebasing: all[..<0])
        if n > start, !Self.isSame(cell, last) {
          body(start..<n)
          start = n
        }
        last = cell
      }
      if start < spans.count { body(start..<spans.count) }
    }
  }

  private static func isSame(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    guard let x = a.baseAddress, let y = b.baseAddress, !a.isEmpty else { return true }
    return memcmp(x, y, a.count) == 0
  }

  /// Lends the bytes of a row as they stand in the file, quotes included.
  public func withBytes<R>(_ row: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    bytes.withUnsafeBytes { all in
      body(
        UnsafeRawBufferPointer(rebasing: all[spans[row].start..<spans[row].start + Int(spans[row].length)]))
    }
  }

  /// The separator that the header has most of.
  private static func separator(of header: Data) -> UInt8 {
    let candidates = Array(",;\t".utf8)
    let counts = candidates.map { candidate in header.count { $0 == candidate } }
    return zip(candidates, counts).max { $0.1 < $1.1 }.map { $0.1 > 0 ? $0.0 : candidates[0] }
      ?? candidates[0]
  }

  private static func split(_ line: UnsafeRawBufferPointer, _ separator: UInt8) -> [String] {
    var fields: [String] = []
    fields.reserveCapacity(12)
    var cells = CellReader(line, separator)
    while let cell = cells.next() { fields.append(cell.text) }
    return fields
  }

  private static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespaces) }

  fileprivate struct RowScanner {
    var rows: [Span] = []
    var faults: [Fault] = []

    struct Fault {
      var number: Int
      var what: String
      func problem(at path: String) -> Problem {
        Problem(
          .dataRejected, what: what, at: "\(path): row \(number)",
          why: "values would be read from the wrong places", remedy: "save the table as CSV in UTF-8")
      }
    }

    mutating func scan(_ all: UnsafeRawBufferPointer) {
      var start = all.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      var (number, quoted, plain, from) = (1, false, true, start)
      rows.reserveCapacity(all.count / 64)
      while let n = Self.special(all, from: from, to: min(all.count, start + TableFile.longestRow)) {
        from = n + 1
        if all[n] == 0 {
          return faults.append(Fault(number: number, what: "this is not text: it holds zeros"))
        }
        if all[n] == 0x22 { quoted.toggle() }
        if all[n] >= 0x80 { plain = false }
        // CR alone ends the lines of old spreadsheets; before LF it is taken away with the blanks.
        guard all[n] == 0x0A || (all[n] == 0x0D && n + 1 < all.count && all[n + 1] != 0x0A), !quoted else {
          continue
        }
        add(all, start..<n, number, plain)
        (start, number, plain) = (n + 1, number + 1, true)
      }
      if all.count - start > TableFile.longestRow {
        return faults.append(
          Fault(number: number, what: "a row has more than 16 million letters, or a quote that is not closed")
        )
      }
      if quoted { faults.append(Fault(number: number, what: "a quote is opened and not closed")) }
      add(all, start..<max(start, all.count), number, plain)
    }

    /// The next byte that is a quote, an end of line, a zero or not ASCII; eight bytes are looked at at once.
    private static func special(_ all: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
      let ones: UInt64 = 0x0101_0101_0101_0101
      let tops: UInt64 = 0x8080_8080_8080_8080
      var n = start
      while n + 8 <= end {
        let word = UInt64(littleEndian: all.loadUnaligned(fromByteOffset: n, as: UInt64.self))
        let (quote, line, feed) = (word ^ (ones &* 0x22), word ^ (ones &* 0x0A), word ^ (ones &* 0x0D))
        // The lowest byte that is marked is one that is equal; above it there may be false ones.
        let equal =
          ((quote &- ones) & ~quote) | ((line &- ones) & ~line) | ((feed &- ones) & ~feed)
          | ((word &- ones) & ~word)
        let found = (equal | word) & tops
        if found != 0 { return n + found.trailingZeroBitCount / 8 }
        n += 8
      }
      while n < end {
        if all[n] >= 0x80 || all[n] == 0 || all[n] == 0x22 || all[n] == 0x0A || all[n] == 0x0D { return n }
        n += 1
      }
      return nil
    }

    private mutating func add(
      _ all: UnsafeRawBufferPointer, _ range: Range<Int>, _ number: Int, _ plain: Bool
    ) {
      var end = range.upperBound
      while end > range.lowerBound, all[end - 1] == 0x0D || all[end - 1] == 0x20 { end -= 1 }
      guard end > range.lowerBound else { return }
      if !plain, String(validating: all[range.lowerBound..<end], as: UTF8.self) == nil {
        faults.append(Fault(number: number, what: "the row is not UTF-8 text"))
      }
      rows.append(
        Span(start: range.lowerBound, length: UInt32(end - range.lowerBound), number: UInt32(number)))
    }
  }
}

/// Walks over the fields of one row.
private struct CellReader {
  struct Cell {
    var bytes: UnsafeRawBufferPointer
    /// Whether quotes must be removed.
    var isQuoted: Bool

    /// As it was before `csvField` guarded it.
    var text: String { unguarded(written) }

    private var written: String {
      guard isQuoted else { return String(decoding: bytes, as: UTF8.self) }
      let whole = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespaces)
      return String(whole.dropFirst().dropLast()).replacing("\"\"", with: "\"")
    }
  }

  private let line: UnsafeRawBufferPointer
  private let separator: UInt8
  private var at = 0
  private var ended = false

  init(_ line: UnsafeRawBufferPointer, _ separator: UInt8) { (self.line, self.separator) = (line, separator) }

  mutating func next() -> Cell? {
    if ended { return nil }
    let start = at
    var (quoted, any) = (false, false)
    while at < line.count, quoted || line[at] != separator {
      if line[at] == 0x22 { (quoted, any) = (!quoted, true) }
      at += 1
    }
    ended = at >= line.count
    defer { at += 1 }
    return Cell(bytes: UnsafeRawBufferPointer(rebasing: line[start..<at]), isQuoted: any)
  }
}
