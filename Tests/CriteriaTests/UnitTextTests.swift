import Diagnostics
import Quantities
import Testing

@testable import Criteria

/// Units as laboratories write them. UCUM: ucum.org, tables 1 to 3 and § 6 (annotations); the rest are spellings of
/// laboratory sheets.
@Suite struct UnitTextTests {
  let measurands: [String: Measurand]

  init() throws { measurands = try library.rules("measurands").measurands }

  /// Test, spelling, and the factor to the canonical unit of the test.
  static let spellings: [(test: String, unit: String, factor: ExactDecimal)] = [
    ("ALT", "U/L", 1), ("ALT", "U/l", 1), ("ALT", "u/l", 1), ("ALT", "IU/l", 1), ("ALT", "[IU]/l", 1),
    ("ALT", "[iU]/L", 1), ("ALT", "UI/L", 1), ("ALT", " U / L ", 1), ("ALT", "U per L", 1),
    ("ALT", "ukat/L", 60), ("ALT", "µkat/l", 60), ("ALT", "nkat/L", "0.06"), ("ALT", "mU/mL", 1),
    ("TBIL", "mg/dL", "17.104"), ("TBIL", "mg/dl", "17.104"), ("TBIL", "MG/DL", "17.104"),
    ("TBIL", "mg%", "17.104"), ("TBIL", "mg/100 mL", "17.104"), ("TBIL", "mg/L", "1.7104"),
    ("TBIL", "umol/l", 1), ("TBIL", "µmol/l", 1), ("TBIL", "μmol/L", 1), ("TBIL", "UMOL/L", 1),
    ("TBIL", "mcmol/L", 1), ("TBIL", "mmol/L", 1000), ("TBIL", "Mmol/L", 1000),
    ("HGB", "g/dl", "0.6206"), ("HGB", "gm/dL", "0.6206"), ("HGB", "g%", "0.6206"), ("HGB", "g/l", "0.06206"),
    ("HGB", "mmol/l", 1), ("ALB", "g/l", 1), ("ALB", "G/DL", 10),
    ("PLT", "10^9/L", 1), ("PLT", "10^9/l", 1), ("PLT", "10*9/l", 1), ("PLT", "10**9/L", 1),
    ("PLT", "10⁹/L", 1),
    ("PLT", "x10^9/L", 1), ("PLT", "×10⁹/L", 1), ("PLT", "x 10^9/l", 1), ("PLT", "10E9/L", 1),
    ("PLT", "10e9/l", 1), ("PLT", "E9/L", 1), ("PLT", "109/L", 1), ("PLT", "G/L", 1), ("PLT", "G/l", 1),
    ("PLT", "Gpt/l", 1), ("PLT", "/nL", 1), ("PLT", "/nl", 1), ("PLT", "10^3/µL", 1),
    ("PLT", "10*3/uL", 1), ("PLT", "K/µL", 1), ("PLT", "k/ul", 1), ("PLT", "K/UL", 1), ("PLT", "Tsd/µl", 1),
    ("PLT", "thou/uL", 1), ("PLT", "10*3/mm3", 1), ("PLT", "10³/mm³", 1), ("PLT", "x10E3/uL", 1),
    ("PLT", "/uL", "0.001"), ("PLT", "{cells}/uL", "0.001"), ("PLT", "cells/µL", "0.001"),
    ("PLT", "/mm3", "0.001"), ("PLT", "/mm³", "0.001"), ("PLT", "/cumm", "0.001"),
    ("RBC", "T/l", 1), ("RBC", "Tpt/l", 1), ("RBC", "/pL", 1), ("RBC", "M/uL", 1), ("RBC", "Mio/µl", 1),
    ("RBC", "10⁶/µL", 1), ("INR", "", 1), ("INR", "{ratio}", 1), ("INR", "ratio", 1), ("INR", "INR", 1),
    ("EGFR", "mL/min/1.73 m²", 1), ("EGFR", "mL/min/1.73m2", 1), ("EGFR", "ml/min/{1.73_m2}", 1),
    ("EGFR", "ml/min/1,73m2", 1), ("EGFR", "mL/min/1.73m^2", 1), ("EGFR", "mL/min per 1.73 m2", 1),
    ("CGA", "ng/ml", 1), ("CGA", "µg/l", 1), ("CGA", "nmol/L", 0),
  ]

  @Test(arguments: spellings)
  func everySpellingIsItsUnit(_ test: String, _ unit: String, _ factor: ExactDecimal) throws {
    let measurand = try #require(measurands[test])
    #expect((try? measurand.unit(unit))?.factor ?? 0 == factor, "\(test) in “\(unit)”")
  }

  @Test(arguments: [
    ("TBIL", "U/L"), ("TBIL", "g"), ("TBIL", "foo"), ("TBIL", ""), ("PLT", "g/dL"), ("PLT", "10^9"),
    ("PLT", "%"),
    ("PLT", "mmol/L"), ("INR", "%"), ("INR", "10^9"), ("EGFR", "mL/min"), ("ALT", "kat"), ("HGB", "U/L"),
    ("PLT", "g/l"), ("PLT", "g/L"), ("HGB", "G/L"), ("TBIL", "mol/L/L"), ("ALT", "U/L/"), ("PLT", "10^x/L"),
    ("TBIL", "mg/d L x"), ("ALT", "3U/L"),
  ])
  func whatIsNotAUnitOfTheTestIsRefused(_ test: String, _ unit: String) throws {
    let measurand = try #require(measurands[test])
    #expect(throws: Problem.self) { try measurand.unit(unit) }
  }

  /// One amount in every unit of its test has one canonical value, so that no spelling moves a grade.
  @Test func allUnitsOfATestConvertToOneValue() throws {
    let platelets = try #require(measurands["PLT"])
    for (value, unit) in [("75", "G/l"), ("75000", "/µL"), ("75000000", "/mL"), ("0.075", "T/L")] {
      #expect(try platelets.amount(ExactDecimal(value)!, unit).canonical == 75, "\(unit)")
    }
  }
}
