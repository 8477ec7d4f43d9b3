@testable import Quantities
import Testing

@testable import Criteria

/// CTCAE v5.0 terms of salts, metabolism, pancreas and coagulation, at each limit and one step beyond.
@Suite("Laboratory terms beyond liver, kidney and blood")
struct SaltTermTests {
  private func grade(
    _ code: String, _ value: ExactDecimal, _ unit: String, lower: ExactDecimal? = nil,
    upper: ExactDecimal? = nil, baseline: ExactDecimal? = nil, _ rules: String = "CTCAE"
  ) throws -> Int? {
    let measurands = try library.rules("measurands")
    let scale = try ToxicityScale(library.rules(rules), measurands: measurands)
    let term = try #require(scale.terms[code])
    let measurand = try #require(scale.measurands[term.measurand])
    let amount = { (v: ExactDecimal) in try measurand.amount(v, unit) }
    return try scale.grade(
      code,
      LaboratoryFinding(
        value: try amount(value), lower: try lower.map(amount), upper: try upper.map(amount),
        baseline: try baseline.map { .measured(try amount($0)) } ?? .missing)
    ).grade
  }

  private static let rising: [(String, String, ExactDecimal, [ExactDecimal])] = [
    ("K_HIGH", "mmol/L", "5.1", ["5.1", "5.5", "6", "7"]),
    ("NA_HIGH", "mmol/L", "145", ["145", "150", "155", "160"]),
    ("CA_HIGH", "mmol/L", "2.6", ["2.6", "2.9", "3.1", "3.4"]),
    ("CA_HIGH", "mg/dL", "10.4", ["10.4", "11.5", "12.5", "13.5"]),
    ("ICA_HIGH", "mmol/L", "1.3", ["1.3", "1.5", "1.6", "1.8"]),
    ("CK", "U/L", "200", ["200", "500", "1000", "2000"]),
    ("CHOLESTEROL", "mmol/L", "5.2", ["5.2", "7.75", "10.34", "12.92"]),
  ]

  @Test("A rising limit itself takes the milder grade, anything above the next")
  func rises() throws {
    for (code, unit, upper, limits) in Self.rising {
      for (n, limit) in limits.enumerated() {
        #expect(try grade(code, limit, unit, upper: upper) == n, "\(code) \(limit) \(unit)")
        #expect(
          try grade(code, limit + "0.001", unit, upper: upper) == n + 1, "\(code) above \(limit) \(unit)")
      }
    }
  }

  private static let falling: [(String, String, ExactDecimal, [(ExactDecimal, Int)])] = [
    ("K_LOW", "mmol/L", "3.5", [("3.5", 1), ("3", 3), ("2.5", 4)]),
    ("NA_LOW", "mmol/L", "135", [("135", 1), ("130", 2), ("125", 3), ("120", 4)]),
    ("CA_LOW", "mmol/L", "2.2", [("2.2", 1), ("2", 2), ("1.75", 3), ("1.5", 4)]),
    ("CA_LOW", "mg/dL", "8.8", [("8.8", 1), ("8", 2), ("7", 3), ("6", 4)]),
    ("MG_LOW", "mg/dL", "1.7", [("1.7", 1), ("1.2", 2), ("0.9", 3), ("0.7", 4)]),
    ("MG_LOW", "mmol/L", "0.7", [("0.7", 1), ("0.5", 2), ("0.4", 3), ("0.3", 4)]),
    ("GLU_LOW", "mg/dL", "70", [("70", 1), ("55", 2), ("40", 3), ("30", 4)]),
    ("GLU_LOW", "mmol/L", "3.9", [("3.9", 1), ("3", 2), ("2.2", 3), ("1.7", 4)]),
    ("CRCL", "mL/min/1.73m2", "90", [("90", 1), ("60", 2), ("30", 3), ("15", 4)]),
    ("PH_LOW", "1", "7.35", [("7.35", 1), ("7.3", 3)]),
  ]

  @Test("A falling limit itself takes the milder grade, anything below the next")
  func falls() throws {
    for (code, unit, lower, limits) in Self.falling {
      for (n, (limit, below)) in limits.enumerated() {
        #expect(
          try grade(code, limit, unit, lower: lower) == (n == 0 ? 0 : limits[n - 1].1),
          "\(code) \(limit) \(unit)")
        #expect(
          try grade(code, limit - "0.001", unit, lower: lower) == below, "\(code) below \(limit) \(unit)")
      }
    }
  }

  /// Numbers of salts, sugar, fats and coagulation are those of v5.0 in v6.0 as well; sugar above normal has numbers again.
  @Test("Version 6.0 has the terms that are at hand, at the same limits")
  func six() throws {
    let scale = try ToxicityScale(library.rules("CTCAE-6.0"), measurands: library.rules("measurands"))
    var compared = 0
    for (code, unit, upper, limits) in Self.rising where scale.terms[code] != nil {
      for (n, limit) in limits.enumerated() {
        #expect(try grade(code, limit, unit, upper: upper, "CTCAE-6.0") == n, "\(code) \(limit) \(unit)")
        #expect(
          try grade(code, limit + "0.001", unit, upper: upper, "CTCAE-6.0") == n + 1, "above \(code) \(limit)"
        )
        compared += 1
      }
    }
    for (code, unit, lower, limits) in Self.falling where scale.terms[code] != nil {
      for (limit, below) in limits {
        #expect(
          try grade(code, limit - "0.001", unit, lower: lower, "CTCAE-6.0") == below, "below \(code) \(limit)"
        )
        compared += 1
      }
    }
    #expect(compared > 50)
    #expect(try grade("GLU_HIGH", "13.9", "mmol/L", "CTCAE-6.0") == 0)
    #expect(try grade("GLU_HIGH", "14", "mmol/L", "CTCAE-6.0") == 3)
    #expect(try grade("GLU_HIGH", "501", "mg/dL", "CTCAE-6.0") == 4)
    // What was not at hand has no term, and a value of it no grade.
    for code in ["LIPASE", "AMYLASE", "LDH", "CK", "BICARBONATE", "PH_LOW", "PH_HIGH"] {
      #expect(scale.terms[code] == nil, "\(code)")
    }
  }

  @Test(
    "Counts above normal have no mild grade; CD4 cells are graded in either unit",
    arguments: ["CTCAE", "CTCAE-6.0"])
  func counts(_ rules: String) throws {
    #expect(try grade("WBC_HIGH", "100", "10^9/L", upper: "11", rules) == 0)
    #expect(try grade("WBC_HIGH", "100.1", "10^9/L", upper: "11", rules) == 3)
    #expect(try grade("LYM_HIGH", "4", "10^9/L", upper: "4", rules) == 0)
    #expect(try grade("LYM_HIGH", "4001", "per_mm3", upper: "4000", rules) == 2)
    #expect(try grade("LYM_HIGH", "20.1", "10^9/L", rules) == 3)
    for (value, expected) in [("600", 0), ("500", 1), ("499", 2), ("199", 3), ("49", 4)] {
      #expect(
        try grade("CD4", ExactDecimal(value)!, "per_mm3", lower: "600", rules) == expected,
        "\(value)")
    }
    // The same measurand in both directions.
    #expect(try grade("WBC", "1.9", "10^9/L", lower: "4", rules) == 3)
  }

  /// 2.88 mmol/L is 11.54 mg/dL: above 11.5 mg/dL, not above 2.9 mmol/L. The limit in the unit of the report counts.
  @Test("Of two printed limits the one in the unit of the value counts")
  func units() throws {
    #expect(try grade("CA_HIGH", "2.88", "mmol/L", upper: "2.6") == 1)
    #expect(try grade("CA_HIGH", "11.54", "mg/dL", upper: "10.4") == 2)
    #expect(try grade("TRIGLYCERIDES", "150", "mg/dL") == 1)
    #expect(try grade("TRIGLYCERIDES", "149.9", "mg/dL") == 0)
  }

  @Test("Pancreas by multiples of the upper limit; fibrinogen by its baseline where that was low")
  func multiples() throws {
    for code in ["LIPASE", "AMYLASE"] {
      let grades = try ["100", "150", "151", "500", "501"].map {
        try grade(code, ExactDecimal($0)!, "U/L", upper: "100")
      }
      #expect(grades == [0, 1, 2, 2, 3], "\(code)")
    }
    func fibrinogen(_ value: ExactDecimal, baseline: ExactDecimal?) throws -> Int? {
      try grade("FIBRINOGEN", value, "mg/dL", lower: "200", baseline: baseline)
    }
    #expect(try fibrinogen("150", baseline: "300") == 1 && fibrinogen("149", baseline: "300") == 2)
    #expect(try fibrinogen("120", baseline: "160") == 2 && fibrinogen("121", baseline: "160") == 1)
    #expect(try fibrinogen("80", baseline: "160") == 3 && fibrinogen("49", baseline: "90") == 4)
  }

  @Test(
    "One value is graded by both its terms; a missing limit leaves the milder grades open, not the severe ones"
  )
  func bothWays() throws {
    let scale = try ToxicityScale(library.rules("CTCAE"), measurands: library.rules("measurands"))
    #expect(scale.terms(of: "K").map(\.code) == ["K_HIGH", "K_LOW"])
    #expect(scale.terms(of: "ALT").map(\.code) == ["ALT"] && scale.terms(of: "RBC").isEmpty)
    #expect(try grade("K_HIGH", "5.3", "mmol/L") == nil)
    let open = try scale.grade(
      "K_HIGH",
      LaboratoryFinding(value: scale.measurands["K"]!.amount("6.2", "mmol/L"), baseline: .missing))
    #expect(open.grade == 3)
  }

  /// Grade 1 of v6.0 alkaline phosphatase asks for more than the limit and more than the baseline: one of them false is
  /// enough for grade 0.
  @Test("A false part of “and” decides though the other is unknown")
  func threeValued() throws {
    #expect(try grade("ALP", "120", "U/L", baseline: "120", "CTCAE-6.0") == 0)
    #expect(try grade("ALP", "121", "U/L", baseline: "120", "CTCAE-6.0") == nil)
    #expect(try grade("ALT", "60", "U/L", baseline: "60") == 0)
    #expect(try grade("ALT", "60", "U/L", baseline: "60", "CTCAE-6.0") == nil)
    #expect(try grade("GLU_HIGH", "180", "mg/dL", baseline: "200") == 0)
  }
}
