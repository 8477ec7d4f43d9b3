// Written by Scripts/make-tables.

import CTables

/// The files of `Kinetics/Data`.
enum PackageResources {
  static var populations_csv: [UInt8] { bytes(Kinetics_populations_csv()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
