/// The order in which a table prints day, month and year. It is never guessed: `03/02` is two days.
public enum DateForm: String, Sendable, CaseIterable {
  case dayMonthYear = "d.m.y"
  case monthDayYear = "m/d/y"
  case yearMonthDay = "y/m/d"

  /// Reads `2.3.2026`, `02/03/2026` and `02-03-2026`, each alone or before a time of day, by this order.
  /// - Returns: the same as `2026-03-02`; `nil` for any other text, as for years of two digits.
  package func iso(_ text: String) -> String? {
    let day = text.prefix { $0 != " " && $0 != "T" }
    let parts = day.split(separator: /[.\/-]/, omittingEmptySubsequences: false).map { String($0) }
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })
    else {
      return nil
    }
    let (year, month, date) =
      switch self {
      case .dayMonthYear: (parts[2], parts[1], parts[0])
      case .monthDayYear: (parts[2], parts[0], parts[1])
      case .yearMonthDay: (parts[0], parts[1], parts[2])
      }
    guard year.count == 4, month.count <= 2, date.count <= 2 else { return nil }
    let two = { (part: String) in part.count == 1 ? "0" + part : part }
    return "\(year)-\(two(month))-\(two(date))" + text.dropFirst(day.count)
  }
}
