import Files
import Quantities

/// A long table of which a row can be read without taking it apart into texts: one result a row, whole days, numbers with
/// a point.
///
/// It reads nothing by rules of its own. All that a row says apart from patient, day and numbers is its *setting*; most
/// rows share theirs with a million others, and the first of each is read by ``LaboratoryReader``. A row that has
/// anything unusual is left to that reader.
public final class PlainTable: Sendable {
  let file: TableFile
  let reader: LaboratoryReader
  let date, value: Int
  let lower, upper: Int?
  /// Columns that make up the setting.
  let setting: [Int]
  let width: Int

  /// `nil` for a table that says more of its rows than that.
  public init?(_ file: TableFile, _ reader: LaboratoryReader) {
    let columns = reader.columns
    guard case .long(let long) = columns.shape, long.lowerUnit == nil, long.upperUnit == nil,
      reader.isPlain
    else { return nil }
    (self.file, self.reader, width) = (file, reader, columns.names.count)
    (date, value, lower, upper) = (columns.date, long.value, long.lower, long.upper)
    let own = [columns.patient, date, value] + [lower, upper].compactMap(\.self)
    let unused = Set(columns.unused)
    setting = columns.names.indices.filter {
      !own.contains($0) && !unused.contains(columns.names[$0].trimmed)
    }
  }
}

/// Rows of a file that follow each other.
public struct RowRun: Sendable, Hashable {
  /// Which of several files.
  public var file: Int
  public var rows: Range<Int>
  public init(file: Int, rows: Range<Int>) { (self.file, self.rows) = (file, rows) }
}

/// Where the fields of a row begin.
struct PlainCells {
  private var starts: [Int]
  private let width: Int

  init(width: Int) {
    self.width = width
    starts = Array(repeating: 0, count: width + 1)
  }

  /// - Returns: false for a row with quotes, or with another number of fields.
  mutating func split(_ line: UnsafeRawBufferPointer, _ separator: UInt8) -> Bool {
    var field = 0
    for n in 0..<line.count {
      let byte = line[n]
      if byte == separator {
        field += 1
        if field == width { return false }
        starts[field] = n + 1
      } else if byte == 0x22 {
        return false
      }
    }
    starts[width] = line.count + 1
    return field == width - 1
  }

  func cell(_ n: Int, _ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: line[starts[n]..<starts[n + 1] - 1])
  }
}

/// A laboratory value without its texts; numbers in the canonical unit.
struct PlainValue {
  var setting: Int
  /// In the order of days.
  var day: Int
  var value: ExactDecimal
  var lower, upper: ExactDecimal?
}

extension CalendarDay {
  /// Days compare as these numbers do.
  var order: Int { (year << 9) | (month << 5) | day }
  init?(order: Int) { self.init(year: order >> 9, month: (order >> 5) & 15, day: order & 31) }
}
