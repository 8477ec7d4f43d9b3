import Diagnostics
import Files
import Quantities

/// Finds the statements of a manuscript's table that can be recomputed.
///
/// Two forms are read. Columns of their own: `x`, `n`, `printed_percent`, and optionally `low`, `high`, `level`,
/// `method`, `parts`, `total`, `claim`, `place`. Or words in any cell: `5/15 (33 %)`, `5 of 15 (33 %; 12–62)`, and
/// `11 (73%)` under a heading that says `N = 15`. Decimals are written with a point, a comma or a raised point. What
/// looks like a statement and was not read is listed: silence would pass for “holds”.
public struct ClaimReader {
  public struct Reading: Sendable {
    public var claims: [Claim]
    /// Cells with a percentage or an interval that could not be recomputed.
    public var unread: [Unread] = []
    /// Rows in which nothing could be recomputed.
    public var rowsWithout: Int
  }

  /// A cell that looks like a statement, or part of one, and was not read.
  public struct Unread: Sendable, Hashable {
    /// Row of the file, 1 for the header.
    public var row: Int
    public var column, words: String
  }

  private let table: TextTable
  private var unread: [Unread] = []
  private let place: [String: Int]
  private var problems: [Problem] = []

  /// - Throws: `Problems` with every cell of a numbers' column that is not a number.
  public static func read(_ path: String) throws -> Reading {
    try read(TextTable(try TableFile(path), name: "claims"))
  }

  /// - Throws: `Problems` with every cell of a numbers' column that is not a number.
  public static func read(_ table: TextTable) throws -> Reading {
    var reader = ClaimReader(table)
    var claims: [Claim] = []
    var without = 0
    for row in table.rows.indices {
      let own = reader.claims(row)
      if own.isEmpty { without += 1 }
      claims += own
    }
    guard reader.problems.isEmpty else { throw Problems(reader.problems) }
    return Reading(claims: claims, unread: reader.unread, rowsWithout: without)
  }

  private init(_ table: TextTable) {
    self.table = table
    place = Dictionary(
      table.header.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { a, _ in a })
  }

  private static let names: [String: [String]] = [
    "x": ["x", "count", "numerator"], "n": ["n", "of", "denominator"],
    "percent": ["printed_percent", "percent"], "low": ["low", "ci_low", "printed_low"],
    "high": ["high", "ci_high", "printed_high"], "level": ["level"], "method": ["method"],
    "parts": ["parts"], "total": ["total", "printed_total"], "claim": ["claim", "statement", "text"],
    "place": ["place", "where"], "source": ["seed", "source"],
  ]

  private func column(_ key: String) -> Int? { Self.names[key]!.compactMap { place[$0] }.first }

  private func cell(_ row: Int, _ key: String) -> String? {
    guard let n = column(key), table.rows[row].indices.contains(n) else { return nil }
    let text = table.rows[row][n].trimmingBlanks
    return text.isEmpty ? nil : text
  }

  private mutating func number(_ row: Int, _ key: String) -> Claim.Printed? {
    guard let text = cell(row, key) else { return nil }
    let bare = text.hasSuffix("%") ? String(text.dropLast()) : text
    if let number = Claim.Printed(bare) { return number }
    refuse(row, key, "this is not a number")
    return nil
  }

  private mutating func refuse(_ row: Int, _ key: String, _ what: String) {
    problems.append(
      Problem(
        .dataRejected, what: what,
        at: "\(table.place): row \(table.numbers[row]), column \(table.header[column(key)!])",
        remedy: "write numbers without thousands separators, decimals with a point, a comma or a raised point"
      ))
  }

  private mutating func claims(_ row: Int) -> [Claim] {
    let place = [cell(row, "source"), cell(row, "place")].compactMap(\.self).joined(separator: ", ")
    var claim = Claim(row: table.numbers[row], place: place, words: cell(row, "claim") ?? "")
    claim.part = number(row, "x")?.value
    claim.whole = number(row, "n")?.value
    (claim.percent, claim.low, claim.high) = (number(row, "percent"), number(row, "low"), number(row, "high"))
    if let level = number(row, "level")?.value.doubleValue { claim.level = level > 1 ? level / 100 : level }
    claim.method = cell(row, "method").flatMap(Self.method)
    let parts = cell(row, "parts")?.split { " +;".contains($0) } ?? []
    claim.parts = parts.compactMap { Claim.Printed(String($0)) }
    if claim.parts.count < parts.count { refuse(row, "parts", "one of the parts is not a number") }
    claim.total = number(row, "total")
    let structured =
      (claim.part != nil && claim.whole != nil && (claim.percent != nil || claim.low != nil))
      || (claim.parts.count > 1 && claim.total != nil)
    return structured ? [claim] : phrases(row, place)
  }

  private static func method(_ text: String) -> Claim.Method? {
    let plain = text.lowercased()
    if plain.contains("wilson") || plain.contains("score") { return .wilson }
    return plain.contains("clopper") || plain.contains("exact") ? .clopperPearson : nil
  }

  /// Statements in the words of the cells.
  private mutating func phrases(_ row: Int, _ place: String) -> [Claim] {
    let cells = table.rows[row]
    let title = cells.first?.trimmingBlanks ?? ""
    var claims: [Claim] = []
    for n in cells.indices {
      let heading = n < table.header.count ? table.header[n] : ""
      let reading = ClaimPhrase.all(in: cells[n], under: heading)
      if reading.hasUnread {
        unread.append(Unread(row: table.numbers[row], column: heading, words: cells[n].trimmingBlanks))
      }
      claims += reading.phrases.map { phrase in
        var claim = Claim(
          row: table.numbers[row], place: place.isEmpty ? "column \(heading)" : place,
          words: n == 0 ? cells[n].trimmingBlanks : "\(title): \(cells[n].trimmingBlanks)")
        (claim.part, claim.whole) = (phrase.part, phrase.whole)
        (claim.percent, claim.low, claim.high) = (phrase.percent, phrase.low, phrase.high)
        return claim
      }
    }
    return claims
  }
}
