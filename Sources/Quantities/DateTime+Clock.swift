extension DateTime {
  /// A day with the time of day as people write it: `08:15`, `8:15`, `08:15:30.5`, each with `Z`, `+02:00` or `+0200`
  /// where the zone is known; `nil` for anything else.
  public init?(_ day: CalendarDay, clock text: String) {
    let (time, zone) = Self.parts(text)
    let numbers = time.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(numbers.count), numbers.allSatisfy({ !$0.isEmpty }), numbers[0].utf8.count <= 2,
      let hour = Self.whole(numbers[0]), numbers[1].utf8.count == 2, let minute = Self.whole(numbers[1]),
      let second = numbers.count == 3 ? Self.second(numbers[2]) : 0
    else { return nil }
    var offset: Int?
    if let zone {
      guard let seconds = DateTime.offset(zone) else { return nil }
      offset = seconds
    }
    self.init(
      year: day.year, month: day.month, day: day.day, hour: hour, minute: minute, second: second,
      utcOffset: offset)
  }

  private static func parts(_ text: String) -> (time: Substring, zone: String?) {
    guard let sign = text.firstIndex(where: { "Z+-".contains($0) }) else { return (text[...], nil) }
    return (text[..<sign], String(text[sign...]))
  }

  private static func whole(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private static func second(_ text: Substring) -> Double? {
    let digits = text.split(separator: ".", omittingEmptySubsequences: false)
    guard digits.count <= 2, digits[0].utf8.count == 2, digits.allSatisfy({ whole($0) != nil && !$0.isEmpty })
    else { return nil }
    return Double(text)
  }
}
