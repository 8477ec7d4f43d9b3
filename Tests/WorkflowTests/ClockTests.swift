import Diagnostics
import Foundation
import Quantities
import Testing

@testable import Checks

/// Times in results are those of whoever runs the operation, not of the process.
@Suite struct ClockTests {
  @Test func theMomentIsOfTheOperation() {
    let around = Surroundings(environment: { _ in nil }, now: { Date(timeIntervalSince1970: 86_400.4) })
    Surroundings.$current.withValue(around) {
      #expect(DateTime.now.description.hasPrefix("1970-01-02T00:00:00"))
    }
  }

  @Test func aFixedTimeOfWritingStandsInForTheClock() {
    let around = Surroundings(
      environment: { $0 == "SOURCE_DATE_EPOCH" ? "1000000000" : nil }, now: { Date(timeIntervalSince1970: 0) }
    )
    Surroundings.$current.withValue(around) {
      #expect(DateTime.now.description.hasPrefix("2001-09-09T01:46:40"))
    }
  }
}
