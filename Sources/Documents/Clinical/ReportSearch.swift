import Criteria
import Diagnostics
import Foundation
import Quantities

/// A search of imaging reports for phrases, as the first step of a retrospective selection.
///
/// A phrase counts where it stands in a sentence that does not deny it; a sentence with “no”, “without”, “not” or “free of”
/// before the phrase is for a person to read. Words are compared without letters' case, and `*` stands for any end of a word.
package struct ReportSearch {
  /// What the reports of one patient say.
  package struct Answer: Sendable {
    package var patient: String
    package var reports: Int
    /// Days of reports that have a phrase, and of those that have it in a denial alone.
    package var found, denied: [CalendarDay]
    package var last: CalendarDay
  }
  private let phrases: [Regex<AnyRegexOutput>]
  private let denial = /\b(no|without|not|nor|free of|absence of|denies)\b/.ignoresCase()

  /// - Throws: `Problem` without a phrase.
  package init(_ phrases: [String]) throws(Problem) {
    let words = phrases.map(\.trimmed).filter { !$0.isEmpty }
    guard !words.isEmpty else {
      throw Problem(
        .usage, what: "no phrase to search for", at: "--phrase", remedy: "give at least one --phrase")
    }
    self.phrases = words.map(Self.pattern)
  }

  private static func pattern(_ phrase: String) -> Regex<AnyRegexOutput> {
    let parts = phrase.split(whereSeparator: \.isWhitespace).map { word in
      let isOpen = word.hasSuffix("*")
      let core = NSRegularExpression.escapedPattern(for: String(isOpen ? word.dropLast() : word))
      return core + (isOpen ? "\\w*" : "")
    }
    // A phrase that begins with a sign begins anywhere. What was escaped is always a pattern.
    let start = phrase.trimmed.first.map { $0.isLetter || $0.isNumber } == true ? "\\b" : ""
    return try! Regex("(?i)" + start + parts.joined(separator: "\\s+") + "(?!\\w)")
  }

  enum Reading { case found, denied, absent }

  func read(_ text: String) -> Reading {
    var reading = Reading.absent
    for sentence in text.split(whereSeparator: { ".;!?\n".contains($0) }) {
      for phrase in phrases {
        guard let place = sentence.firstMatch(of: phrase)?.range else { continue }
        if sentence[..<place.lowerBound].firstMatch(of: denial) == nil { return .found }
        reading = .denied
      }
    }
    return reading
  }

  /// - Parameter path: CSV with patient, date and text.
  /// - Throws: `Problem` for a table that cannot be read; `Problems` with every row without patient or day.
  package func answers(_ path: String, options: LaboratoryFile.Options = .init()) throws -> [Answer] {
    var table = try TableReader(
      path,
      known: ColumnWords.known(
        ["patient", "date", "text", "note"],
        more: ["date": ColumnWords.scanned, "text": ["report", "findings", "impression", "body"]]),
      needed: ["patient", "date", "text"], options: options)
    var all: [String: Answer] = [:]
    table.eachRow { row in
      guard let patient = row.required("patient"), row.required("date") != nil, let day = row.day("date")
      else {
        return
      }
      let reading = read(row.text("text"))
      var answer =
        all[identityWord(patient)] ?? Answer(patient: patient, reports: 0, found: [], denied: [], last: day)
      answer.reports += 1
      answer.last = max(answer.last, day)
      if reading == .found { answer.found.append(day) }
      if reading == .denied { answer.denied.append(day) }
      all[identityWord(patient)] = answer
    }
    guard table.problems.isEmpty else { throw Problems(table.problems) }
    return all.values.sorted { $0.patient < $1.patient }
  }
}
