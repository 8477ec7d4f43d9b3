// Written by Scripts/make-tables.

import CTables

/// The files of `Summaries/Data`.
enum PackageResources {
  static var limits_csv: [UInt8] { bytes(Summaries_limits_csv()) }
  static var radiobiology_csv: [UInt8] { bytes(Summaries_radiobiology_csv()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
