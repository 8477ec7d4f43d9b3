import Quantities

/// What rows share that differ in patient, day and numbers only.
final class PlainSetting: Sendable {
  let code, unit, laboratory: String
  /// The number of the test, the same for all settings of it.
  let test: Int
  /// Terms that grade the test: their number, their ladders in this unit.
  let terms: [(slot: Int, code: String, ladders: GradeLadders)]
  let numbers: PlainNumbers
  /// Whether a peak of the test says something of the liver.
  let isOfLiver: Bool

  init(
    _ value: LaboratoryValue, _ measurand: Measurand, test: Int,
    terms: [(slot: Int, code: String, ladders: GradeLadders)]
  ) {
    (code, unit, laboratory) = (value.code, value.amount.unit.symbol, value.laboratory)
    (self.test, self.terms) = (test, terms)
    numbers = PlainNumbers(
      factor: value.amount.unit.factor, plausible: measurand.plausible, usualLower: measurand.usualLower,
      usualUpper: measurand.usualUpper)
    isOfLiver = ["ALT", "AST", "TBIL"].contains(value.code)
  }
}

/// What a number of a row may be.
struct PlainNumbers: Sendable {
  /// To the canonical unit, in which the ranges are.
  var factor: ExactDecimal
  var plausible, usualLower, usualUpper: ClosedRange<ExactDecimal>?
}

/// Settings that were met, found by the bytes of their cells.
struct PlainSettings: Sendable {
  private struct Key {
    var hash: UInt64
    var table: Int
    var bytes: [UInt8]
    /// `nil` for a setting that must be read in full.
    var setting: Int?
  }
  private(set) var all: [PlainSetting] = []
  private var keys: [Key] = []
  private var index = [Int32](repeating: -1, count: 1024)
  private let scale: ToxicityScale
  private let slots: TermSlots

  init(_ scale: ToxicityScale, _ slots: TermSlots) { (self.scale, self.slots) = (scale, slots) }

  /// The setting of a row; `nil` where the row must be read in full.
  mutating func setting(
    _ line: UnsafeRawBufferPointer, _ cells: PlainCells, _ table: PlainTable, _ number: Int, row: Int
  ) -> Int? {
    let hash = Self.hash(line, cells, table.setting)
    var place = Int(truncatingIfNeeded: hash & 1023)
    while index[place] >= 0 {
      let n = Int(index[place])
      if keys[n].hash == hash, keys[n].table == number, matches(n, line, cells, table.setting) {
        return keys[n].setting
      }
      place = (place + 1) & 1023
    }
    return add(line, cells, table, number, row, hash, place)
  }

  private static func hash(_ line: UnsafeRawBufferPointer, _ cells: PlainCells, _ columns: [Int]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for column in columns {
      for byte in cells.cell(column, line) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return hash ^ (hash >> 32)
  }

  private func matches(
    _ n: Int, _ line: UnsafeRawBufferPointer, _ cells: PlainCells, _ columns: [Int]
  ) -> Bool {
    var at = 0
    return keys[n].bytes.withUnsafeBufferPointer { bytes in
      for column in columns {
        let cell = cells.cell(column, line)
        guard at + cell.count < bytes.count else { return false }
        for byte in cell {
          if bytes[at] != byte { return false }
          at += 1
        }
        if bytes[at] != 0xFF { return false }
        at += 1
      }
      return at == bytes.count
    }
  }

  /// A setting that was not met before; with very many of them nothing would be won.
  private mutating func add(
    _ line: UnsafeRawBufferPointer, _ cells: PlainCells, _ table: PlainTable, _ number: Int, _ row: Int,
    _ hash: UInt64, _ place: Int
  ) -> Int? {
    guard keys.count < 512 else { return nil }
    let reading = table.reader.read(table.file.fields(row), row: table.file.number(row))
    // A fault may lie in the numbers of this row alone.
    if !reading.problems.isEmpty { return nil }
    var bytes: [UInt8] = []
    for column in table.setting { bytes += Array(cells.cell(column, line)) + [0xFF as UInt8] }
    var key = Key(hash: hash, table: number, bytes: bytes, setting: nil)
    if let setting = setting(reading) {
      key.setting = all.count
      all.append(setting)
    } else if reading.values.isEmpty, reading.unknownTests.isEmpty {
      return nil
    }
    index[place] = Int32(keys.count)
    keys.append(key)
    return key.setting
  }

  private func setting(_ reading: LaboratoryReader.Reading) -> PlainSetting? {
    guard reading.values.count == 1, let value = reading.values.first, reading.unknownTests.isEmpty,
      reading.leftOut.isEmpty, value.isPlain, !LaboratoryValue.followed.contains(value.code),
      let measurand = scale.measurands[value.code]
    else { return nil }
    let terms = scale.terms(of: value.code).compactMap { term in
      slots[term.code].map {
        (slot: $0, code: term.code, ladders: scale.ladders(term, measurand, value.amount.unit))
      }
    }
    let test = all.first { $0.code == value.code }?.test ?? all.count
    return PlainSetting(value, measurand, test: test, terms: terms)
  }
}

extension LaboratoryValue {
  /// Whether the value says nothing that a day, a number and two limits do not say.
  fileprivate var isPlain: Bool {
    bound == .exact && time == nil && sample.isEmpty && issued == nil && !isBaseline
      && onAnticoagulation == nil && range == nil
  }
}
