import Testing

@testable import Identity

struct DateShiftTests {
  @Test(arguments: [
    ("20260131", -31, "20251231"), ("20240301", -1, "20240229"), ("20230301", -1, "20230228"),
    ("20000301", -1, "20000229"), ("19000301", -1, "19000228"), ("20260228", 1, "20260301"),
    ("2026.01.31", 0, "20260131"),
    ("20260131", -3650, "20160203"), ("ZORRO", -3, ""), ("20260231", -3, ""), ("2026", 0, ""), ("", 0, ""),
  ])
  func datesMove(_ text: String, _ days: Int, _ expected: String) {
    #expect(DateShift(days: days).date(text) == expected)
  }

  @Test(arguments: [
    ("20260131083000.5+0100", "20251231083000.5+0100"), ("20260131", "20251231"), ("2026013124", ""),
    ("202601", ""), ("20260131ZORRO", ""),
  ])
  func dateTimesKeepTheirClock(_ text: String, _ expected: String) {
    #expect(DateShift(days: -31).dateTime(text) == expected)
  }

  @Test(arguments: ["10", "1015", "101500", "101500.25", "10:15:00", "235960"]) func timesStay(_ text: String)
  {
    #expect(DateShift.isTime(text))
  }

  @Test(arguments: ["ZORRO", "2460", "2400", "1", "10150", "101500.1234567"]) func otherTextsAreNoTimes(
    _ text: String
  ) {
    #expect(!DateShift.isTime(text))
  }
}
