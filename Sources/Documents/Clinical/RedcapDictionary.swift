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
    /// Whether the field, or one of the choices of a checkbox, is a finding.
    func isFinding(_ vocabulary: FindingVocabulary) -> Bool {
      let terms = type == "checkbox" ? choices.map(\.label) : [label]
      return terms.contains { term in vocabulary[term].map { !$0.isTest } ?? false }
    }
    /// A field of which an export has the code of one choice.
    var isChoice: Bool { ["radio", "dropdown", "yesno", "truefalse"].contains(type) }
  }

  /// Codes that REDCap proposes for missing data, those of HL7 v3 NullFlavor. None of them could be a number.
  package static let missing: Set<String> = [
    "NI", "INV", "UNK", "NASK", "ASKU", "NAV", "MSK", "NA", "NAVU", "NP",
  ]

  /// A field is named by its label, with the unit from the field note if the label has none. The record identifier is the
  /// first field; the day is the field labelled `date`, or the only one with a date validation, in the form that holds
  /// the laboratory fields. A checkbox with one choice is a yes or no; of others each choice is one, by its label.
  /// - Throws: `Problem` for a table that is not a data dictionary, `Problems` for rows that are torn.
  package init(_ path: String) throws {
    fields = try Self.fields(path)
    for field in fields { names[field.name] = Self.named(field.label, unit: field.note) }
    takeDate(of: laboratoryForm)
    if let first = fields.first { names[first.name] = "patient" }
    for field in fields where field.type == "checkbox" {
      for choice in field.choices {
        let name = field.choices.count == 1 ? names[field.name] : choice.label
        for column in Self.columns(of: choice.code, field) { names[column] = name }
      }
    }
    takeLabels()
  }

  /// Exports can have the labels of fields in their header; two fields of one label are not distinguished by it.
  private mutating func takeLabels() {
    for (label, own) in Dictionary(grouping: fields, by: \.label) where own.count == 1 && names[label] == nil
    {
      names[label] = names[own[0].name]
    }
  }

  /// REDCap writes a code in lower case, and `_` for what no name of a variable may have.
  private static func columns(of code: String, _ field: Field) -> Set<String> {
    let plain = code.lowercased().replacing(/[^a-z0-9_]/, with: "_")
    return ["\(field.name)___\(code)", "\(field.name)___\(plain)"]
  }

  private mutating func takeDate(of form: String) {
    let mine = fields.filter { $0.form == form }
    let labelled = mine.filter { Self.named($0.label, unit: $0.note) == "date" }
    let dates = labelled.isEmpty ? mine.filter(\.isDate) : labelled
    // A field of another form that is labelled “Date” is the day of something else.
    for field in fields where names[field.name] == "date" { names[field.name] = field.name }
    if dates.count == 1 { names[dates[0].name] = "date" }
  }

  /// With the day of the form that holds most of some fields.
  package func dated(byFormOf isAsked: (Field) -> Bool) -> RedcapDictionary {
    let counts = Dictionary(grouping: fields.filter(isAsked), by: \.form).mapValues(\.count)
    guard let form = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { return self }
    var other = self
    other.takeDate(of: form)
    return other
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
    let torn = (0..<table.count).filter { table.fields($0).count != table.header.count }.map { row in
      Problem(
        .dataRejected, what: "the row has another number of fields than the header",
        at: "\(path): row \(table.number(row))", why: "a field of the project would be unknown silently",
        remedy: "check quotes and separators of the row")
    }
    if !torn.isEmpty { throw Problems(torn) }
    return (0..<table.count).map(table.fields).map { cells in
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
