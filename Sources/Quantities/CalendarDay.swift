/// A day of the Gregorian calendar without a time of day, as laboratory sheets and visit plans have it.
///
/// It is not an instant and carries no decay reference; for those see ``DateTime``.
public struct CalendarDay: Hashable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// `nil` if there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= DateTime.days(inMonth: month, year: year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// Reads `2021-03-01` and nothing else.
  public init?(iso8601 text: some StringProtocol) {
    let known = text.utf8.withContiguousStorageIfAvailable { Self(ascii: UnsafeRawBufferPointer($0)) }
    guard let day = known ?? Array(text.utf8).withUnsafeBytes({ Self(ascii: $0) }) else { return nil }
    self = day
  }

  /// Reads what ``init(iso8601:)`` reads, from the bytes of a file.
  public init?(ascii bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
      let year = Self.number(bytes, 0..<4), let month = Self.number(bytes, 5..<7),
      let day = Self.number(bytes, 8..<10)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ digits: Range<Int>) -> Int? {
    var sum = 0
    for n in digits {
      guard bytes[n] >= 0x30, bytes[n] <= 0x39 else { return nil }
      sum = sum * 10 + Int(bytes[n]) - 0x30
    }
    return sum
  }

  private var ordinal: Int { DateTime.daysSince2001(year: year, month: month, day: day) }

  /// Whole days from `earlier` to `self`; negative if `self` comes first.
  public func days(since earlier: CalendarDay) -> Int { ordinal - earlier.ordinal }

  /// The day a number of days later, or earlier for a negative number. Years stay within 1…9999.
  public func adding(days: Int) -> CalendarDay {
    let (first, last) = (CalendarDay(unchecked: 1, 1, 1), CalendarDay(unchecked: 9999, 12, 31))
    let (y, m, d) = Self.civil(min(max(ordinal + days, first.ordinal), last.ordinal))
    return CalendarDay(unchecked: y, m, d)
  }

  /// Year, month and day of the day a number of days after 2001-01-01; years of 400 repeat after 146 097 days, and are
  /// counted from March so that the leap day is the last.
  private static func civil(_ ordinal: Int) -> (Int, Int, Int) {
    let fromMarch0 = ordinal + 730_791
    let era = fromMarch0 >= 0 ? fromMarch0 / 146_097 : (fromMarch0 - 146_096) / 146_097
    let dayOfEra = fromMarch0 - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// This day a number of calendar months later; a day that the month lacks becomes its last one
  /// (30 November plus 3 months is 28 or 29 February). Years stay within 1…9999.
  public func adding(months: Int) -> CalendarDay {
    let index = min(max(year * 12 + month - 1 + months, 12), 9999 * 12 + 11)
    let (newYear, newMonth) = (index / 12, index % 12 + 1)
    let last = DateTime.days(inMonth: newMonth, year: newYear)
    return CalendarDay(unchecked: newYear, newMonth, min(day, last))
  }

  private init(unchecked year: Int, _ month: Int, _ day: Int) {
    (self.year, self.month, self.day) = (year, month, day)
  }
}

extension CalendarDay: Comparable {
  public static func < (a: CalendarDay, b: CalendarDay) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }
}

extension CalendarDay: CustomStringConvertible {
  /// `2021-03-01`.
  public var description: String {
    let padded = { (n: Int, width: Int) in
      String(repeating: "0", count: max(0, width - String(n).count)) + String(n)
    }
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
  }
}
