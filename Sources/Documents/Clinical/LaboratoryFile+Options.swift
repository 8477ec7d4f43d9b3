import Criteria
import Diagnostics
import Files

extension LaboratoryFile {
  package struct Options: Sendable {
    package var decimalComma = false
    /// New names of columns by the names in the file.
    var renamed: [String: String] = [:]
    /// Where a person states each new name: one that no file has is a misspelt one.
    var stated: [String: String] = [:]
    /// Texts that stand for a missing value.
    package var missing: Set<String> = []
    /// Tests and columns that may be left out, in lower case.
    package var ignored: Set<String> = []
    /// The order of day and month; `nil` for days as `2026-03-02` only.
    package var dates: DateForm?
    /// Of the REDCap project that tables come from.
    package var dictionary: RedcapDictionary?

    package init(decimalComma: Bool = false, renamed: [String: String] = [:]) {
      self.decimalComma = decimalComma
      self.renamed = renamed
    }

    /// Names of a file of column names that no table has: one of them is a misspelt one.
    /// - Parameter headers: names of the columns of all tables.
    package func unused(_ headers: Set<String>) -> [Problem] {
      guard !headers.isEmpty else { return [] }
      return stated.sorted { $0.key < $1.key }.filter { !headers.contains($0.key) }.map { name, place in
        Problem(
          .dataRejected, what: "no table has the column “\(name)”", at: place,
          why: "a misspelt name would be ignored silently",
          remedy: likelyMeaning(of: name, among: headers.sorted()).map { "did you mean “\($0)”?" } ?? "")
      }
    }

    /// With the day of the form that holds most of some fields of the data dictionary.
    func dated(byFormOf isAsked: (RedcapDictionary.Field) -> Bool) -> Self {
      guard let dated = dictionary?.dated(byFormOf: isAsked) else { return self }
      var options = self
      options.dictionary = dated
      options.renamed = dated.names.merging(renamed.filter { stated[$0.key] != nil }) { _, stated in stated }
      return options
    }

    /// What a column is called here: by a name that is stated, by the data dictionary, or by the choice of a box.
    package func name(_ title: String) -> String {
      if let name = renamed[title] { return name }
      guard let box = RedcapBox(title), Self.marks.contains(columnWord(box.choice)) else { return title }
      return box.choice
    }
    private static let marks: Set = ["baseline", "anticoagulated", "confirmed"]

    func reader(_ rowName: String) -> LaboratoryReader.Options {
      var reader = LaboratoryReader.Options()
      (reader.decimalComma, reader.rowName) = (decimalComma && rowName == "row", rowName)
      (reader.missing, reader.ignored) = (missing, ignored)
      reader.dates = rowName == "row" ? dates : nil
      return reader
    }
  }
}
