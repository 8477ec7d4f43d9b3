import Diagnostics
import Files
import Foundation

/// What the columns of a table mean, where their names do not say so.
enum ColumnNames {
  /// Reads `{ record_id: "patient", lab_date: "date", alt: "ALT [U/L]", alt_uln: "ALT ULN [U/L]" }`.
  static func map(_ path: String) throws -> [String: String] {
    let name = URL(filePath: path).lastPathComponent
    let root = try JSON5.parse(try text(path), document: name)
    var result: [String: String] = [:]
    for member in try root.object().members { result[member.name] = try member.value.string() }
    return result
  }

  /// Reads the data dictionary of a REDCap project (CSV): a field is named by its label, with the unit from the field
  /// note if the label has none. The record identifier is the first field; the day is the field labelled `date`, or the
  /// only one with a date validation.
  static func redcap(_ path: String) throws -> [String: String] {
    let table = try TableFile(path)
    func column(_ word: String) -> Int? { table.header.firstIndex { $0.lowercased().contains(word) } }
    guard let field = column("field name"), let label = column("field label") else {
      throw Problem(
        .inputMissing, what: "this is no REDCap data dictionary", at: path,
        remedy: "download it from the project as CSV: columns “Variable / Field Name”, “Field Label”")
    }
    let (note, validation) = (column("field note"), column("validation type"))
    var names: [String: String] = [:]
    var dates: [String] = []
    for n in 0..<table.count {
      let cells = table.fields(n)
      guard cells.count == table.header.count else { continue }
      if validation.map({ cells[$0].hasPrefix("date") }) ?? false { dates.append(cells[field]) }
      names[cells[field]] = named(cells[label], unit: note.map { cells[$0] } ?? "")
      if n == 0 { names[cells[field]] = "patient" }
    }
    if !names.values.contains("date"), dates.count == 1 { names[dates[0]] = "date" }
    return names
  }

  /// `ALT` with the note `U/L` becomes `ALT [U/L]`; `ALT (U/L)` too.
  private static func named(_ label: String, unit: String) -> String {
    if label.lowercased() == "date" || label.lowercased() == "sample date" { return "date" }
    if label.contains("[") { return label }
    if let match = label.wholeMatch(of: /(.+?)\s*\((.+)\)\s*/) { return "\(match.1) [\(match.2)]" }
    let unit = unit.trimmingCharacters(in: CharacterSet(charactersIn: " []()"))
    return unit.isEmpty ? label : "\(label) [\(unit)]"
  }

  private static func text(_ path: String) throws -> String {
    try readText(path, called: "file of column names")
  }
}
