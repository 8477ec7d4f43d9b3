import Foundation

/// The numbers of a Decimal String element with many values, read straight from its bytes.
///
/// Contour data hold millions of numbers; splitting them into texts first takes ten times as long.
struct DecimalList {
  let values: [Double]

  /// `nil` if one of the values is not a finite decimal number or the text is empty.
  init?(_ bytes: [UInt8]) {
    var values: [Double] = []
    values.reserveCapacity(bytes.count / 6)
    var start = 0
    for n in 0...bytes.count where n == bytes.count || bytes[n] == UInt8(ascii: "\\") {
      guard let value = DecimalList.number(bytes[start..<n]) else { return nil }
      values.append(value)
      start = n + 1
    }
    self.values = values
  }

  private static func isPadding(_ byte: UInt8) -> Bool { byte == 32 || byte == 0 || (9...13).contains(byte) }

  private static func number(_ raw: ArraySlice<UInt8>) -> Double? {
    var text = raw.drop(while: isPadding)
    while let last = text.last, isPadding(last) { text.removeLast() }
    return short(text) ?? long(text)
  }

  /// Up to 15 digits with a point: mantissa and power of ten are exact doubles, so one division rounds correctly.
  private static func short(_ text: ArraySlice<UInt8>) -> Double? {
    var digits = text
    let negative = digits.first == UInt8(ascii: "-")
    if negative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard !digits.isEmpty, digits.count <= 16 else { return nil }
    var mantissa = 0
    var count = 0
    var decimals: Int?
    for byte in digits {
      if byte == UInt8(ascii: "."), decimals == nil {
        decimals = 0
      } else if byte >= 48, byte <= 57 {
        mantissa = mantissa * 10 + Int(byte - 48)
        count += 1
        decimals = decimals.map { $0 + 1 }
      } else {
        return nil
      }
    }
    guard (1...15).contains(count) else { return nil }
    let value = Double(mantissa) / powers[decimals ?? 0]
    return negative ? -value : value
  }

  private static let powers = (0...16).map { pow(10, Double($0)) }

  private static func long(_ text: ArraySlice<UInt8>) -> Double? {
    let allowed = text.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    guard allowed, !text.isEmpty, text.count <= 64,
      let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }
}
