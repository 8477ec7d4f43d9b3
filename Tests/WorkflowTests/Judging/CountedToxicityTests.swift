import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Testing

@testable import Criteria
@testable import Documents
@testable import Studies
@testable import Workflow

/// Counting many patients gives what grading each of them gives, for plain tables and for whatever is in between.
@Suite("Counted and graded patients")
struct CountedToxicityTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  /// A table of made-up results near every limit, with all that real tables have now and then.
  private struct Made {
    var random: SplitMix
    var rows: [[String]] = []
    var patients: [[String]] = []
    /// Of 1000 rows, how many have something unusual.
    var odd: Int

    static let header = ["patient", "date", "test", "value", "unit", "LLN", "ULN", "laboratory"]
    private static let tests: [(String, [String], String, String, [String])] = [
      ("ALT", ["U/L", "U/l"], "", "40", ["30", "41", "120", "120.0", "200", "201", "61", "800.1"]),
      ("AST", ["U/L"], "", "40", ["30", "40", "119", "121", "59.99", "60"]),
      ("TBIL", ["mg/dL"], "", "1.2", ["0.8", "1.2", "1.8", "1.81", "3.6", "12.1"]),
      ("TBIL", ["umol/L"], "", "20.5", ["15", "20.5", "31", "62"]),
      ("ALP", ["U/L"], "", "129", ["100", "258", "323", "130"]),
      ("PLT", ["10^9/L", "/nL"], "150", "", ["200", "149", "75", "74.9", "50", "25", "24"]),
      ("HGB", ["g/dL"], "12", "16", ["13", "11.9", "10", "9.9", "7.9"]),
      ("CREA", ["mg/dL"], "", "1.3", ["0.9", "1.4", "1.36", "2.8", "4"]),
      ("K", ["mmol/L"], "3.5", "5.1", ["4", "3.4", "5.2", "6.1", "2.9"]),
      ("INR", [""], "", "1.2", ["1", "1.3", "1.6", "2.6"]), ("LDH", ["U/L"], "", "250", ["200", "400"]),
      ("CGA", ["ug/L"], "", "", ["90", "1000"]),
    ]

    init(seed: UInt64, patients count: Int, odd: Int) {
      (random, self.odd) = (SplitMix(state: seed), odd)
      for n in 0..<count { add("P\(n)") }
    }

    private mutating func pick<T>(_ all: [T]) -> T { all[Int(random.next() % UInt64(all.count))] }

    private mutating func add(_ name: String) {
      let cycles = pick(["2024-02-01 2024-04-01", "2024-02-01", "2024-03-31 2024-05-10", ""])
      let record = [
        name, cycles, pick(["F", "M", ""]), pick(["1960-01-01", ""]), pick(["IA", "IV"]),
        pick(["yes", "no", ""]),
        pick(["", "", "2025-01-01"]),
      ]
      patients.append(record)
      for day in ["2024-01-20", "2024-02-01", "2024-02-20", "2024-03-31", "2024-06-30", "2024-12-01"] {
        for test in Self.tests where random.next() % 3 > 0 { add(name, day, test) }
      }
    }

    private mutating func add(
      _ name: String, _ day: String, _ test: (String, [String], String, String, [String])
    ) {
      // One unit of bilirubin a patient: two of them on one day would be two results.
      if test.0 == "TBIL", (name.count + Int(name.utf8.last!)) % 2 == (test.1[0] == "mg/dL" ? 0 : 1) {
        return
      }
      var row = [name, day, test.0, pick(test.4), pick(test.1), test.2, test.3, "central"]
      if random.next() % 1000 < odd {
        switch random.next() % 8 {
        case 0: row[3] = "<" + row[3]
        case 1: row[1] += "T08:30"
        case 2: (row[5], row[6]) = ("", "")
        case 3: row[3] = ""
        case 4: row[0] = " \(name) "
        case 5: rows.append(row)
        case 6: row[7] = "other, of \"two\" names"
        default: row[6] = row[6].isEmpty ? "" : row[6] + ".0"
        }
      }
      rows.append(row)
    }
  }

  private struct SplitMix {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private func write(_ name: String, _ header: [String], _ rows: [[String]]) throws -> String {
    let url = folder.appending(path: name)
    try Data((csvLine(header) + rows.map { csvLine($0) }.joined()).utf8).write(to: url)
    return url.path
  }

  private func job(_ made: Made, files: Int = 1) throws -> ToxicityJob {
    let patients = try write(
      "patients.csv", ["patient", "cycles", "sex", "birth", "arm", "anticoagulation", "death"], made.patients)
    let parts = try (0..<files).map { n in
      let rows = made.rows.enumerated().filter { $0.offset % files == n }.map(\.element)
      return try write("labs\(n).csv", Made.header, rows)
    }
    var job = ToxicityJob(files: parts, patients: patients)
    job.fullUpTo = 0
    return job
  }

  /// The whole record of a run. Explaining it needs every value, so that nobody is only counted.
  private func record(_ job: ToxicityJob, explains: Bool) throws -> String {
    var job = job
    job.explain = explains
    return try Toxicity.run(job) { _, _ in }.json
  }

  /// Seeds; of a thousand rows none that is unusual, or thirty, or two hundred in two files.
  @Test("Both ways give one record", arguments: [UInt64](1...6), [0, 30, 200])
  func agree(_ seed: UInt64, _ odd: Int) throws {
    var job = try job(Made(seed: seed, patients: 80, odd: odd), files: odd > 100 ? 2 : 1)
    job.keepGoing = true
    if seed % 2 == 0 { job.edition = .six }
    job.treatmentDayIsBaseline = seed % 3 > 0
    let counted = try record(job, explains: false)
    #expect(try counted == record(job, explains: true))
    #expect(counted.contains("\"shift\""))
  }

  /// The tables of all values: those of plain patients are made byte by byte, those of the others by their form.
  @Test("Both ways write the same tables", arguments: [UInt64](1...6), [0, 30, 200])
  func tables(_ seed: UInt64, _ odd: Int) throws {
    var job = try job(Made(seed: seed, patients: 60, odd: odd), files: odd > 100 ? 2 : 1)
    job.keepGoing = true
    if seed % 2 == 0 { job.edition = .six }
    job.treatmentDayIsBaseline = seed % 3 > 0
    try agreeOnTables(job)
  }

  private func agreeOnTables(_ job: ToxicityJob) throws {
    var texts: [[String]] = []
    for explains in [false, true] {
      var job = job
      (job.explain, job.output) = (explains, folder.appending(path: UUID().uuidString))
      _ = try Toxicity.run(job) { _, _ in }
      texts.append(
        try ["grades.csv", "timeline.csv"].map {
          try String(contentsOf: job.output!.appending(path: $0), encoding: .utf8)
        })
    }
    for (fast, full) in zip(texts[0], texts[1]) {
      let (a, b) = (fast.split(separator: "\n"), full.split(separator: "\n"))
      #expect(a.count == b.count && a.count > 20)
      for (x, y) in zip(a, b) where x != y {
        Issue.record("\(x)\n\(y)")
        break
      }
    }
  }

  /// Of patients who are only counted as of those who are read in full.
  @Test("Both ways know who recovered, and when", arguments: [UInt64](1...4))
  func recoveries(_ seed: UInt64) throws {
    var job = try job(Made(seed: seed, patients: 60, odd: seed > 2 ? 30 : 0))
    job.keepGoing = true
    if seed % 2 == 0 { job.edition = .six }
    job.treatmentDayIsBaseline = seed % 3 > 0
    var texts: [String] = []
    for explains in [false, true] {
      (job.explain, job.output) = (explains, folder.appending(path: UUID().uuidString))
      _ = try Toxicity.run(job) { _, _ in }
      let lines = try String(contentsOf: job.output!.appending(path: "recovery.csv"), encoding: .utf8)
        .split(separator: "\n").sorted()
      texts.append(lines.joined(separator: "\n"))
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0].split(separator: "\n").count > 20 && texts[0].contains("ALT"))
  }

  /// Without this the test above could compare the slow way with itself.
  @Test func plainPatientsAreOnlyCounted() throws {
    let made = Made(seed: 9, patients: 50, odd: 0)
    let inputs = try ToxicityInputs(job(made))
    var grader = PlainGrader(
      inputs.grader, inputs.safety, tables: inputs.files.map(\.plain), headline: 2)
    var plain = 0
    for source in PatientRows(inputs.files).patients {
      let record = try #require(inputs.patients[source.name])
      if grader.grade(record.laboratory, arm: "", runs: source.runs, latest: nil) != nil { plain += 1 }
    }
    let treated = inputs.patients.order.count { inputs.patients[$0]?.cycles.isEmpty == false }
    #expect(plain == treated && plain > 20)
    #expect(grader.valueCount == grader.units.values.reduce(0) { $0 + $1.values.reduce(0, +) })
  }

  @Test("A table of limits counts for values without their own, in both ways")
  func tableOfLimits() throws {
    var made = Made(seed: 4, patients: 40, odd: 0)
    for n in made.rows.indices { (made.rows[n][5], made.rows[n][6]) = ("", "") }
    var job = try job(made)
    let limits = folder.appending(path: "limits.json5")
    try Data(
      "{ limits: [{ test: 'ALT', unit: 'U/L', upper: 35, sex: 'F' }, { test: 'ALT', unit: 'U/L', upper: 50, sex: 'M' }, { test: 'TBIL', unit: 'mg/dL', upper: 1.2, ageFrom: 18 }] }"
        .utf8
    ).write(to: limits)
    job.limits = limits.path
    #expect(try record(job, explains: false) == record(job, explains: true))
    try agreeOnTables(job)
  }
}
