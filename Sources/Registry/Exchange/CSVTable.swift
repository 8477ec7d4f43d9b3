import Diagnostics
import Foundation

/// A table of RFC 4180 with a header; lines that begin with `#` before it are remarks.
struct CSVTable {
  struct Line {
    /// From 1, as an editor counts; the header is a line too.
    var number: Int
    var cells: [String]
  }
  let header: [String]
  let rows: [Line]
  private let places: [String: Int]

  /// - Throws: `Problems` with every row that has another number of fields than the header.
  init(_ text: String, at place: String) throws {
    var lines = try Self.split(text, at: place)
    while let first = lines.first, first.cells[0].hasPrefix("#") { lines.removeFirst() }
    guard let head = lines.first else {
      throw Problem(.dataRejected, what: "the table is empty", at: place)
    }
    header = head.cells.map { $0.trimmingCharacters(in: .whitespaces) }
    rows = Array(lines.dropFirst())
    places = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    let width = header.count
    let problems = rows.filter { $0.cells.count != width }.map {
      Problem(
        .dataRejected, what: "\($0.cells.count) fields, the header has \(width)",
        at: "\(place): row \($0.number)",
        why: "values would land in wrong columns", remedy: "quote fields that hold commas")
    }
    if places.count != width {
      throw Problem(.dataRejected, what: "two columns have the same name", at: place)
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  /// `nil` if there is no such column.
  subscript(line: Line, column: String) -> String? {
    places[column].map { line.cells[$0].trimmingCharacters(in: .whitespaces) }
  }

  private static func split(_ text: String, at place: String) throws(Problem) -> [Line] {
    var lines: [Line] = [], cells: [String] = [], bytes: [UInt8] = []
    var (quoted, number, start) = (false, 1, 1)
    func close() {
      cells.append(String(decoding: bytes, as: UTF8.self))
      bytes = []
    }
    func end() {
      close()
      if cells != [""] { lines.append(Line(number: start, cells: cells)) }
      (cells, start) = ([], number + 1)
    }
    var rest = Array(text.utf8)[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while let byte = rest.popFirst() {
      if quoted {
        if byte == 0x22, rest.first == 0x22 {
          bytes.append(rest.removeFirst())
        } else if byte == 0x22 {
          quoted = false
        } else {
          bytes.append(byte)
        }
      } else if byte == 0x22, bytes.isEmpty {
        quoted = true
      } else if byte == 0x2C {
        close()
      } else if byte == 0x0A {
        end()
      } else if byte != 0x0D {
        bytes.append(byte)
      }
      if byte == 0x0A { number += 1 }
    }
    if quoted {
      throw Problem(.dataRejected, what: "a quoted field is not closed", at: "\(place): row \(start)")
    }
    if !bytes.isEmpty || !cells.isEmpty { end() }
    return lines
  }
}
