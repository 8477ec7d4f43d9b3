import Testing

@testable import Criteria

/// The terms of CTCAE, as its editions print them.
@Suite("Adverse event terms")
struct AdverseEventTermsTests {
  @Test func fiveIsWhole() {
    let terms = AdverseEventTerms.five.all
    #expect(terms.count == 837, "CTCAE v5.0 has 837 terms")
    #expect(Set(terms.map(\.code)).count == 837 && Set(terms.map { $0.title.lowercased() }).count == 837)
    #expect(terms.allSatisfy { $0.code.count == 8 && $0.code.hasPrefix("100") })
    #expect(terms.allSatisfy { $0.grades == $0.grades.sorted() && Set($0.grades).count == $0.grades.count })
    // One term of each system organ class stands for whatever the others do not name.
    #expect(terms.count { $0.title.hasSuffix(" - Other, specify") } == 26)
  }

  /// No laboratory term of Investigations has a grade 5: the criteria have no death from a number.
  @Test func gradesWithGaps() {
    let five = AdverseEventTerms.five
    #expect(
      five["Acidosis"]?.gradeWords == "1, 3, 4, 5" && five["Vaginal stricture"]?.gradeWords == "1, 2, 3, 5")
    #expect(five["Syncope"]?.gradeWords == "3" && five["Nausea"]?.gradeWords == "1 to 3")
    #expect(
      five["10028813"]?.title == "Nausea" && five["NAUSEA"]?.code == "10028813" && five["Nausee"] == nil)
    let laboratory = [
      "Alanine aminotransferase increased", "Blood bilirubin increased", "INR increased",
      "Platelet count decreased",
    ]
    for title in laboratory { #expect(five[title]?.grades.contains(5) == false, "\(title)") }
  }

  @Test(
    "The edition is found by its number",
    arguments: [("", "v5.0"), ("5", "v5.0"), ("CTCAE v6.0", "v6.0"), ("6.0", "v6.0")])
  func edition(_ text: String, _ edition: String) {
    #expect(AdverseEventTerms.edition(text).edition == edition)
  }
}
