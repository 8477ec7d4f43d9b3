import Fixtures
import Foundation
@testable import Kinetics
import Quantities
import Stages
import Testing

/// Lu-177, 6.647 d.
let lutetium = Quantity<Second>.hours(159.528)
let ln2 = 0.6931471805599453

func points(_ times: [Double], _ megabecquerels: [Double], relative: Double? = nil) -> [TimeActivityPoint] {
  zip(times, megabecquerels).map { t, a in
    TimeActivityPoint(
      time: .hours(t),
      activity: Uncertain(
        .megabecquerels(a), standardUncertainty: relative.map { .megabecquerels(abs($0 * a)) }))
  }
}

/// Name of a row in the test log.
struct Row: CustomTestStringConvertible, Sendable {
  let cells: [String: String]
  var testDescription: String { cells["id"] ?? "?" }
  func number(_ column: String) -> Double? { cells.number(column) }
  func numbers(_ column: String) -> [Double] { cells.numbers(column) }
  static func all(_ file: String) throws -> [Row] { try Fixtures.vectors(file).map(Row.init) }
}

/// Deterministic normal deviates (SplitMix64 and Box–Muller).
struct Noise {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (Double((z ^ (z >> 31)) >> 11) + 0.5) / 9_007_199_254_740_992
  }
}

extension Noise {
  mutating func normal() -> Double {
    (-2 * Foundation.log(uniform())).squareRoot() * Foundation.cos(2 * Double.pi * uniform())
  }
}
