/// Walks over the parts of a date and time in ASCII.
struct ClockReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  /// - Returns: false, without a step, for another letter.
  mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: letter) else { return false }
    at += 1
    return true
  }

  private var isAtDigit: Bool { at < bytes.count && bytes[at] >= 0x30 && bytes[at] <= 0x39 }

  /// As many digits as that.
  mutating func digits(_ count: Int) -> Int? {
    var number = 0
    for _ in 0..<count {
      guard isAtDigit else { return nil }
      number = number * 10 + Int(bytes[at]) - 0x30
      at += 1
    }
    return number
  }

  /// `05` or `05.25`.
  mutating func seconds() -> Double? {
    let start = at
    guard let whole = digits(2) else { return nil }
    guard take(".") else { return Double(whole) }
    guard isAtDigit else { return nil }
    while isAtDigit { at += 1 }
    return Double(String(decoding: bytes[start..<at], as: UTF8.self))
  }

  enum Offset {
    case unknown
    case seconds(Int)
    var seconds: Int? { if case .seconds(let ahead) = self { ahead } else { nil } }
  }

  /// `Z`, `+01:00` or `+0100` as seconds ahead of UTC, unknown where nothing follows; `nil` for anything else.
  mutating func offset() -> Offset? {
    if isAtEnd { return .unknown }
    if take("Z") { return .seconds(0) }
    let sign = take("-") ? -1 : take("+") ? 1 : 0
    guard sign != 0, let hours = digits(2) else { return nil }
    _ = take(":")
    guard let minutes = digits(2) else { return nil }
    return .seconds(sign * (hours * 3600 + minutes * 60))
  }
}
