/// Patients by whether an endpoint of liver injury holds.
package struct InjuryCount: Sendable {
  package private(set) var positive = 0
  /// Patients in whom it can be assessed.
  package private(set) var assessable = 0
  package private(set) var undeterminable = 0

  package init() {}

  mutating func add(_ judged: LiverInjury.Judged) {
    guard let outcome = judged.verdict.outcome else { return undeterminable += 1 }
    assessable += 1
    if outcome { positive += 1 }
  }

  static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.positive += b.positive
    sum.assessable += b.assessable
    sum.undeterminable += b.undeterminable
    return sum
  }
}
