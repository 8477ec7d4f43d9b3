extension ExactDecimal {
  /// Reads `12`, `-0.30`, `.5`, `1.2e-3`; `nil` for anything else or outside the range of the type.
  public init?(_ text: some StringProtocol) {
    var reader = DecimalReader()
    for byte in text.utf8 where !reader.take(byte) { return nil }
    guard let value = reader.finish() else { return nil }
    self = value
  }

  /// Reads what ``init(_:)-(StringProtocol)`` reads, from the bytes of a file.
  public init?(ascii bytes: UnsafeRawBufferPointer) {
    var (digits, decimals, points) = (Int64(0), 0, 0)
    // Up to twelve digits lie within the range of the type wherever the point is.
    let isShort = (1...13).contains(bytes.count)
    var isPlain = isShort
    for n in 0..<(isShort ? bytes.count : 0) {
      let byte = bytes[n]
      if byte == 0x2E {
        points += 1
      } else if byte >= 0x30, byte <= 0x39 {
        (digits, decimals) = (digits * 10 + Int64(byte) - 0x30, decimals + (points > 0 ? 1 : 0))
      } else {
        isPlain = false
      }
    }
    if isPlain, points <= 1, bytes.count - points > 0, bytes.count - points <= 12 {
      self.init(small: digits, exponent: -decimals)
      return
    }
    var reader = DecimalReader()
    for byte in bytes where !reader.take(byte) { return nil }
    guard let value = reader.finish() else { return nil }
    self = value
  }

  /// The shortest decimal that a binary number prints as: 0.1 becomes one tenth. `nil` outside the range.
  public init?(shortest value: Double) {
    self.init(value.description)
  }
}
