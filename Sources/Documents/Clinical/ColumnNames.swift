import Diagnostics
import Files
import Foundation

/// What the columns of a table mean, where their names do not say so.
package enum ColumnNames {
  /// Reads `{ record_id: "patient", lab_date: "date", alt: "ALT [U/L]", alt_uln: "ALT ULN [U/L]", missing: ["-99"] }`.
  /// - Returns: new names by the names in the file, and the texts that stand for a missing value.
  package static func map(_ path: String) throws -> (names: [String: String], missing: Set<String>) {
    let name = URL(filePath: path).lastPathComponent
    let root = try JSON5.parse(try text(path), document: name)
    var result: [String: String] = [:]
    var missing: Set<String> = []
    for member in try root.object().members {
      if member.name == "missing", case .array(let codes) = member.value.content {
        missing = Set(codes.compactMap { $0.text ?? $0.numberText })
      } else {
        result[member.name] = try member.value.string()
      }
    }
    return (result, missing)
  }

  /// Reads the data dictionary of a REDCap project (CSV): a field is named by its label, with the unit from the field
  /// note if the label has none. The record identifier is the first field; the day is the field labelled `date`, or the
  /// only one with a date validation, in the form that holds the laboratory fields.
  package static func redcap(_ path: String) throws -> [String: String] {
    let fields = try dictionary(path)
    var names: [String: String] = [:]
    for field in fields { names[field.name] = named(field.label, unit: field.note) }
    let form = laboratoryForm(fields, names)
    let mine = fields.filter { $0.form == form }
    let labelled = mine.filter { names[$0.name] == "date" }
    let dates = labelled.isEmpty ? mine.filter(\.isDate) : labelled
    // A field of another form that is labelled “Date” is the day of something else.
    for field in fields where names[field.name] == "date" { names[field.name] = field.name }
    if dates.count == 1 { names[dates[0].name] = "date" }
    if let first = fields.first { names[first.name] = "patient" }
    return names
  }

  private struct Field {
    var name, form, label, note: String
    var isDate: Bool
  }

  private static func dictionary(_ path: String) throws -> [Field] {
    let table = try TableFile(path)
    func column(_ word: String) -> Int? { table.header.firstIndex { $0.lowercased().contains(word) } }
    guard let field = column("field name"), let label = column("field label") else {
      throw Problem(
        .inputMissing, what: "this is not a REDCap data dictionary", at: path,
        remedy: "download it from the project as CSV: columns “Variable / Field Name”, “Field Label”")
    }
    let (form, note, validation) = (column("form name"), column("field note"), column("validation type"))
    return (0..<table.count).map(table.fields).filter { $0.count == table.header.count }.map { cells in
      Field(
        name: cells[field], form: form.map { cells[$0] } ?? "", label: cells[label],
        note: note.map { cells[$0] } ?? "", isDate: validation.map { cells[$0].hasPrefix("date") } ?? false)
    }
  }

  /// The form with the most fields that have a unit.
  private static func laboratoryForm(_ fields: [Field], _ names: [String: String]) -> String {
    let measured = fields.filter { names[$0.name]?.hasSuffix("]") ?? false }
    let counts = Dictionary(grouping: measured, by: \.form).mapValues(\.count)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? fields.first { $0.isDate }?.form
      ?? ""
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
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(validating: data, as: UTF8.self)
    else {
      throw Problem(.inputMissing, what: "the file cannot be read", at: path, remedy: "check the path")
    }
    return text
  }
}
