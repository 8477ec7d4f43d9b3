// Written by Scripts/make-tables.

import CTables

/// The files of `Intake/Data`.
enum PackageResources {
  static var classmaps_csv: [UInt8] { bytes(Intake_classmaps_csv()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
