import Diagnostics
import Files
import Foundation
import Quantities

/// Figures of the papers that the program is built on, and of a site's own choice, to be shown next to a cohort's own. They
/// describe what was seen, and decide nothing.
public struct PublishedFigures: Sendable {
  /// Full titles by short name.
  public static let papers: [(name: String, citation: String)] = [
    (
      "tata",
      "Puranik AD, Rangarajan V, Shetty NS, et al. Intra-arterial PRRT with Lu-177 DOTATATE in liver-dominant metastatic neuroendocrine tumors. Indian J Nucl Med 2024;39:71–76"
    ),
    (
      "mayo",
      "Gococo-Benore DA, Kuhlman J, Parent EE, et al. Evaluation of hepatotoxicity from PRRT in patients with a very high liver tumor burden. J Nucl Med 2023;64:880–884"
    ),
    (
      "lutia",
      "LUTIA trial, registered summary: intra-arterial against intravenous Lu-177-dotatate in NET liver metastases"
    ),
    (
      "lutarterial",
      "LUTARTERIAL trial, registered summary: intra-arterial Lutathera after four intravenous administrations"
    ),
    ("tare", "El-Haddad G, Strosberg J. Dig Dis Interv 2021;5:103–112"),
  ]

  /// The table that comes with the program, as CSV.
  public static var table: String { String(decoding: PackageResources.published_csv, as: UTF8.self) }

  public private(set) var all: [PublishedFigure]

  /// The figures that come with the program.
  /// - Throws: `Problems` if they are faulty, which the tests exclude.
  public init() throws {
    all = try Self.read(Data(PackageResources.published_csv), at: "published.csv")
  }

  /// Adds a site's own figures in the same columns.
  /// - Throws: `Problems` with every row that is not a figure.
  public mutating func add(_ url: URL) throws {
    all += try Self.read(Data(readText(url.path, called: "table of published figures").utf8), at: url.path)
  }

  /// - Throws: a usage `Problem` with the names that there are.
  public func of(paper name: String) throws(Problem) -> [PublishedFigure] {
    let own = all.filter { $0.paper == name }
    guard own.isEmpty else { return own }
    let known = Set(all.map(\.paper)).sorted()
    throw Problem(
      .usage, what: "no figures of a paper called “\(name)” are known", at: "--paper",
      remedy: likelyMeaning(of: name, among: known).map { "did you mean “\($0)”?" }
        ?? "papers: \(known.joined(separator: ", "))")
  }

  public func citation(_ paper: String) -> String {
    Self.papers.first { $0.name == paper }?.citation ?? paper
  }

  private static func read(_ data: Data, at place: String) throws -> [PublishedFigure] {
    let table = try TableFile(data, path: place)
    let needed = ["paper", "place", "key", "what"].filter { !table.header.contains($0) }
    guard needed.isEmpty else {
      throw Problem(
        .dataRejected, what: "the columns \(needed.joined(separator: ", ")) are missing", at: place,
        remedy: "hepatica cohort --published prints the table that comes with the program")
    }
    var figures: [PublishedFigure] = [], problems: [Problem] = []
    for row in 0..<table.count {
      var cells = FigureCells(table, row)
      figures.append(PublishedFigure(&cells))
      problems += cells.problems
    }
    if !problems.isEmpty { throw Problems(problems) }
    return figures
  }
}

/// One row of a table of figures.
private struct FigureCells {
  let table: TableFile
  let row: Int
  private let fields: [String]
  private(set) var problems: [Problem] = []

  init(_ table: TableFile, _ row: Int) { (self.table, self.row, fields) = (table, row, table.fields(row)) }

  func text(_ column: String) -> String {
    guard let n = table.header.firstIndex(of: column), n < fields.count else { return "" }
    return fields[n].trimmingCharacters(in: .whitespaces)
  }

  mutating func number(_ column: String) -> Double? {
    let text = text(column)
    if text.isEmpty { return nil }
    if let value = Double(text), value.isFinite { return value }
    fault(column, "is not a number")
    return nil
  }

  mutating func whole(_ column: String) -> Int? {
    guard let value = number(column) else { return nil }
    if let whole = Int(exactly: value), whole >= 0 { return whole }
    fault(column, "is not a count")
    return nil
  }

  mutating func required(_ column: String) -> String {
    let text = text(column)
    if text.isEmpty { fault(column, "is missing: a figure without its place cannot be looked up") }
    return text
  }

  private mutating func fault(_ column: String, _ what: String) {
    problems.append(
      Problem(
        .dataRejected, what: "\(column) \(what)",
        at: "\(table.path): row \(table.number(row)), column \(column)"))
  }
}

extension PublishedFigure {
  fileprivate init(_ cells: inout FigureCells) {
    (paper, place, what) = (cells.required("paper"), cells.required("place"), cells.required("what"))
    (key, group) = (cells.text("key"), cells.text("group"))
    (count, of) = (cells.whole("count"), cells.whole("of"))
    percent = cells.text("percent")
    if !percent.isEmpty { _ = cells.number("percent") }
    (value, standardDeviation) = (cells.number("value"), cells.number("sd"))
    (low, high) = (cells.number("low"), cells.number("high"))
    (interval, unit, cited) = (cells.text("interval"), cells.text("unit"), cells.text("cited"))
    (patients, remark) = (cells.whole("patients"), cells.text("remark"))
  }
}
