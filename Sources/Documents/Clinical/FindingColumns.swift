import Criteria
import Diagnostics
import Files
import Foundation
import Quantities

/// Where the findings of a table stand that has a column for each of them, as the exports of forms do: yes-no fields named
/// by their terms, and the boxes of checkbox fields.
struct FindingColumns {
  enum Kind {
    /// Yes, no, or not answered.
    case answer
    /// Ticked or not; a box that is not ticked says nothing, since nobody knows whether it was looked at.
    case box
    /// The grade of the term.
    case grade
  }
  struct Cell {
    var column: Int
    var meaning: FindingVocabulary.Meaning
    /// The term as the column has it.
    var term: String
    var kind: Kind
  }
  let patient, date: Int
  private(set) var cells: [Cell] = []
  /// Columns in which nothing is looked for.
  private(set) var unused: [String] = []
  private(set) var problems: [Problem] = []

  /// - Parameters:
  ///   - header: as the file has it.
  ///   - names: what each column is called, by a data dictionary or a file of column names.
  ///   - ignored: columns and checkbox fields that may be left out, in lower case.
  /// - Returns: `nil` for a table with a column of terms, or without any finding among its columns.
  init?(
    _ header: [String], named names: [String], _ vocabulary: FindingVocabulary, ignoring ignored: Set<String>
  ) {
    let words = names.map(columnWord)
    guard !words.contains(where: ColumnWords.known(["term"])["term", default: []].contains),
      let patient = Self.place(of: "patient", ColumnWords.patient, words),
      let date = Self.place(of: "date", ColumnWords.date, words)
    else { return nil }
    (self.patient, self.date) = (patient, date)
    for (n, title) in header.enumerated() where n != patient && n != date {
      let isIgnored = [title, RedcapBox(title)?.field ?? title].contains { ignored.contains($0.lowercased()) }
      if isIgnored { unused.append(title) } else { take(n, title, names[n], vocabulary) }
    }
    if cells.isEmpty, problems.isEmpty { return nil }
  }

  /// The column of that very name, else the first that means it.
  private static func place(of key: String, _ known: [String], _ words: [String]) -> Int? {
    words.firstIndex(of: key) ?? words.firstIndex { known.contains($0) }
  }

  private mutating func take(_ column: Int, _ title: String, _ name: String, _ vocabulary: FindingVocabulary)
  {
    let box = RedcapBox(title)
    let term = name == title ? box?.choice ?? name : name
    if let box, name == title, box.isNumbered { return problems.append(Self.unknown(box, title)) }
    if let meaning = vocabulary[term], box != nil || !meaning.isTest {
      return cells.append(
        Cell(column: column, meaning: meaning, term: term, kind: box == nil ? .answer : .box))
    }
    if box == nil, let match = term.wholeMatch(of: /(.+?)[\s_]+grade/.ignoresCase()),
      let meaning = vocabulary[String(match.1)], !meaning.isTest
    {
      return cells.append(Cell(column: column, meaning: meaning, term: String(match.1), kind: .grade))
    }
    if let close = nearMiss(term.lowercased(), among: Self.liver) {
      problems.append(
        Problem(
          .dataRejected, what: "the column is not a finding that is known", at: "row 1, column \(column + 1)",
          why: "a misspelt finding would be left out silently", remedy: "did you mean “\(close)”?"))
    }
    unused.append(title.trimmed)
  }

  /// The findings by which the liver is judged: a column that all but has such a name is a misspelt one.
  private static let liver = [
    "ascites", "encephalopathy", "splenomegaly", "varices", "disease progression", "bile-duct obstruction",
    "liver dysfunction", "pseudocirrhosis",
  ]

  /// Without a dictionary the choices of a field are numbers, and nobody knows what they mean.
  private static func unknown(_ box: RedcapBox, _ title: String) -> Problem {
    Problem(
      .dataRejected, what: "the choices of the checkbox field “\(box.field)” are known by numbers alone",
      at: "row 1, column \(title)", why: "a finding that was ticked would be left out silently",
      remedy:
        "give the data dictionary of the project (--columns), export with labels, or name the field under --ignore"
    )
  }
}
