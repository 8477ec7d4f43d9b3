import Diagnostics
import Files
import Foundation

/// What the files that a user writes have in common: JSON5 in format 1, every problem reported at once with its line.
package struct UserDocument {
  /// As messages call it: `case file`.
  package let name: String
  /// How a first one comes about.
  package let remedy: String

  /// - Throws: as `readText`.
  package func text(of url: URL) throws(Problem) -> String {
    try readText(
      url.path, called: name, likely: ["case.json5", "plan.json5", "burden.json5"], remedy: remedy)
  }

  /// - Parameter url: names the document in messages.
  /// - Throws: `Problem` for a text that is not JSON5; `Problems` for what `read` finds.
  package func parse<T>(_ text: String, at url: URL, _ read: (inout FieldReader) -> T?) throws -> T {
    var reader = FieldReader(try JSON5.parse(text, document: url.lastPathComponent).object())
    checkFormat(&reader)
    let result = read(&reader)
    let problems = reader.finish()
    guard problems.isEmpty, let result else { throw Problems(problems) }
    return result
  }

  private func checkFormat(_ reader: inout FieldReader) {
    let meaning = "version of the \(name)'s format: 1"
    let version = reader.required("hepatica", meaning) { v throws(Problem) in try v.integer() }
    if let version, version != 1 {
      reader.reject(.dataRejected, "format \(version) is not supported (1 is)")
    }
  }
}
