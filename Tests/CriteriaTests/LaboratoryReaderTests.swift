import Diagnostics
@testable import Quantities
import Testing

@testable import Criteria

@Suite struct LaboratoryReaderTests {
  let measurands: RuleDocument

  init() throws { measurands = try library.rules("measurands") }

  private static let header = [
    "patient", "date", "test", "loinc", "value", "unit", "LLN", "ULN", "laboratory",
  ]

  private func read(_ fields: [String], comma: Bool = false) throws -> LaboratoryReader.Reading {
    try LaboratoryReader(header: Self.header, measurands: measurands, decimalComma: comma).read(
      fields, row: 17)
  }

  @Test func readsLongRows() throws {
    let reading = try read([
      "P1", "2026-03-02T08:15", "Bilirubin", "1975-2", " 1.80 ", "mg/dL", "", "1.2", "Central",
    ])
    #expect(reading.problems.isEmpty)
    let value = try #require(reading.values.first)
    #expect(value.code == "TBIL" && value.amount.value == "1.8" && value.day.description == "2026-03-02")
    #expect(
      value.lower == nil && value.upper?.value == "1.2" && value.laboratory == "Central" && value.row == 17)
  }

  @Test func readsWideRows() throws {
    let reader = try LaboratoryReader(
      header: ["Pseudonym", "Day", "ALT [U/L]", "ALT ULN [U/L]", "Hb [g/L]", "remark", "PLT [10^3/uL]"],
      measurands: measurands)
    let reading = reader.read(["P1", "2026-03-02", "60", "55", "", "fasting", "<5"], row: 2)
    #expect(reading.problems.isEmpty)
    #expect(reading.values.map(\.code) == ["ALT", "PLT"])
    #expect(reading.values[0].upper?.value == 55)
    #expect(reading.values[1].bound == .below && reading.values[1].amount.canonical == 5)
  }

  /// Each fault is found in its column, and nothing of the cell is repeated.
  @Test(arguments: [
    (1, "02.03.2026", "row 17, column date"), (1, "2026-02-30", "row 17, column date"),
    (1, "", "row 17, column date"),
    (0, " ", "row 17, column patient"), (4, "SECRET", "row 17, column value"),
    (4, "1,8", "row 17, column value"),
    (4, "-1", "row 17, column value"), (4, "<", "row 17, column value"), (5, "SECRET", "row 17, column unit"),
    (5, "", "row 17, column unit"), (5, "umol/L", "row 17, column unit"), (7, "SECRET", "row 17, column ULN"),
    (6, "1.3", "row 17, column value"), (3, "1742-6", "row 17, column loinc"),
  ])
  func everyFaultHasItsPlace(_ column: Int, _ text: String, _ place: String) throws {
    var fields = ["P1", "2026-03-02", "TBIL", "1975-2", "1.8", "mg/dL", "0", "1.2", ""]
    #expect(try read(fields).problems.isEmpty)
    fields[column] = text
    let reading = try read(fields)
    #expect(reading.problems.map(\.location) == [place])
    #expect(reading.values.isEmpty)
    #expect(!reading.problems[0].description.contains("SECRET"))
  }

  @Test func emptyResultsAndForeignTestsAreNoFaults() throws {
    #expect(try read(["P1", "2026-03-02", "TBIL", "", "", "", "", "", ""]).problems.isEmpty)
    let foreign = try read(["P1", "2026-03-02", "lactate", "", "1", "mmol/L", "", "", ""])
    #expect(foreign.unknownTests == ["lactate"] && foreign.problems.isEmpty && foreign.values.isEmpty)
    #expect(try read(["P1", "2026-03-02"]).problems.first?.location == "row 17")
  }

  @Test func commasOnlyWhenAnnounced() throws {
    let fields = ["P1", "2026-03-02", "TBIL", "", "1,8", "mg/dL", "", "1,2", ""]
    #expect(try read(fields, comma: true).values.first?.amount.value == "1.8")
    #expect(
      try read(["P1", "2026-03-02", "TBIL", "", "1.8", "mg/dL", "", "", ""], comma: true).problems.count == 1)
  }

  /// 130 g/dL of haemoglobin is a unit mistaken, not a patient.
  @Test func impossibleValuesAreRefused() throws {
    let reading = try read(["P1", "2026-03-02", "HGB", "", "130", "g/dL", "", "", ""])
    #expect(reading.values.isEmpty)
    #expect(reading.problems.map(\.location) == ["row 17, column value"])
    #expect(try read(["P1", "2026-03-02", "HGB", "", "130", "g/L", "", "", ""]).problems.isEmpty)
  }

  /// A limit of 1.2 beside a bilirubin in µmol/L was printed for mg/dL.
  @Test func limitsInAnotherUnitAreRefused() throws {
    let reading = try read(["P1", "2026-03-02", "TBIL", "", "14", "umol/L", "0", "1.2", ""])
    #expect(reading.values.isEmpty)
    #expect(reading.problems.map(\.location) == ["row 17, column ULN"])
    #expect(try read(["P1", "2026-03-02", "TBIL", "", "14", "umol/L", "0", "21", ""]).problems.isEmpty)
  }

  @Test(arguments: [
    (["patient", "date", "test", "value"], 1), (["date", "value"], 3), (["patient", "date"], 1),
    (["patient", "date", "test", "value", "unit", "Value"], 1), (["patient", "date", "ALT [mg/dL]"], 1),
    ([], 3),
  ])
  func headersSayWhatTheyLack(_ header: [String], _ count: Int) {
    let problems = #expect(throws: Problems.self) {
      try LaboratoryReader(header: header, measurands: measurands)
    }
    #expect(problems?.all.count == count)
  }
}

@Suite struct LimitTableTests {
  let measurands: RuleDocument

  init() throws { measurands = try library.rules("measurands") }

  static let text = """
    { limits: [
      { test: "HGB", unit: "g/dL", sex: "M", lower: 13.2, upper: 16.6 },
      { test: "HGB", unit: "g/dL", sex: "F", lower: 11.6, upper: 15 },
      { test: "ALT", unit: "U/L", upper: 50, laboratory: "A", to: "2020-12-31" },
      { test: "ALT", unit: "U/L", upper: 45, laboratory: "A", from: "2021-01-01" },
      { test: "ALT", unit: "U/L", upper: 40, ageFrom: 18 },
    ] }
    """

  @Test func limitsFollowLaboratorySexAgeAndDate() throws {
    let table = try LimitTable(parsing: Self.text, document: "limits.json5", measurands: measurands)
    func upper(_ code: String, _ laboratory: String, _ sex: Sex?, _ age: Int?, _ day: String) throws
      -> ExactDecimal?
    {
      let day = try #require(CalendarDay(iso8601: day))
      return table.limits(code, .init(laboratory: laboratory, sex: sex, age: age, day: day))?.upper?.value
    }
    #expect(try upper("HGB", "", .female, nil, "2026-01-01") == 15)
    #expect(try upper("HGB", "", nil, nil, "2026-01-01") == nil)
    #expect(try upper("ALT", "A", nil, 60, "2020-12-31") == 50)
    #expect(try upper("ALT", "A", nil, 60, "2021-01-01") == 45)
    #expect(try upper("ALT", "B", nil, 60, "2021-01-01") == 40)
    #expect(try upper("ALT", "B", nil, 17, "2021-01-01") == nil)
    #expect(try upper("ALT", "B", nil, nil, "2021-01-01") == nil)
    #expect(try upper("AST", "A", nil, 60, "2021-01-01") == nil)
  }

  @Test(arguments: [
    ("sex: \"M\"", "sex: \"male\"", 2), ("unit: \"U/L\", upper: 40", "unit: \"mg\", upper: 40", 6),
    ("lower: 13.2", "lower: 17", 2), ("from: \"2021-01-01\"", "from: \"2020-12-31\"", 5),
    ("test: \"ALT\"", "test: \"XYZ\"", 4),
    ("from: \"2021-01-01\"", "from: \"1.1.2021\"", 5), ("ageFrom: 18", "ageFrom: 300", 6),
    ("ageFrom", "agefrom", 6),
  ])
  func contradictionsAreRefused(_ right: String, _ wrong: String, _ line: Int) throws {
    #expect(Self.text.contains(right))
    let text = Self.text.replacing(right, with: wrong)
    let problems = #expect(throws: Problems.self) {
      try LimitTable(parsing: text, document: "limits.json5", measurands: measurands)
    }
    #expect(
      problems?.all.contains { $0.location == "limits.json5:\(line)" } ?? false,
      "\(String(describing: problems))")
  }
}

@Suite struct CourseGraderTests {
  let scale: ToxicityScale

  init() throws { scale = try ToxicityScale(library.rules("CTCAE"), measurands: library.rules("measurands")) }

  private func value(
    _ code: String, _ day: String, _ number: ExactDecimal, bound: LaboratoryValue.Bound = .exact,
    lower: ExactDecimal? = nil,
    upper: ExactDecimal? = nil
  ) throws -> LaboratoryValue {
    let unit = try #require(scale.measurands[code]).units[0]
    return LaboratoryValue(
      patient: "P", day: try #require(CalendarDay(iso8601: day)), code: code, amount: Amount(number, unit),
      bound: bound,
      lower: lower.map { Amount($0, unit) }, upper: upper.map { Amount($0, unit) })
  }

  private func patient(_ values: [LaboratoryValue]) throws -> PatientLaboratory {
    PatientLaboratory(
      patient: "P", cycles: [try #require(CalendarDay(iso8601: "2026-01-10"))], values: values)
  }

  /// The worst *grade* counts, each value against the limits of its own laboratory, not the largest number.
  @Test func theWorstGradeCounts() throws {
    let patient = try patient([
      value("ALT", "2026-01-02", 30, upper: 55), value("ALT", "2026-01-20", 170, upper: 55),
      value("ALT", "2026-02-20", 180, upper: 100), value("ALT", "2026-03-01", 170, upper: 55),
      value("ALT", "2026-04-11", 5000, upper: 55), value("ALT", "2026-02-01", 60),
    ])
    let course = try #require(CourseGrader(scale: scale, treatmentDayIsBaseline: true).grade(patient).first)
    #expect(course.baseline?.grade.grade == 0)
    #expect(course.worst?.grade.grade == 2 && course.worst?.value.day.description == "2026-01-20")
    #expect(course.samples == 3 && course.notGradable == 1 && course.worsened == true)
  }

  @Test func theTreatmentDayBelongsToOneSide() throws {
    let patient = try patient([value("ALT", "2026-01-10", 60, upper: 55)])
    let before = try #require(CourseGrader(scale: scale, treatmentDayIsBaseline: true).grade(patient).first)
    #expect(before.baseline?.grade.grade == 1 && before.worst == nil && before.worsened == nil)
    let after = try #require(CourseGrader(scale: scale, treatmentDayIsBaseline: false).grade(patient).first)
    #expect(after.baseline == nil && after.worst?.grade.grade == 1)
    #expect(after.worst?.grade.flags == [.baselineMissing])
  }

  /// `<10` platelets is grade 4 whatever the number; `<60` may be 2, 3 or 4.
  @Test func censoredValuesNeedOneGrade() throws {
    func worst(_ code: String, _ number: ExactDecimal, _ bound: LaboratoryValue.Bound, _ limit: ExactDecimal)
      throws -> TermCourse
    {
      let patient = try patient([value(code, "2026-01-20", number, bound: bound, lower: limit, upper: limit)])
      return try #require(CourseGrader(scale: scale, treatmentDayIsBaseline: true).grade(patient).first)
    }
    #expect(try worst("PLT", 10, .below, 150).worst?.grade.grade == 4)
    #expect(try worst("PLT", 60, .below, 150).notGradable == 1)
    #expect(try worst("ALT", 5, .below, 55).worst?.grade.grade == 0)
    #expect(try worst("ALT", 100, .above, 55).notGradable == 1)
    #expect(try worst("ALT", 2000, .above, 55).worst?.grade.grade == 4)
    #expect(try worst("PLT", 600, .above, 150).worst?.grade.grade == 0)
  }

  @Test func cohortsCountThoseAtRisk() throws {
    let grader = CourseGrader(scale: scale, treatmentDayIsBaseline: true)
    var cohort = CohortToxicity()
    let lab = { (before: ExactDecimal, after: ExactDecimal) in
      try self.patient([
        self.value("ALT", "2026-01-02", before, upper: 55), self.value("ALT", "2026-02-02", after, upper: 55),
      ])
    }
    // Grade 2 from 0; grade 0 from 0; grade 2 at baseline already; no value in the window.
    for patient in try [
      lab(30, 200), lab(30, 30), lab(200, 700), patient([value("ALT", "2026-01-02", 30, upper: 55)]),
    ] {
      cohort.add(grader.grade(patient))
    }
    let alt = try #require(cohort.terms["ALT"])
    #expect(cohort.patients == 4 && alt.withoutValue == 1 && alt.worst == [1, 0, 2, 0, 0])
    #expect(alt.new(atLeast: 2) == (1, 2))
    #expect(alt.new(atLeast: 5) == (0, 3))
  }
}
