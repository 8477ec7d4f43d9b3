/// A comma-separated text of the door's data: `#` lines are comments, the first other line may be a header.
///
/// The files are embedded in the program and checked by tests, so a malformed one is our mistake, not the
/// user's: reading it stops the program.
struct DataFile {
  let rows: [[String]]

  init(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    rows = lines.filter { !$0.hasPrefix("#") }.map(DataFile.fields)
  }

  /// The rows that begin with a nuclide's name; the others are not even split into cells.
  init(_ bytes: [UInt8], of nuclide: String) {
    let start = Array((nuclide + ",").utf8)
    rows = bytes.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: start) }.map {
      DataFile.fields(Substring(decoding: $0, as: UTF8.self))
    }
  }

  /// Rows whose first cell is a number, as numbers; cells that hold words become `nan`.
  var numbers: [[Double]] {
    rows.filter { Double($0[0]) != nil }.map { row in row.map { Double($0) ?? .nan } }
  }

  private static func fields(_ line: Substring) -> [String] {
    var cells = [""]
    var quoted = false
    for c in line {
      if c == "\"" {
        quoted.toggle()
      } else if c == ",", !quoted {
        cells.append("")
      } else {
        cells[cells.count - 1].append(c)
      }
    }
    return cells
  }
}
