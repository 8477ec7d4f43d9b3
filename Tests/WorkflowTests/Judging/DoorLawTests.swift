import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies

/// What any file may do without changing a number, and what it may not do in silence: the same laws for every form.
@Suite("Laws of the door, form by form")
struct DoorLawTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  enum Form: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case long, wide, redcap, bundle, ndjson, exportedTable, exportedBundle
    var testDescription: String { rawValue }
    var isText: Bool { [.bundle, .ndjson, .exportedBundle].contains(self) }
  }

  /// One result; of each test the unit and the limits are the same everywhere.
  struct Fact: Hashable, Sendable {
    var patient, day, test, value: String
    var unit: String { ["ALT": "U/L", "TBIL": "mg/dL", "PLT": "10^9/L"][test]! }
    var code: String { ["ALT": "1742-6", "TBIL": "1975-2", "PLT": "777-3"][test]! }
    var lower: String { test == "PLT" ? "150" : "" }
    var upper: String { ["ALT": "40", "TBIL": "1.2", "PLT": ""][test]! }
    var id: String { "\(patient)-\(test)-\(day)" }
  }

  private static let facts: [Fact] = [
    ("A1", "2024-01-20", "ALT", "30"), ("A1", "2024-02-20", "ALT", "130"),
    ("A1", "2024-01-20", "TBIL", "0.8"),
    ("A1", "2024-02-20", "TBIL", "4.1"), ("A2", "2024-01-25", "PLT", "210"),
    ("A2", "2024-02-20", "PLT", "60"),
    ("A2", "2024-03-20", "PLT", "40"), ("A2", "2024-02-20", "ALT", "20"),
  ].map { Fact(patient: $0.0, day: $0.1, test: $0.2, value: $0.3) }

  /// Baseline and worst value with their grades, by hand: ALT 130 is more than three times 40, bilirubin 4.1 more than three
  /// times 1.2, platelets 40 are below 50.
  private static let expected = [
    "A1 ALT": "30 0 130 2", "A1 TBIL": "0.8 0 4.1 3", "A2 ALT": "  20 0", "A2 PLT": "210 0 40 3",
  ]

  /// A file as lines: the first is the header of a table, and empty for a file of resources.
  struct Lines {
    var head: [String]
    var rows: [[String]]
    var name: String
  }

  // MARK: The forms

  private func lines(_ form: Form, _ facts: [Fact]) throws -> Lines {
    switch form {
    case .long:
      let head = ["patient", "date", "test", "value", "unit", "LLN", "ULN"]
      let rows = facts.map { [$0.patient, $0.day, $0.test, $0.value, $0.unit, $0.lower, $0.upper] }
      return Lines(head: head, rows: rows, name: "csv")
    case .wide: return wide(facts, keys: ["patient", "date"]) { [$0, $1] }
    case .redcap:
      let keys = [
        "record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "date",
      ]
      return wide(facts, keys: keys) { [$0, $1 < "2024-02-01" ? "visit_1" : "visit_2", "labs", "1", $1] }
    case .bundle, .ndjson: return Lines(head: [], rows: Self.patients + facts.map(Self.members), name: "json")
    case .exportedTable:
      let registry = try registry(facts)
      let table = try registry.catalogue.table("laboratory")
      let head = table.columns.map(\.name)
      return Lines(
        head: head, rows: try registry.rows("laboratory").map { row in head.map { row[$0].printed } },
        name: "csv")
    case .exportedBundle:
      let text = try registry(facts).fhirBundle()
      let entries = try JSON5.parse(text, document: "x")["entry"]?.elements ?? []
      return Lines(head: [], rows: entries.compactMap { $0["resource"] }.map(Self.members), name: "json")
    }
  }

  private func wide(_ facts: [Fact], keys: [String], _ key: (String, String) -> [String]) -> Lines {
    let tests = ["ALT", "TBIL", "PLT"]
    let columns = tests.flatMap { test -> [String] in
      let unit = Fact(patient: "", day: "", test: test, value: "").unit
      return ["\(test) [\(unit)]", test == "PLT" ? "\(test) LLN [\(unit)]" : "\(test) ULN [\(unit)]"]
    }
    var rows: [[String]: [String: Fact]] = [:]
    var order: [[String]] = []
    for fact in facts {
      let own = key(fact.patient, fact.day)
      if rows[own] == nil { order.append(own) }
      rows[own, default: [:]][fact.test] = fact
    }
    let cells = order.map { own in
      own
        + tests.flatMap { test -> [String] in
          let fact = rows[own]?[test]
          return [fact?.value ?? "", fact.map { $0.lower + $0.upper } ?? ""]
        }
    }
    return Lines(head: keys + columns, rows: cells, name: "csv")
  }

  private static let patients = ["A1", "A2"].map {
    ["\"resourceType\":\"Patient\"", "\"id\":\"\($0)\"", "\"birthDate\":\"1960-01-01\""]
  }

  /// The members of a resource, which may stand in any order.
  private static func members(_ fact: Fact) -> [String] {
    let side = fact.lower.isEmpty ? "high" : "low"
    return [
      "\"resourceType\":\"Observation\"", "\"id\":\"\(fact.id)\"", "\"status\":\"final\"",
      "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"\(fact.code)\"}]}",
      "\"subject\":{\"reference\":\"Patient/\(fact.patient)\"}", "\"effectiveDateTime\":\"\(fact.day)\"",
      "\"valueQuantity\":{\"value\":\(fact.value),\"code\":\"\(fact.unit)\"}",
      "\"referenceRange\":[{\"\(side)\":{\"value\":\(fact.lower + fact.upper),\"code\":\"\(fact.unit)\"}}]",
    ]
  }

  private static func members(_ value: JSON5Value) -> [String] {
    guard case .object(let members) = value.content else { return [] }
    return members.map { "\"\($0.name)\":\(written($0.value))" }
  }

  private static func written(_ value: JSON5Value) -> String {
    switch value.content {
    case .null: "null"
    case .bool(let yes): "\(yes)"
    case .number(_, let text): text
    case .string(let text): "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    case .array(let all): "[" + all.map(written).joined(separator: ",") + "]"
    case .object: "{" + members(value).joined(separator: ",") + "}"
    }
  }

  private func registry(_ facts: [Fact]) throws -> Registry {
    let place = folder.appending(path: UUID().uuidString + ".sqlite")
    let registry = try Registry.create(.file(place), anchors: folder)
    let author = try Author(who: "t", why: "t")
    try registry.change(by: author) { change in
      try change.insert(["id": "S", "name": "H"], into: "sites")
      for name in ["A1", "A2"] { try change.insert(["id": .text(name), "site": "S"], into: "patients") }
    }
    _ = try registry.importLaboratory(
      [URL(filePath: try write(.long, lines(.long, facts), "in"))], by: author)
    return registry
  }

  private func write(_ form: Form, _ lines: Lines, _ name: String) throws -> String {
    let isLines = form == .ndjson
    let url = folder.appending(path: name + (isLines ? ".ndjson" : "." + lines.name))
    let text: String
    if form.isText {
      let resources = lines.rows.map { "{" + $0.joined(separator: ",") + "}" }
      text =
        isLines
        ? resources.joined(separator: "\n")
        : "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
          + resources.map { "{\"resource\":\($0)}" }.joined(separator: ",") + "]}"
    } else {
      text = csvLine(lines.head) + lines.rows.map { csvLine($0) }.joined()
    }
    try Data(text.utf8).write(to: url)
    return url.path
  }

  // MARK: What comes of it

  private struct Answer {
    var grades: [String: String] = [:]
    /// What somebody must look at.
    var told: [String] = []
    /// What is left out by the account of the page: columns by name, rows by reason.
    var account: [String] = []
  }

  private func read(_ form: Form, _ files: [Lines]) throws -> Answer {
    let patients = folder.appending(path: "patients.csv")
    try Data("patient,cycles\nA1,2024-02-01\nA2,2024-02-01\n".utf8).write(to: patients)
    let paths = try files.enumerated().map { try write(form, $1, "part\($0)") }
    var job = ToxicityJob(files: paths, patients: patients.path)
    job.output = folder.appending(path: UUID().uuidString)
    var answer = Answer()
    do {
      let outcome = try Toxicity.run(job) { _, _ in }
      answer.told = outcome.review
      let input = try JSON5.parse(outcome.json, document: "json")["input"]
      answer.account = ["leftOut", "unusedColumns"].map { input?[$0].map(Self.written) ?? "" }
    } catch let problems as Problems {
      return Answer(told: problems.all.map(\.description))
    } catch let problem as Problem { return Answer(told: [problem.description]) }
    for row in try Fixtures.table(job.output!.appending(path: "grades.csv")) where row["worst_grade"] != "" {
      let columns = ["baseline_value", "baseline_grade", "worst_value", "worst_grade"]
      answer.grades["\(row["patient"]!) \(row["term"]!)"] = columns.map { row[$0] ?? "?" }.joined(
        separator: " ")
    }
    return answer
  }

  private func stays(_ form: Form, _ files: [Lines], _ what: String) throws {
    let answer = try read(form, files)
    #expect(
      answer.grades == Self.expected && answer.told.isEmpty,
      "\(form), \(what): \(answer.grades) \(answer.told)")
  }

  // MARK: Laws

  @Test("The plain file has the grades that were worked out by hand", arguments: Form.allCases)
  func plain(_ form: Form) throws { try stays(form, [lines(form, Self.facts)], "plain") }

  @Test("Rows and columns in another order", arguments: Form.allCases, 0..<4)
  func order(_ form: Form, _ seed: Int) throws {
    var random = Shuffler(state: UInt64(seed) &* 77 &+ 5)
    var file = try lines(form, shuffled(Self.facts, &random))
    file.rows = shuffled(file.rows, &random)
    if form.isText {
      file.rows = file.rows.map { shuffled($0, &random) }
    } else {
      let columns = shuffled(Array(file.head.indices), &random)
      file.head = columns.map { file.head[$0] }
      file.rows = file.rows.map { row in columns.map { row[$0] } }
    }
    try stays(form, [file], "seed \(seed)")
  }

  @Test("A row twice, next to the first and at the end", arguments: Form.allCases)
  func twice(_ form: Form) throws {
    let file = try lines(form, Self.facts)
    for n in file.rows.indices {
      for place in Set([n, file.rows.count]) {
        var again = file
        again.rows.insert(file.rows[n], at: place)
        try stays(form, [again], "row \(n) again at \(place)")
      }
    }
  }

  @Test("A file in two, in either order", arguments: Form.allCases)
  func split(_ form: Form) throws {
    let file = try lines(form, Self.facts)
    for cut in 1..<file.rows.count {
      var (first, second) = (file, file)
      first.rows = Array(file.rows[..<cut])
      second.rows = Array(file.rows[cut...])
      try stays(form, [first, second], "cut at \(cut)")
      try stays(form, [second, first], "cut at \(cut), the other way round")
    }
  }

  @Test("Case of letters and blanks of names, tests and units", arguments: Form.allCases)
  func spelling(_ form: Form) throws {
    let file = try lines(form, Self.facts)
    var (loud, wide) = (file, file)
    if form.isText {
      let unit = { (member: String) in
        member.replacing("\"U/L\"", with: "\"u/l\"").replacing("\"mg/dL\"", with: "\" MG/DL \"").replacing(
          "\"10^9/L\"", with: "\"10*9/l\"")
      }
      loud.rows = file.rows.map { $0.map(unit) }
    } else {
      let keys = Set(["patient", "record_id"])
      loud.head = file.head.map { $0.uppercased() }
      loud.rows = file.rows.map { row in
        zip(file.head, row).map { ["test", "unit"].contains($0) ? $1.uppercased() : $1 }
      }
      wide.head = file.head.map { "  \($0) " }
      wide.rows = file.rows.map { row in zip(file.head, row).map { keys.contains($0) ? " \($1)" : " \($1)  " }
      }
      try stays(form, [wide], "blanks")
    }
    try stays(form, [loud], "case")
  }

  /// Two letters changed places, one is missing, one is there twice.
  private static func misspelt(_ word: String) -> [String] {
    let letters = Array(word)
    guard letters.count > 2 else { return [word + "x"] }
    let n = letters.count / 2
    var swapped = letters
    swapped.swapAt(n - 1, n)
    let less = letters[..<n] + letters[(n + 1)...]
    let more = letters[...n] + letters[n...]
    return [String(swapped), String(less), String(more)].filter { $0 != word }
  }

  @Test("A misspelt name of a column never changes a number in silence", arguments: Form.allCases)
  func misspeltNames(_ form: Form) throws {
    let file = try lines(form, Self.facts)
    guard !form.isText else { return try misspeltMembers(form, file) }
    for (n, name) in file.head.enumerated() {
      for word in Self.misspelt(name) {
        var wrong = file
        wrong.head[n] = word
        try staysOrIsTold(form, wrong, "\(name) as \(word)")
      }
    }
  }

  private func misspeltMembers(_ form: Form, _ file: Lines) throws {
    let observation = try #require(file.rows.indices.last)
    for (n, member) in file.rows[observation].enumerated() {
      let name = String(member.dropFirst().prefix { $0 != "\"" })
      for word in Self.misspelt(name) {
        var wrong = file
        wrong.rows[observation][n] = member.replacing("\"\(name)\":", with: "\"\(word)\":")
        try staysOrIsTold(form, wrong, "\(name) as \(word)")
      }
    }
  }

  @Test("A misspelt cell never changes a number in silence", arguments: Form.allCases)
  func misspeltCells(_ form: Form) throws {
    let file = try lines(form, Self.facts)
    // One row of each test, and with it each kind of cell.
    for row in [0, file.rows.count - 1] {
      for (n, cell) in file.rows[row].enumerated() where !cell.isEmpty {
        let words = form.isText ? Self.misspeltValues(of: cell) : Self.misspelt(cell)
        for word in words {
          var wrong = file
          wrong.rows[row][n] = word
          try staysOrIsTold(form, wrong, "\(cell) as \(word)")
        }
      }
    }
  }

  /// Of each text of a member one that is misspelt; numbers stay.
  private static func misspeltValues(of member: String) -> [String] {
    let parts = member.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    return stride(from: 3, to: parts.count, by: 2).filter { parts[$0].count > 2 }.map { n in
      var other = parts
      other[n] = misspelt(parts[n])[0]
      return other.joined(separator: "\"")
    }
  }

  /// Another number is another result: what is held against the plain file is everything but the digits.
  private func staysOrIsTold(_ form: Form, _ file: Lines, _ what: String) throws {
    let answer = try read(form, [file])
    if !answer.told.isEmpty { return }
    // A column or a row that is named as left out is not silence.
    if try answer.account != read(form, [lines(form, Self.facts)]).account { return }
    // A digit that changed its place gives another number, or another day, which nobody can know.
    let digits = what.allSatisfy { $0.isNumber || "-. as".contains($0) }
    #expect(answer.grades == Self.expected || digits, "\(form), \(what): \(answer.grades)")
  }

  private func shuffled<T>(_ all: [T], _ random: inout Shuffler) -> [T] {
    var all = all
    for n in all.indices.dropFirst() { all.swapAt(n, Int(random.next() % UInt64(n + 1))) }
    return all
  }
}

/// A sequence of its own for each seed, the same everywhere (SplitMix64, Steele 2014, doi:10.1145/2660193.2660195).
private struct Shuffler {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
