import Diagnostics
import Files
import Foundation
import Quantities

/// The data dictionary of a REDCap project: what its fields are called, and what their cells hold.
package struct RedcapDictionary: Sendable {
  /// New names of columns by the names of an export.
  package private(set) var names: [String: String] = [:]
  package let fields: [Field]

  package struct Field: Sendable {
    package var name, form, type, label, note, validation: String
    /// Labels by code, in their order.
    package var choices: [(code: String, label: String)]
    package var lowest, highest: ExactDecimal?

    var isDate: Bool { validation.hasPrefix("date") }
    /// Numbers of the field are printed as `12,5`.
    var hasDecimalComma: Bool { validation.contains("comma_decimal") }
    /// A field of which an export has the code of one choice.
    var isChoice: Bool { ["radio", "dropdown", "yesno", "truefalse"].contains(type) }
  }

  /// Codes that REDCap proposes for missing data, those of HL7 v3 NullFlavor. None of them could be a number.
  package static let missing: Set<String> = [
    "NI", "INV", "UNK", "NASK", "ASKU", "NAV", "MSK", "NA", "NAVU", "NP",
  ]

  /// A field is named by its label, with the unit from the field note if the label has none. The record identifier is the
  /// first field; the day is the field labelled `date`, or the only one with a date validation, in the form that holds
  /// the laboratory fields. A checkbox with one choice is a yes or no.
  /// - Throws: `Problem` for a table that is not a data dictionary.
  package init(_ path: String) throws {
    fields = try Self.fields(path)
    for field in fields { names[field.name] = Self.named(field.label, unit: field.note) }
    let form = laboratoryForm
    let mine = fields.filter { $0.form == form }
    let labelled = mine.filter { names[$0.name] == "date" }
    let dates = labelled.isEmpty ? mine.filter(\.isDate) : labelled
    // A field of another form that is labelled “Date” is the day of something else.
    for field in fields where names[field.name] == "date" { names[field.name] = field.name }
    if dates.count == 1 { names[dates[0].name] = "date" }
    if let first = fields.first { names[first.name] = "patient" }
    for field in fields where field.type == "checkbox" && field.choices.count == 1 {
      names["\(field.name)___\(field.choices[0].code)"] = names[field.name]
    }
  }

  private static func fields(_ path: String) throws -> [Field] {
    let table = try TableFile(path)
    func column(_ word: String) -> Int? { table.header.firstIndex { $0.lowercased().contains(word) } }
    guard let field = column("field name"), let label = column("field label") else {
      throw Problem(
        .inputMissing, what: "this is not a REDCap data dictionary", at: path,
        remedy: "download it from the project as CSV: columns “Variable / Field Name”, “Field Label”")
    }
    let (form, type, note) = (column("form name"), column("field type"), column("field note"))
    let (validation, choices) = (column("validation type"), column("choices"))
    let (lowest, highest) = (column("validation min"), column("validation max"))
    return (0..<table.count).map(table.fields).filter { $0.count == table.header.count }.map { cells in
      let text = { (column: Int?) in column.map { cells[$0].trimmed } ?? "" }
      return Field(
        name: cells[field].trimmed, form: text(form), type: text(type).lowercased(), label: cells[label],
        note: text(note), validation: text(validation).lowercased(),
        choices: Self.choices(text(choices), text(type).lowercased()), lowest: ExactDecimal(text(lowest)),
        highest: ExactDecimal(text(highest)))
    }
  }

  /// `1, ALT | 2, AST`.
  private static func choices(_ text: String, _ type: String) -> [(code: String, label: String)] {
    if type == "yesno" { return [("1", "yes"), ("0", "no")] }
    if type == "truefalse" { return [("1", "true"), ("0", "false")] }
    guard ["radio", "dropdown", "checkbox"].contains(type) else { return [] }
    return text.split(separator: "|").compactMap { choice in
      let parts = choice.split(separator: ",", maxSplits: 1).map { String($0).trimmed }
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
  }

  /// The form with the most fields that have a unit.
  private var laboratoryForm: String {
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
}
