import Diagnostics
import Foundation
import Quantities

extension DataSet {
  /// Offset of the clock from UTC, (0008,0201), of this data set; seconds ahead.
  public var utcOffset: Int? { string(.timezoneOffsetFromUTC).flatMap { DateTime.offset($0) } }

  /// Date (DA) and time (TM) of two elements as one instant; `nil` if either is absent or malformed.
  /// - Parameter utcOffset: for items of sequences: the offset that stands in the main data set.
  public func dateTime(_ date: Tag, _ time: Tag, utcOffset offset: Int? = nil) -> DateTime? {
    guard let day = string(date), let clock = string(time) else { return nil }
    return DateTime(dicomDate: day, time: clock, utcOffset: offset ?? utcOffset)
  }

  /// A DT element as an instant; its own offset wins. `nil` if absent, malformed, or without time of day.
  public func dateTime(_ tag: Tag, utcOffset offset: Int? = nil) -> DateTime? {
    string(tag).flatMap { DateTime(dicom: $0, utcOffset: offset ?? utcOffset) }
  }
}

extension DateTime {
  /// DA `YYYYMMDD` (also the retired `YYYY.MM.DD`) and TM `HH[MM[SS[.F…]]]` (also the retired `HH:MM:SS`),
  /// PS3.5 table 6.2-1.
  public init?(dicomDate date: String, time: String, utcOffset: Int? = nil) {
    let day = date.filter { $0 != "." && $0 != "-" }, clock = time.filter { $0 != ":" }
    guard day.utf8.count == 8 else { return nil }
    self.init(digits: day + clock, utcOffset: utcOffset)
  }

  /// DT `YYYYMMDDHHMMSS.FFFFFF&ZZXX`. A value without hour is refused: a day alone is not an instant.
  public init?(dicom text: String, utcOffset: Int? = nil) {
    var body = Substring(text), offset = utcOffset
    if let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      guard let own = DateTime.offset(String(text[sign...])) else { return nil }
      (body, offset) = (text[..<sign], own)
    }
    self.init(digits: String(body), utcOffset: offset)
  }

  private init?(digits text: String, utcOffset: Int?) {
    let pattern = /(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})?(\d{2}(?:\.\d{1,9})?)?/
    guard let m = text.wholeMatch(of: pattern) else { return nil }
    let parts = [m.1, m.2, m.3, m.4, m.5 ?? "0"].compactMap { Int($0) }
    guard parts.count == 5, let second = Double(m.6 ?? "0") else { return nil }
    self.init(
      year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: second,
      utcOffset: utcOffset)
  }

  /// The parts that DICOM writes: DA, TM and DT, to the millisecond.
  public var dicomDate: String { String(dicomDigits.prefix(8)) }
  public var dicomTime: String { String(dicomDigits.dropFirst(8)) }
  public var dicomDateTime: String { dicomDigits + (utcOffset.map(DateTime.dicomOffset) ?? "") }

  private var dicomDigits: String {
    let rounded = localSeconds.rounded(decimals: 3)
    let whole = rounded.rounded(.down)
    let iso = DateTime(localSeconds: whole).description.filter(\.isNumber)
    let milliseconds = Int(saturating: ((rounded - whole) * 1000).rounded())
    return iso + "." + String(String(1000 + milliseconds).dropFirst())
  }

  /// `+0100`, as in (0008,0201).
  public static func dicomOffset(_ seconds: Int) -> String {
    let minutes = abs(seconds) / 60
    return (seconds < 0 ? "-" : "+") + String(String(10000 + minutes / 60 * 100 + minutes % 60).dropFirst())
  }
}
