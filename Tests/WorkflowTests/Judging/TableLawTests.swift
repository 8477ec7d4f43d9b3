import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies

/// The tables beside the laboratory's: patients, findings, lesions, facts, and tables of the registry. What may be written
/// otherwise without changing what they say, and what must be told.
@Suite("Laws of clinical tables")
struct TableLawTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  @Test("Rows and columns in another order", arguments: Kind.allCases)
  func order(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    for turn in 0..<sheet.head.count {
      let order = sheet.head.indices.map { ($0 * 3 + turn) % sheet.head.count }
      let columns = Set(order).count == order.count ? order : sheet.head.indices.reversed()
      var other = permuted(sheet, columns)
      other.rows.reverse()
      try stays(kind, text(other), "turn \(turn)")
    }
  }

  @Test("Case, blanks, byte-order mark, line ends, empty rows", arguments: Kind.allCases)
  func spelling(_ kind: Kind) throws {
    var sheet = Self.sheet(kind)
    try stays(kind, "\u{FEFF}" + text(sheet, ending: "\r\n"), "mark")
    try stays(kind, text(sheet, ending: "\n\n") + "\n", "empty rows")
    sheet.head = sheet.head.map { "  " + $0.uppercased().replacing("_", with: " ") + " " }
    sheet.rows = sheet.rows.map { $0.map { $0.isEmpty ? "" : " \($0) " } }
    let isFact = kind == .facts
    if isFact {
      sheet.head = sheet.head.map { $0.replacing("MG/DL", with: "mg/dL").replacing("G/DL", with: "g/dL") }
    }
    try stays(kind, text(sheet), "case and blanks")
  }

  @Test("Semicolons and decimal commas; tabs", arguments: Kind.allCases)
  func separators(_ kind: Kind) throws {
    var sheet = Self.sheet(kind)
    try stays(kind, text(sheet, separator: "\t"), "tabs")
    let isNumber = { (cell: String) in cell.wholeMatch(of: /\d+\.\d+/) != nil && cell != "5.0" }
    sheet.rows = sheet.rows.map { $0.map { isNumber($0) ? $0.replacing(".", with: ",") : $0 } }
    try stays(kind, text(sheet, separator: ";"), decimalComma: true, "decimal commas")
    guard sheet.rows.joined().contains(where: { $0.contains(",") }) else { return }
    let unannounced = try read(kind, text(sheet, separator: ";"))
    #expect(!unannounced.told.isEmpty, "\(kind): \(unannounced.content)")
  }

  private static let synonyms: [String: String] = [
    "patient": "USUBJID", "sex": "Gender", "birth": "Date of birth", "cycles": "Treatment dates",
    "end": "Last contact", "death": "Date of death", "anticoagulation": "on anticoagulation",
    "term": "AETERM", "medical": "medical intervention", "lesion": "Lesion ID", "organ": "Location",
    "state": "Status", "long_mm": "Longest diameter [mm]", "short_mm": "Short axis (mm)", "suvmax": "SUV max",
    "started": "Start date", "scored": "Date", "activity_gbq": "Administered activity [GBq]",
  ]

  @Test("Every name that means the same", arguments: Kind.allCases)
  func synonym(_ kind: Kind) throws {
    var sheet = Self.sheet(kind)
    sheet.head = sheet.head.map { Self.synonyms[$0] ?? $0 }
    try stays(kind, text(sheet), "synonyms \(sheet.head)")
  }

  @Test("Names of one's own, by a file; days and missing codes as it states", arguments: Kind.allCases)
  func ownNames(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    var own = sheet
    own.head = sheet.head.indices.map { "var\($0)" }
    let pairs = zip(own.head, sheet.head).map { "\($0): \"\($1)\"" }.joined(separator: ", ")
    try stays(kind, text(own), columns: "{ \(pairs) }", "own names")
    let day = { (cell: String) in
      cell.split(separator: " ").map { part in
        part.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)/).map { "\($0.3).\($0.2).\($0.1)" } ?? String(part)
      }.joined(separator: " ")
    }
    own.rows = sheet.rows.map { $0.map { $0.isEmpty ? "-99" : day($0) } }
    try stays(
      kind, text(own), columns: "{ \(pairs), dates: \"d.m.y\", missing: [\"-99\"] }", "days and codes")
    let wrong = try read(kind, text(sheet), columns: "{ \(pairs.replacing("var0", with: "var99")) }")
    #expect(!wrong.told.isEmpty, "a name that no table has")
  }

  @Test("A row twice is one fact, and is counted", arguments: Kind.allCases)
  func twice(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    for n in sheet.rows.indices {
      var again = sheet
      again.rows.append(sheet.rows[n])
      try stays(kind, text(again), "row \(n) twice")
      #expect(try read(kind, text(again)).leftOut.values.reduce(0, +) == 1)
    }
  }

  @Test("Two statements on one fact are a conflict, and neither counts", arguments: Kind.allCases)
  func conflict(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    var other = sheet.rows[0]
    let column: [Kind: (String, String)] = [
      .patients: ("arm", "other"), .findings: ("present", "no"), .lesions: ("long_mm", "40"),
      .facts: ("ecog", "3"), .events: ("grade", "3"), .scores: ("value", "80"),
      .administrations: ("activity_gbq", "5"),
    ]
    let (name, value) = try #require(column[kind])
    other[try #require(sheet.head.firstIndex(of: name))] = value
    var wrong = sheet
    wrong.rows.append(other)
    let others = Sheet(head: sheet.head, rows: Array(sheet.rows.dropFirst()))
    let disputed = try Set(read(kind, text(sheet)).content).subtracting(read(kind, text(others)).content)
    #expect(disputed.count == 1)
    for rows in [wrong.rows, wrong.rows.reversed()] {
      let answer = try read(kind, text(Sheet(head: wrong.head, rows: rows)))
      #expect(!answer.told.isEmpty, "\(kind): \(answer.content)")
      #expect(disputed.isDisjoint(with: answer.content), "\(kind): \(answer.content)")
      #expect(answer.unexplained == 0)
    }
  }

  @Test("The same patient in other letters is the same patient", arguments: Kind.allCases)
  func identities(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    var again = sheet
    again.rows.append(sheet.rows[0])
    again.rows[again.rows.count - 1][0] = "a1"
    try stays(kind, text(again), "a1 for A1")
  }

  @Test("A misspelt name of a column is told", arguments: Kind.allCases)
  func misspelt(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    for (n, name) in sheet.head.enumerated() {
      for word in [name + "x", String(name.dropFirst()), "q" + name.dropFirst()] {
        var wrong = sheet
        wrong.head[n] = word
        let answer = try read(kind, text(wrong))
        #expect(!answer.told.isEmpty, "\(kind): \(name) as \(word): \(answer.content)")
      }
    }
  }

  @Test("A column in another unit is told with both units", arguments: [Kind.lesions, .administrations])
  func unit(_ kind: Kind) throws {
    var sheet = Self.sheet(kind)
    sheet.head = sheet.head.map { ["long_mm": "long [cm]", "activity_gbq": "activity [MBq]"][$0] ?? $0 }
    let told = try read(kind, text(sheet)).told.joined()
    #expect(told.contains(kind == .lesions ? "is in cm" : "is in mbq"), "\(told)")
  }

  @Test("Rows and columns of other forms of an export are counted and named", arguments: Kind.allCases)
  func otherForms(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    let head = ["record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]
    let blank = sheet.head.dropFirst().map { _ in "" }
    var rows = sheet.rows.enumerated().map { n, row in
      [row[0], "visit_1_arm_1", kind.rawValue, "\(n + 1)"] + row.dropFirst() + ["", ""]
    }
    rows.insert(["A1", "visit_1_arm_1", "quality", "1"] + blank + ["7", ""], at: 1)
    rows.append(["A2", "visit_2_arm_1", "family", ""] + blank + ["", "yes"])
    let export = Sheet(head: head + sheet.head.dropFirst() + ["qol_sum", "family_history"], rows: rows)
    try stays(kind, text(export), "export")
    let answer = try read(kind, text(export))
    #expect(answer.leftOut["rows of other forms"] == 2, "\(kind): \(answer.leftOut)")
    let unused = answer.unused.joined(separator: " ")
    #expect(unused.contains("qol_sum") && unused.contains("family_history"), "\(unused)")
  }

  @Test("Forms of one patient are joined; those that contradict are not")
  func joined() throws {
    let head = "record_id,redcap_repeat_instrument,sex,cycles,death\n"
    let one = try read(
      .patients, head + "A1,,F,,\nA1,cycle,,2024-02-01,\nA1,cycle,,2024-04-01,\nA1,end,,,2025-01-01\n")
    #expect(one.told.isEmpty && one.content.count == 1)
    #expect(one.content[0].contains("2024-02-01") && one.content[0].contains("2025-01-01"), "\(one.content)")
    let two = try read(.patients, head + "A1,,F,2024-02-01,\nA1,,M,2024-04-01,\n")
    #expect(!two.told.isEmpty && two.content.isEmpty)
  }

  @Test("A file of the registry in two", arguments: Kind.allCases.filter(\.isRecorded))
  func split(_ kind: Kind) throws {
    let sheet = Self.sheet(kind)
    let plain = try read(kind, text(sheet)).content
    for cut in 1..<sheet.rows.count {
      let halves = [sheet.rows[..<cut], sheet.rows[cut...]].map { Sheet(head: sheet.head, rows: Array($0)) }
      for order in [halves, halves.reversed()] {
        let paths = try order.map { try write("half.csv", text($0)) }
        #expect(try recorded(kind, paths, .init(), nil).content == plain)
      }
    }
  }
}
