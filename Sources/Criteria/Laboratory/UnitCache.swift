import Synchronization

/// Units by test and text: a table has few of them and millions of rows.
final class UnitCache: Sendable {
  private struct Key: Hashable {
    var code: String
    var text: String
  }
  private let known = Mutex<[Key: MeasurandUnit?]>([:])

  /// `nil` for what is not a unit of the measurand.
  func unit(_ text: String, of measurand: Measurand) -> MeasurandUnit? {
    if let unit = measurand.unitsBySymbol[text] { return unit }
    let key = Key(code: measurand.code, text: text)
    if let unit = known.withLock({ $0[key] }) { return unit }
    let unit = try? measurand.unit(text)
    known.withLock { known in
      if known.count < 10_000 { known[key] = .some(unit) }
    }
    return unit
  }
}
