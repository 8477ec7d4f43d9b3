import Criteria
import Diagnostics
import Files
import Foundation

extension LaboratoryFile.Options {
  /// Reads what the columns of a table mean where their names do not say so: the data dictionary of a REDCap project
  /// (CSV), or JSON5 such as
  ///
  /// ```json5
  /// { record_id: "patient", lab_date: "date", alt: "ALT [U/L]", alt_uln: "ALT ULN [U/L]",
  ///   missing: ["-99"], dates: "d.m.y", dictionary: "redcap-dictionary.csv" }
  /// ```
  /// where names on the left go before those of a dictionary, `missing` lists texts that stand for a missing value, and
  /// `dates` states the order of day and month.
  /// - Throws: `Problem` for a file that is neither.
  package mutating func read(_ path: String) throws {
    guard !path.lowercased().hasSuffix(".csv") else { return take(try RedcapDictionary(path)) }
    let name = URL(filePath: path).lastPathComponent
    let root = try JSON5.parse(try readText(path, called: "file of column names"), document: name).object()
    if let dictionary = try root["dictionary"]?.string() {
      let folder = URL(filePath: path).deletingLastPathComponent()
      take(try RedcapDictionary(folder.appending(path: dictionary).path))
    }
    for member in root.members where member.name != "dictionary" { try take(member) }
  }

  private mutating func take(_ member: JSON5Member) throws {
    switch (member.name, member.value.content) {
    case ("missing", .array(let codes)):
      for code in codes {
        guard let text = code.text ?? code.numberText else {
          throw code.rejected("a code is a text or a number")
        }
        missing.insert(text)
      }
    case ("dates", .string(let text)) where text != "date":
      guard let form = DateForm(rawValue: text) else {
        throw Problem(
          .dataRejected, what: "this order of day and month is not known", at: member.value.location,
          remedy: "one of: " + DateForm.allCases.map(\.rawValue).joined(separator: ", "))
      }
      dates = form
    default:
      renamed[member.name] = try member.value.string()
      stated[member.name] = member.value.location
    }
  }

  private mutating func take(_ dictionary: RedcapDictionary) {
    renamed = dictionary.names
    missing.formUnion(RedcapDictionary.missing)
    self.dictionary = dictionary
  }
}
