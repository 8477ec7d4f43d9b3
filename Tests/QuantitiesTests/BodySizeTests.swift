import Fixtures
import Testing

@testable import Quantities

@Suite struct BodySizeTests {
  @Test func everyVector() throws {
    let faults = try Fixtures.everyRow("body_size") { check in
      let row = check.row
      let (height, weight) = (try #require(row.number("height_cm")), try #require(row.number("weight_kg")))
      let size = try #require(BodySize(heightInCentimetres: height, weightInKilograms: weight))
      check.near("expected_bsa_dubois", size.surfaceAreaDuBois, decimals: 6)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func refusesImpossibleSizes() {
    #expect(BodySize(heightInCentimetres: 0, weightInKilograms: 70) == nil)
    #expect(BodySize(heightInCentimetres: 170, weightInKilograms: .nan) == nil)
  }
}
