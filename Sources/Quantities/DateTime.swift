import Foundation

/// An absolute date and time of day, with the offset from UTC where it is known.
///
/// DICOM times are local and often without an offset. Two times without offset are compared as if
/// they were taken on clocks of the same zone; when only one of them has an offset the comparison is
/// made on the local readings too. It is never a time of day alone: a missing date is an error of
/// whoever would build one.
public struct DateTime: Hashable, Sendable {
  /// Seconds from 2001-01-01T00:00:00 on the local clock.
  public let localSeconds: Double
  /// Seconds that the local clock is ahead of UTC; `nil` where the source did not say.
  public let utcOffset: Int?

  public init(localSeconds: Double, utcOffset: Int? = nil) {
    precondition(localSeconds.isFinite, "a date-time is finite")
    self.localSeconds = localSeconds
    self.utcOffset = utcOffset
  }

  /// Time from `earlier` to `self`; negative if `self` comes first.
  public func since(_ earlier: DateTime) -> TimeSpan {
    if let here = utcOffset, let there = earlier.utcOffset {
      return TimeSpan((localSeconds - Double(here)) - (earlier.localSeconds - Double(there)))
    }
    return TimeSpan(localSeconds - earlier.localSeconds)
  }

  public func advanced(by interval: TimeSpan) -> DateTime {
    DateTime(localSeconds: localSeconds + interval.value, utcOffset: utcOffset)
  }
}

extension DateTime {
  /// Builds from calendar components on the proleptic Gregorian calendar; `nil` if there is no such day or time.
  /// A second of 60 (leap second, allowed by DICOM PS3.5 table 6.2-1) counts as the next minute's 0.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Double = 0,
    utcOffset: Int? = nil
  ) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= DateTime.days(inMonth: month, year: year),
      (0...23).contains(hour), (0...59).contains(minute), second >= 0, second < 61
    else { return nil }
    let days = DateTime.daysSince2001(year: year, month: month, day: day)
    self.init(
      localSeconds: Double(days) * 86400 + Double(hour * 3600 + minute * 60) + second, utcOffset: utcOffset)
  }

  /// Reads ISO 8601 `2021-03-01T09:00[:00[.5]][Z|+01:00]`. A bare date is refused: `nil`.
  public init?(iso8601 text: String) {
    var text = text
    guard let moment = text.withUTF8({ bytes in Self.read(bytes) }) else { return nil }
    self = moment
  }

  private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> DateTime? {
    var clock = ClockReader(bytes)
    guard let year = clock.digits(4), clock.take("-"), let month = clock.digits(2), clock.take("-"),
      let day = clock.digits(2), clock.take("T") || clock.take(" "), let hour = clock.digits(2),
      clock.take(":"), let minute = clock.digits(2)
    else { return nil }
    var second = 0.0
    if clock.take(":") {
      guard let read = clock.seconds() else { return nil }
      second = read
    }
    guard let offset = clock.offset(), clock.isAtEnd else { return nil }
    return DateTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      utcOffset: offset.seconds)
  }

  /// `+0100`, `-05:00` or `Z` as seconds ahead of UTC.
  public static func offset(_ text: String) -> Int? {
    if text == "Z" { return 0 }
    let digits = text.filter(\.isNumber)
    guard digits.count == 4, let number = Int(digits), let sign = text.first, "+-".contains(sign) else {
      return nil
    }
    return (sign == "-" ? -1 : 1) * ((number / 100) * 3600 + (number % 100) * 60)
  }

  static func isLeap(_ year: Int) -> Bool { (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 }

  static func days(inMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  static func daysSince2001(year: Int, month: Int, day: Int) -> Int {
    let y = year - 1
    let before = y * 365 + y / 4 - y / 100 + y / 400
    let monthDays = (1..<month).reduce(0) { $0 + days(inMonth: $1, year: year) }
    return before + monthDays + day - 1 - 730_485
  }
}

extension DateTime: Comparable {
  public static func < (a: DateTime, b: DateTime) -> Bool { a.since(b).value < 0 }
}

extension DateTime: CustomStringConvertible, Codable {
  /// ISO 8601 to the second, with the offset where it is known.
  public var description: String {
    let date = Date(timeIntervalSinceReferenceDate: localSeconds.rounded())
    var style = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: 0)!)
    style = style.year().month().day().time(includingFractionalSeconds: false)
    let text = date.formatted(style)
    guard let utcOffset else { return text }
    let minutes = abs(utcOffset) / 60
    let digits = { (n: Int) in n < 10 ? "0\(n)" : "\(n)" }
    return text + (utcOffset < 0 ? "-" : "+") + digits(minutes / 60) + ":" + digits(minutes % 60)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = DateTime(iso8601: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not an ISO 8601 date-time: needs date and time")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
