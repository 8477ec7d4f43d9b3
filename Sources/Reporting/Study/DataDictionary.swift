import Files

/// What each column of each table that is written means: made of the columns themselves.
public struct DataDictionary: Sendable {
  public struct Entry: Sendable, Hashable, Encodable {
    public var file, column, meaning, unit: String
    /// What the number next to the value is.
    public var uncertainty: String
    /// Whether calibration and recovery are in it.
    public var corrections: String
  }
  public private(set) var entries: [Entry] = []

  public init() {}

  /// Adds the columns that a form writes to its file.
  public mutating func add<Row>(_ form: TableForm<Row>) {
    guard let file = form.file else { return }
    for column in form.columns.map(\.column) where column.media.contains(.file) { add(column, file) }
  }

  private mutating func add(_ column: StudyTable.Column, _ file: String) {
    for (n, name) in column.names.enumerated() {
      let isSpread = n > 0 && column.kind != .share
      entries.append(
        Entry(
          file: file, column: name,
          meaning: isSpread
            ? "\(column.kind == .measured ? "uncertainty" : "limit") of \(column.key)" : column.meaning,
          unit: column.unit,
          uncertainty: isSpread || column.kind == .share
            ? column.spread.rawValue
            : column.spread == .none ? Spread.none.rawValue : "next column: \(column.spread.rawValue)",
          corrections: column.includes.rawValue))
    }
  }

  private static let form: TableForm<Entry> = TableForm<Entry>(
    "dictionary", file: "dictionary.csv",
    [
      .init("file", "File", means: "CSV file") { .text($0.file) },
      .init("column", "Column", means: "name of the column") { .text($0.column) },
      .init("meaning", "Meaning", share: 3, means: "what it is") { .text($0.meaning) },
      .init("unit", "Unit", means: "unit of its numbers") { .words($0.unit) },
      .init("uncertainty", "Uncertainty", share: 2, means: "kind of uncertainty") { .text($0.uncertainty) },
      .init("corrections", "Includes", share: 1.4, means: "corrections of activities and doses") {
        .text($0.corrections)
      },
    ])

  public var csv: String { Self.form.table("", entries).csv }

  /// One table per file, for the terminal.
  public var text: String {
    files.map { file in
      var form = Self.form
      form.columns.removeFirst()
      return TextTable(table: form.table(file, entries.filter { $0.file == file }).printed(.terminal)).lines
        .joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  }

  /// One Markdown table per file, for the manual.
  public var markdown: String {
    files.map { file in
      let rows = entries.filter { $0.file == file }.map { e in
        "| `\(e.column)` | \(e.meaning) | \(e.unit) | \(e.uncertainty) | \(e.corrections) |"
      }
      return "### \(file)\n\n| Column | Meaning | Unit | Uncertainty | Includes |\n|---|---|---|---|---|\n"
        + rows.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  public var files: [String] {
    var seen: Set<String> = []
    return entries.map(\.file).filter { seen.insert($0).inserted }
  }
}
