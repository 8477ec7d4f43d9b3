import Diagnostics

/// - Throws: `Problem` (data rejected) unless `value` is a positive number.
func requirePositive(_ value: Double, _ name: String, _ unit: String) throws(Problem) {
  guard value.isFinite, value > 0 else {
    throw Problem(
      .dataRejected, what: "\(name) is \(value) \(unit), not positive",
      why: "no activity can be planned for it",
      remedy: "check the structure and its volume")
  }
}
