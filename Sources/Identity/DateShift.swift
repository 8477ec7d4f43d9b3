/// Moves dates by whole days; times of day stay.
struct DateShift {
  let days: Int

  /// DA, also in its retired form `YYYY.MM.DD`; empty if it is not a date.
  func date(_ text: String) -> String {
    let digits = text.filter { $0 != "." }
    guard digits.utf8.count == 8, let moved = moved(digits) else { return "" }
    return moved
  }

  /// DT: a date and, where they are, time and offset. A value without day cannot be moved and becomes empty.
  func dateTime(_ text: String) -> String {
    guard let match = text.wholeMatch(of: /(\d{8})(\d{0,6}(?:\.\d{1,6})?)([+-]\d{4})?/),
      let moved = moved(String(match.1)), match.2.isEmpty || Self.isTime(String(match.2))
    else { return "" }
    return moved + match.2 + (match.3 ?? "")
  }

  /// TM: `HH[MM[SS[.F…]]]`, also in its retired form with colons.
  static func isTime(_ text: String) -> Bool {
    guard let match = text.wholeMatch(of: /(\d\d)(?::?(\d\d)(?::?(\d\d)(?:\.\d{1,6})?)?)?/) else {
      return false
    }
    return Int(match.1)! < 24 && (match.2.map { Int($0)! < 60 } ?? true)
      && (match.3.map { Int($0)! <= 60 } ?? true)
  }

  /// Timezone Offset From UTC (0008,0201).
  static func isOffset(_ text: String) -> Bool { text.wholeMatch(of: /[+-](0\d|1[0-4])[0-5]\d/) != nil }

  private func moved(_ digits: String) -> String? {
    guard let number = Int(digits) else { return nil }
    let (year, month, day) = (number / 10000, number / 100 % 100, number % 100)
    guard year >= 1, (1...12).contains(month), (1...Self.length(month, year)).contains(day) else {
      return nil
    }
    return Self.text(Self.dayNumber(year, month, day) + days)
  }

  private static func length(_ month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1 March of year 0, proleptic Gregorian calendar: months from March have lengths of a linear rule.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month > 2 ? year : year - 1, m = (month + 9) % 12
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1
  }

  private static func text(_ number: Int) -> String? {
    guard number >= 306 else { return nil }
    var year = number / 366
    while dayNumber(year + 1, 3, 1) <= number { year += 1 }
    var (y, month) = (year, 3)
    var left = number - dayNumber(year, 3, 1)
    while left >= length(month, y) {
      left -= length(month, y)
      (month, y) = month == 12 ? (1, y + 1) : (month + 1, y)
    }
    let digits = String(y * 10000 + month * 100 + left + 1)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
