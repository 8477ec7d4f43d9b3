import Foundation
import Quantities
import Testing

@Suite struct DateTimeTests {
  @Test(arguments: [
    ("2021-03-01T09:00:00", "2021-03-01T10:00:00", 3600.0),
    ("2021-02-28T23:59:59", "2021-03-01T00:00:00", 1.0),
    ("2020-02-28T12:00", "2020-03-01T12:00", 2 * 86400.0),
    ("1999-12-31T00:00:00", "2001-01-01T00:00:00", 367 * 86400.0),
    ("2021-03-28T01:00:00+01:00", "2021-03-28T01:00:00Z", 3600.0),
    ("2021-03-01T09:00:00.25", "2021-03-01T09:00:01", 0.75),
  ])
  func intervalsCountDatesAndOffsets(from: String, to: String, seconds: Double) throws {
    let a = try #require(DateTime(iso8601: from)), b = try #require(DateTime(iso8601: to))
    #expect(b.since(a).value == seconds)
    #expect(a.since(b).value == -seconds)
  }

  /// One clock without offset: the local readings are compared, as DICOM files of one scanner mean it.
  @Test func anUnknownOffsetComparesLocalReadings() throws {
    let known = try #require(DateTime(iso8601: "2021-03-01T09:00:00+01:00"))
    let unknown = try #require(DateTime(iso8601: "2021-03-01T10:00:00"))
    #expect(unknown.since(known).value == 3600)
  }

  @Test(
    "Digits, signs and ends are those of ISO 8601 alone",
    arguments: [
      ("2021-03-01T09:05:07.25+0130", true), ("2021-03-01 09:05Z", true), ("2021-03-01T09:05-03:00", true),
      ("2021-03-01T9:05", false), ("2021-03-01T09:05:7", false), ("2021-03-01T09:05:07.", false),
      ("2021-03-01T09:05+1", false), ("2021-03-01T09:05Zx", false), ("٢٠٢١-03-01T09:05", false),
      ("2021-03-01T09:05 ", false), ("+021-03-01T09:05", false),
    ])
  func grammar(_ text: String, _ isRead: Bool) {
    #expect((DateTime(iso8601: text) != nil) == isRead)
  }

  @Test(arguments: [
    "2021-02-29T10:00:00", "2021-13-01T10:00:00", "2021-03-01", "09:00:00", "2021-03-01T24:00:00", "",
    "yesterday",
    "2021-03-01T10:61:00",
  ])
  func whatIsNoDateWithTimeIsRefused(text: String) { #expect(DateTime(iso8601: text) == nil) }

  @Test(arguments: [
    "2026-03-02T10:15:00", "2024-02-29T23:59:59-05:30", "2001-01-01T00:00:00+00:00", "1969-07-20T20:17:40",
  ])
  func writingAndReadingGivesTheSame(text: String) throws {
    let time = try #require(DateTime(iso8601: text))
    #expect(time.description == text)
    #expect(DateTime(iso8601: time.description) == time)
  }

  @Test func agreesWithTheCalendarOfFoundation() throws {
    let reference = Date(timeIntervalSinceReferenceDate: 0)
    for days in stride(from: -40000, through: 40000, by: 997) {
      let date = reference.addingTimeInterval(Double(days) * 86400)
      let c = Calendar.gregorianUTC.dateComponents([.year, .month, .day], from: date)
      let mine = try #require(DateTime(year: c.year!, month: c.month!, day: c.day!))
      #expect(mine.localSeconds == Double(days) * 86400)
    }
  }
}

extension Calendar {
  fileprivate static var gregorianUTC: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    return calendar
  }
}

@Suite struct ClockTests {
  @Test(
    arguments: [
      ("08:15", 29700.0, nil), ("8:15", 29700, nil), ("08:15:30", 29730, nil), ("08:15:30.5", 29730.5, nil),
      ("08:15Z", 29700, 0), ("08:15:00+02:00", 29700, 7200), ("08:15-0530", 29700, -19800),
    ] as [(String, Double, Int?)])
  func aClockIsReadAsPeopleWriteIt(_ text: String, _ seconds: Double, _ offset: Int?) throws {
    let day = try #require(CalendarDay(iso8601: "2026-03-02"))
    let midnight = try #require(DateTime(iso8601: "2026-03-02T00:00"))
    let time = try #require(DateTime(day, clock: text))
    #expect(time.localSeconds - midnight.localSeconds == seconds && time.utcOffset == offset)
  }

  @Test(arguments: [
    "", "8", "815", "8:1", "25:00", "08:60", "08:15:61", "08:15+2", "half past", "08:15 pm", ":15", "8:-5",
  ])
  func whatIsNoClockIsRefused(_ text: String) throws {
    let day = try #require(CalendarDay(iso8601: "2026-03-02"))
    #expect(DateTime(day, clock: text) == nil)
  }
}
