import Fixtures
import Foundation
@testable import Quantities
import Testing

@testable import Criteria

/// Two published tables, graded again: what the papers printed, what the criteria give, and how the limit of normal
/// moves the rate (Gococo-Benore 2023, table 2; Puranik 2024, table 2).
@Suite struct PublishedSeriesTests {
  let scale: ToxicityScale
  let function: LiverFunction

  init() throws {
    scale = try ToxicityScale(library.rules("CTCAE"), measurands: library.rules("measurands"))
    function = try LiverFunction(library)
  }

  /// How a table can be read.
  enum Reading: String, CaseIterable {
    /// CTCAE v5.0: multiples of an abnormal baseline.
    case v5
    /// Every value against the limit of normal.
    case ulnonly
    /// Against the limit of normal, and only what is worse than at baseline.
    case change
  }

  private static func tables(_ name: String) throws -> [[String: String]] {
    try Fixtures.table(Fixtures.here.appending(path: "clinical/seed-tables/\(name).csv"))
  }

  private func amount(_ code: String, _ value: ExactDecimal) throws -> Amount {
    try #require(scale.measurands[code]).amount(
      value, code == "TBIL" ? "mg/dL" : code == "ALB" ? "g/dL" : "U/L")
  }

  private func grade(_ code: String, _ value: ExactDecimal, upper: ExactDecimal, _ baseline: ExactDecimal?)
    throws
    -> Int
  {
    let finding = LaboratoryFinding(
      value: try amount(code, value), upper: try amount(code, upper),
      baseline: try baseline.map { .measured(try amount(code, $0)) } ?? .thisVisit)
    return try #require(try scale.grade(code, finding).grade)
  }

  private func grade(
    _ code: String, _ row: [String: String], upper: ExactDecimal, _ reading: Reading
  ) throws -> Int {
    let (pre, post) = (try row.need(code.lowercased() + "_pre"), try row.need(code.lowercased() + "_post"))
    if reading == .v5 { return try grade(code, post, upper: upper, pre) }
    let after = try grade(code, post, upper: upper, nil)
    if reading == .ulnonly { return after }
    return after > (try grade(code, pre, upper: upper, nil)) ? after : 0
  }

  private static let codes = ["AST", "ALT", "ALP", "TBIL"]

  /// `… (AST48 ALT55 ALP115 TBIL1.0)` or `… 40/40/120/1.2`
  private func limits(_ text: String) throws -> [ExactDecimal] {
    let tail = text.contains("(") ? text.drop { $0 != "(" } : text[...]
    let numbers = tail.matches(of: /[0-9]+(\.[0-9]+)?/).compactMap { ExactDecimal($0.output.0) }
    return try #require(numbers.count == 4 ? numbers : nil, "\(text)")
  }

  /// Between none and four of fifteen patients have hepatotoxicity, by the limit of normal and the reading alone.
  @Test func mayoHeadlineMovesWithTheLimitOfNormal() throws {
    let patients = try Self.tables("mayo_table2")
    let rows = try Self.tables("mayo_headline_by_uln")
    #expect(patients.count == 15 && rows.count == 18)
    for row in rows {
      let upper = try limits(row["uln_set"] ?? "")
      let reading = try #require(Reading(rawValue: row["branch"] ?? ""))
      let worst = try patients.map { patient in
        try zip(Self.codes, upper).map { try grade($0, patient, upper: $1, reading) }.max() ?? 0
      }
      func list(_ isIn: (Int) -> Bool) -> String {
        zip(patients, worst).filter { isIn($1) }.compactMap { $0.0["row"] }.joined(separator: " ")
      }
      let context = "\(row["uln_set"] ?? "") \(reading.rawValue)"
      #expect("\(worst.count { $0 >= 2 })" == row["n_grade_ge2"], "\(context)")
      #expect(list { $0 >= 2 } == row["rows_grade_ge2"], "\(context)")
      #expect(list { $0 == 1 } == row["rows_worst_grade1"], "\(context)")
      #expect("\(worst.count { $0 >= 3 })" == row["n_grade_ge3"], "\(context)")
    }
  }

  @Test func mayoTableIsRegraded() throws {
    for row in try Self.tables("mayo_table2_regraded") {
      let code = try #require(row["test"])
      let (pre, post) = (try row.need("pre"), try row.need("post"))
      for (column, limits) in [
        ("grade_v5_ULN_A(48/55/129/1.2)", "48/55/129/1.2"),
        ("grade_v5_ULN_B(48/58/129/1.0)", "48/58/129/1.0"),
      ] {
        let upper = try self.limits(limits)[try #require(Self.codes.firstIndex(of: code))]
        #expect(
          "\(try grade(code, post, upper: upper, pre))" == row[column], "row \(row["row"] ?? "") \(code)")
      }
      let upper = try limits("48/55/129/1.2")[try #require(Self.codes.firstIndex(of: code))]
      #expect("\(try grade(code, post, upper: upper, nil))" == row["grade_ULNonly_A"])
      #expect("\(try grade(code, pre, upper: upper, nil))" == row["baseline_grade_A"])
    }
  }

  /// The printed flags come from the change of the grade against the limit of normal, not from CTCAE v5.0: for
  /// bilirubin no limit at all gives the printed flags by v5.0.
  @Test func mayoFlagsNeedCertainLimits() throws {
    let url = Fixtures.here.appending(path: "clinical/seed-tables/mayo_reproduction.json")
    let facts = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    func range(_ key: String) throws -> [String] { try #require(facts[key] as? [String]) }
    let patients = try Self.tables("mayo_table2")
    func reproduces(_ code: String, _ upper: ExactDecimal, _ reading: Reading) throws -> Bool {
      try patients.allSatisfy { patient in
        let flag = patient[code.lowercased() + "_flag"] ?? ""
        return try grade(code, patient, upper: upper, reading) == (flag.last?.wholeNumberValue ?? 0)
      }
    }
    let whole = { (n: Int) in ExactDecimal(integerLiteral: n) }
    for (code, key, tried) in [("AST", "AST_uln_range", 20...109), ("ALT", "ALT_uln_range", 20...129)] {
      let good = try tried.filter { try reproduces(code, whole($0), .change) }
      #expect([good.first, good.last].map { "\($0 ?? 0)" } == (try range(key)), "\(code)")
    }
    let hundredths = (80...120).map { ExactDecimal("\(Double($0) / 100)")! }
    let good = try hundredths.filter { try reproduces("TBIL", $0, .change) }
    #expect([good.first, good.last].map { $0?.description ?? "" } == (try range("TBIL_uln_range")))
    #expect(try hundredths.allSatisfy { try !reproduces("TBIL", $0, .v5) })
    #expect(try (48...67).allSatisfy { try reproduces("AST", whole($0), .v5) })
    #expect(try (20..<90).allSatisfy { try !reproduces("ALT", whole($0), .v5) })
  }

  @Test func tataTableIsRegraded() throws {
    let rows = try Self.tables("tata_table2_regraded")
    #expect(rows.count > 50)
    let baselines = Dictionary(grouping: rows.filter { $0["visit"] == "baseline" }) { $0["patient"] ?? "" }
    for row in rows {
      let before = try #require(baselines[row["patient"] ?? ""]?.first)
      let isBaseline = row["visit"] == "baseline"
      let context = "patient \(row["patient"] ?? "") \(row["visit"] ?? "")"
      let (bilirubin, albumin) = (try row.need("tbil_mgdl"), try row.need("alb_gdl"))
      for (column, upper) in [("tbil_grade_uln1.2_v5", "1.2"), ("tbil_grade_uln1.0_v5", "1.0")]
        as [(String, ExactDecimal)]
      {
        let baseline = isBaseline ? nil : try before.need("tbil_mgdl")
        #expect("\(try grade("TBIL", bilirubin, upper: upper, baseline))" == row[column], "\(context)")
      }
      #expect(
        "\(try grade("TBIL", bilirubin, upper: "1.2", nil))" == row["tbil_grade_ulnonly1.2"], "\(context)")
      let low = { (value: ExactDecimal) in
        try self.scale.grade(
          "ALB",
          LaboratoryFinding(
            value: self.amount("ALB", value), lower: self.amount("ALB", "3.5"), baseline: .missing)
        ).grade ?? -1
      }
      #expect("\(try low(albumin))" == row["alb_grade_lln3.5"], "\(context)")
      #expect(
        "\(try low(albumin) - low(before.need("alb_gdl")))" == row["alb_shift_from_baseline"], "\(context)")
      let albi = try #require(
        function.albi(bilirubin: bilirubin.doubleValue * 17.104, albumin: albumin.doubleValue * 10).outcome)
      #expect(abs(albi.score - (row.number("albi_score") ?? 0)) <= 0.5e-4, "\(context)")
      #expect("\(albi.grade)" == row["albi_grade"], "\(context)")
    }
  }
}

/// CTCAE v6.0 where it differs from v5.0.
@Suite struct NewerEditionTests {
  private func scale(_ name: String) throws -> ToxicityScale {
    try ToxicityScale(library.rules(name), measurands: library.rules("measurands"))
  }

  private func grade(
    _ name: String, _ code: String, _ value: ExactDecimal, lower: ExactDecimal? = nil,
    upper: ExactDecimal? = nil,
    baseline: ExactDecimal? = nil
  ) throws -> LaboratoryGrade {
    let scale = try scale(name)
    let unit = try #require(scale.measurands[code]).units[0]
    let amount = { (value: ExactDecimal) in Amount(value, unit) }
    return try scale.grade(
      code,
      LaboratoryFinding(
        value: amount(value), lower: lower.map(amount), upper: upper.map(amount),
        baseline: baseline.map { .measured(amount($0)) } ?? .missing))
  }

  @Test(
    arguments: [
      // Abnormal baseline of 100 with a limit of 55.
      ("ALT", "99", "55", "100", 0, 0), ("ALT", "100", "55", "100", 0, 1), ("ALT", "150", "55", "100", 1, 1),
      ("ALT", "151", "55", "100", 1, 2), ("ALT", "200", "55", "100", 1, 2), ("ALT", "201", "55", "100", 1, 3),
      ("ALT", "401", "55", "100", 2, 4), ("AST", "200.1", "48", "100", 1, 3),
      ("ALP", "1000", "129", "100", 3, 1), ("ALP", "150", "129", "140", 0, 1),
      ("ALP", "140", "129", "140", 0, 0),
      ("GGT", "100", "60", "100", 0, 1), ("GGT", "301", "60", "100", 2, 3),
      ("GGT", "1001", "60", "100", 3, 4),
      ("TBIL", "40", "20", "40", 0, 1), ("TBIL", "101", "20", "40", 2, 3), ("TBIL", "100", "20", "40", 2, 2),
    ] as [(String, ExactDecimal, ExactDecimal, ExactDecimal, Int, Int)])
  func liverTerms(
    _ code: String, _ value: ExactDecimal, _ upper: ExactDecimal, _ baseline: ExactDecimal, _ five: Int,
    _ six: Int
  ) throws {
    #expect(try grade("CTCAE", code, value, upper: upper, baseline: baseline).grade == five)
    #expect(try grade("CTCAE-6.0", code, value, upper: upper, baseline: baseline).grade == six)
  }

  @Test(
    arguments: [
      ("ANC", "1.6", "1.8", 1, 0), ("ANC", "1.4", "1.8", 2, 1), ("ANC", "0.9", "1.8", 3, 2),
      ("ANC", "0.4", "1.8", 4, 3),
      ("ANC", "0.09", "1.8", 4, 4), ("PLT", "20", "150", 4, 3), ("PLT", "9.9", "150", 4, 4),
      ("LYM", "0.1", "1", 4, 1),
      ("HGB", "4", "7.5", 3, 3),
    ] as [(String, ExactDecimal, ExactDecimal, Int, Int)])
  func bloodCounts(_ code: String, _ value: ExactDecimal, _ lower: ExactDecimal, _ five: Int, _ six: Int)
    throws
  {
    #expect(try grade("CTCAE", code, value, lower: lower).grade == five)
    #expect(try grade("CTCAE-6.0", code, value, lower: lower).grade == six)
  }

  /// Multiples of the baseline count in v6.0 only for a baseline below normal; without the lower limit it stays open
  /// where that decides.
  @Test func creatinineAsksForALowBaseline() throws {
    let grade = { (lower: ExactDecimal?, baseline: ExactDecimal) in
      try self.grade("CTCAE-6.0", "CREA", "100", lower: lower, upper: "110", baseline: baseline)
    }
    #expect(try self.grade("CTCAE", "CREA", "100", lower: "60", upper: "110", baseline: "65").grade == 2)
    #expect(try grade("60", "65").grade == 0)
    #expect(try grade("60", "50").grade == 2)
    #expect(try grade(nil, "50").grade == nil)
    #expect(try grade(nil, "50").gap == .lowerLimitMissing)
    #expect(try grade(nil, "90").grade == 0)
  }

  @Test func missingLimitsAreNeverGradeZero() throws {
    for name in ["CTCAE", "CTCAE-6.0"] {
      for code in ["ALT", "TBIL", "CREA"] {
        let verdict = try grade(name, code, "1.1", lower: "0.1", baseline: "1")
        #expect(verdict.grade == nil && verdict.gap == .upperLimitMissing, "\(name) \(code)")
      }
      #expect(try grade(name, "PLT", "100").grade == nil)
    }
  }
}
