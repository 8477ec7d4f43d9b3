import Diagnostics
import Files
import Foundation

/// The adverse event terms of one edition of CTCAE, with the grades that it has of each: a closed list.
///
/// Source: `ctcae-5.0-terms.csv` and `ctcae-6.0-terms.csv`, which name the editions that they were read in.
public struct AdverseEventTerms: Sendable {
  public struct Term: Sendable, Hashable {
    /// MedDRA code of the lowest level term.
    public var code: String
    public var title: String
    /// Those that the criteria describe; “-” stands in place of the others.
    public var grades: [Int]

    /// `1 to 3`, or `1, 3` where one between them is missing.
    public var gradeWords: String {
      guard let first = grades.first, let last = grades.last, first < last else {
        return grades.map(String.init).joined()
      }
      return last - first == grades.count - 1
        ? "\(first) to \(last)" : grades.map(String.init).joined(separator: ", ")
    }
  }

  /// `v5.0`
  public let edition: String
  /// In the order of the criteria.
  public let all: [Term]
  private let byCode, byTitle: [String: Term]

  /// - Throws: `Problem` for a table that is not one of terms.
  init(_ bytes: [UInt8], edition: String) throws {
    let table = try TableFile(Data(bytes), path: "terms of CTCAE \(edition)")
    let terms = try (0..<table.count).map { row in
      let fields = table.fields(row)
      let grades = fields.count == 3 ? fields[1].compactMap(\.wholeNumberValue) : []
      guard !grades.isEmpty, grades.allSatisfy((1...5).contains) else {
        throw Problem(
          .dataRejected, what: "a term has no grades", at: "\(table.path): row \(table.number(row))")
      }
      return Term(code: fields[0], title: fields[2], grades: grades)
    }
    self.init(terms, edition: edition)
  }

  private init(_ terms: [Term], edition: String) {
    (all, self.edition) = (terms, edition)
    byCode = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    byTitle = Dictionary(
      all.map { ($0.title.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A term by its title, letters' case aside, or by its MedDRA code.
  public subscript(term: String) -> Term? { byTitle[term.lowercased()] ?? byCode[term] }

  /// Those of v5.0 (27 November 2017).
  public static let five = embedded(PackageResources.ctcae_5_0_terms_csv, "v5.0")

  /// Those of v6.0 (22 July 2025) that the table has; every other title of v5.0 with all grades, since those of v6.0 are not
  /// known here.
  public static let six = embedded(PackageResources.ctcae_6_0_terms_csv, "v6.0").completed(by: five)

  private func completed(by other: AdverseEventTerms) -> AdverseEventTerms {
    let rest = other.all.filter { self[$0.title] == nil && byCode[$0.code] == nil }
    return AdverseEventTerms(
      all + rest.map { Term(code: $0.code, title: $0.title, grades: Array(1...5)) }, edition: edition)
  }

  /// Those of the edition that a rule document grades by.
  public static func of(_ source: RuleSource) -> AdverseEventTerms { edition(source.edition) }

  /// Those of the edition that a text names, such as `v6.0` or `6`; v5.0 where it names none.
  public static func edition(_ text: String) -> AdverseEventTerms {
    let digits = text.drop { !$0.isNumber }
    return digits.hasPrefix("6") ? six : five
  }

  /// The tables come with the program: one that cannot be read is an error of ours, which the tests exclude.
  private static func embedded(_ bytes: [UInt8], _ edition: String) -> AdverseEventTerms {
    guard let terms = try? AdverseEventTerms(bytes, edition: edition) else {
      preconditionFailure("the terms of CTCAE \(edition) cannot be read")
    }
    return terms
  }
}
