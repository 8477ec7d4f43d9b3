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

  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case patients, findings, lesions, facts, events, scores, administrations
    var testDescription: String { rawValue }
    var isRecorded: Bool { [.events, .scores, .administrations].contains(self) }
    var table: String { self == .events ? "adverse_events" : rawValue }
  }

  struct Sheet {
    var head: [String]
    var rows: [[String]]
  }

  private static func sheet(_ kind: Kind) -> Sheet {
    switch kind {
    case .patients:
      Sheet(
        head: ["patient", "sex", "birth", "arm", "cycles", "anticoagulation", "end", "death"],
        rows: [
          ["A1", "F", "1960-04-05", "IA", "2024-02-01 2024-04-01", "no", "2025-01-02", ""],
          ["A2", "M", "1955-12-31", "IV", "2024-03-01", "yes", "", "2024-12-24"],
        ])
    case .findings:
      Sheet(
        head: ["patient", "date", "term", "present", "symptomatic", "medical", "grade", "attribution"],
        rows: [
          ["A1", "2024-02-10", "ascites", "yes", "no", "yes", "", "therapy"],
          ["A1", "2024-05-10", "ascites", "no", "", "", "", ""],
          ["A2", "2024-03-10", "encephalopathy", "yes", "", "", "2", "progression"],
        ])
    case .lesions:
      Sheet(
        head: [
          "patient", "lesion", "date", "reader", "organ", "kind", "state", "long_mm", "short_mm", "suvmax",
        ],
        rows: [
          ["A1", "L1", "2024-01-20", "R1", "liver", "solid", "measured", "31.5", "22.3", "17.25"],
          ["A1", "L1", "2024-05-20", "R1", "liver", "solid", "measured", "20.5", "14.5", "9.5"],
          ["A1", "L2", "2024-01-20", "R1", "liver", "solid", "measured", "12.5", "11", "8"],
          ["A2", "L1", "2024-02-20", "R2", "node", "node", "measured", "22.5", "18.5", "4"],
        ])
    case .facts:
      Sheet(
        head: ["patient", "ecog", "bilirubin [mg/dL]", "platelets [10^9/L]", "albumin [g/dL]"],
        rows: [["A1", "1", "0.8", "210", "4.1"], ["A2", "2", "1.25", "95", "3.5"]])
    case .events:
      Sheet(
        head: ["patient", "started", "ended", "term", "grade", "edition", "attribution"],
        rows: [
          ["A1", "2024-02-10", "2024-02-12", "Nausea", "2", "5.0", "PRRT"],
          ["A2", "2024-03-10", "", "Fatigue", "1", "5.0", "unknown"],
        ])
    case .scores:
      Sheet(
        head: ["patient", "scored", "scale", "value", "reader"],
        rows: [
          ["A1", "2024-01-20", "Karnofsky", "90", "R1"], ["A1", "2024-05-20", "pain NRS", "3", "patient"],
          ["A2", "2024-02-20", "ECOG", "1", ""],
        ])
    case .administrations:
      Sheet(
        head: ["patient", "course", "cycle", "started", "route", "nuclide", "activity_gbq"],
        rows: [
          ["A1", "C1", "1", "2024-02-01T09:00:00", "right hepatic artery", "Lu-177", "7.25"],
          ["A1", "C1", "2", "2024-04-01T09:00:00", "right hepatic artery", "Lu-177", "6.75"],
        ])
    }
  }

  // MARK: Reading

  private struct Answer: Equatable {
    /// What the table says, without the numbers of rows.
    var content: [String] = []
    var told: [String] = []
    var leftOut: [String: Int] = [:]
    var unused: [String] = []
    /// Rows that are neither read nor left out nor faulty.
    var unexplained = 0

    mutating func take(_ account: InputAccount) {
      leftOut = account.leftOut
      unused = account.unusedColumns.flatMap(\.columns)
      unexplained = account.tables.reduce(0) { $0 + $1.unexplained }
    }
  }

  private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: UUID().uuidString + "-" + name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private func options(_ columns: String?, decimalComma: Bool) throws -> LaboratoryFile.Options {
    var options = LaboratoryFile.Options(decimalComma: decimalComma)
    if let columns { try options.read(write("columns.json5", columns)) }
    return options
  }

  private func read(
    _ kind: Kind, _ text: String, columns: String? = nil, decimalComma: Bool = false
  ) throws -> Answer {
    let path = try write("table.csv", text)
    let options = try options(columns, decimalComma: decimalComma)
    do {
      return try kind.isRecorded ? recorded(kind, [path], options, columns) : answer(kind, path, options)
    } catch let problems as Problems { return Answer(told: problems.all.map(\.description)) } catch let
      problem as Problem
    { return Answer(told: [problem.description]) }
  }

  private func answer(_ kind: Kind, _ path: String, _ options: LaboratoryFile.Options) throws -> Answer {
    var answer = Answer()
    switch kind {
    case .patients:
      let table = try PatientTable(path, options: options)
      answer.content = table.order.compactMap { table[$0] }.map {
        "\($0.patient) \($0.sex as Any) \($0.birth as Any) \($0.arm) \($0.cycles) \($0.onAnticoagulation as Any) \($0.end as Any) \($0.death as Any)"
      }
      answer.told = (table.problems + options.unused(table.header)).map(\.description)
      answer.take(table.account)
    case .findings:
      let library = try RuleLibrary()
      let scale = try ToxicityScale(
        library.rules("CTCAE"), measurands: library.rules("measurands"))
      let known = PatientTable(["A1", "A2"].map { PatientRecord(patient: $0) })
      let table = try FindingsTable(
        path, patients: known, vocabulary: FindingVocabulary(scale), options: options)
      answer.content = table.findings.flatMap { name, all in all.map { "\(name) \($0)" } }
      answer.told = (table.problems + options.unused(table.header)).map(\.description)
      answer.take(table.account)
    case .lesions:
      let table = try LesionTable(path, options: options) { _ in [] }
      answer.content = table.courses.flatMap { course in
        course.findings.map { finding in
          var finding = finding
          finding.row = 0
          return "\(course.patient) \(course.reader) \(finding)"
        }
      }
      answer.told = (table.problems + options.unused(table.header)).map(\.description)
      answer.take(table.account)
    default:
      let library = try RuleLibrary()
      let facts = try PatientFacts(path, library: library, extra: library.document("tare"), options: options)
      answer.content = facts.patients.map { patient in
        "\(patient.name) " + patient.values.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
      }
      answer.told = (facts.problems + options.unused(facts.header)).map(\.description)
      answer.take(facts.account)
    }
    answer.content.sort()
    return answer
  }

  /// Rows that a registry has after the files were imported.
  private func recorded(
    _ kind: Kind, _ paths: [String], _ options: LaboratoryFile.Options, _ columns: String?
  ) throws -> Answer {
    let place = folder.appending(path: UUID().uuidString + ".sqlite")
    let registry = try Registry.create(.file(place), anchors: folder)
    let author = try Author(who: "t", why: "t")
    try registry.change(by: author) { change in
      try change.insert(["id": "S", "name": "H"], into: "sites")
      for name in ["A1", "A2"] { try change.insert(["id": .text(name), "site": "S"], into: "patients") }
      try change.insert(
        ["id": "C1", "patient": "A1", "kind": "IA PRRT", "started": "2024-02-01"], into: "courses")
    }
    var answer = Answer()
    for path in paths {
      let names = try columns.map { URL(filePath: try write("columns.json5", $0)) }
      let count = try registry.importCSV(
        URL(filePath: path), into: kind.table, columns: names, decimalComma: options.decimalComma, by: author)
      answer.leftOut.merge(count.leftOut, uniquingKeysWith: +)
      if count.repeated > 0 { answer.leftOut["repeated"] = count.repeated }
      answer.unused += count.notes.map(\.text)
    }
    let table = try registry.catalogue.table(kind.table)
    answer.content = try registry.rows(kind.table).map { row in
      table.columns.map { row[$0.name].printed }.joined(separator: "|")
    }.sorted()
    return answer
  }

  // MARK: Writing

  private func text(_ sheet: Sheet, separator: String = ",", ending: String = "\n") -> String {
    ([sheet.head] + sheet.rows).map { row in
      row.map { $0.contains(separator) ? "\"\($0)\"" : $0 }.joined(separator: separator) + ending
    }.joined()
  }

  private func stays(
    _ kind: Kind, _ text: String, columns: String? = nil, decimalComma: Bool = false, _ what: String
  ) throws {
    let plain = try read(kind, self.text(Self.sheet(kind)))
    let other = try read(kind, text, columns: columns, decimalComma: decimalComma)
    #expect(plain.told == [] && plain.content.count >= 2, "\(kind): \(plain.told)")
    #expect(other.told == [] && other.content == plain.content, "\(kind), \(what): \(other)")
    #expect(other.unexplained == 0)
  }

  private func permuted(_ sheet: Sheet, _ order: [Int]) -> Sheet {
    Sheet(head: order.map { sheet.head[$0] }, rows: sheet.rows.map { row in order.map { row[$0] } })
  }

  // MARK: Laws

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
