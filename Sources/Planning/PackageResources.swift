// Written by Scripts/make-tables.

import CTables

/// The files of `Planning/Data`.
enum PackageResources {
  static var dose_references_json5: [UInt8] { bytes(Planning_dose_references_json5()) }
  static var microspheres_json5: [UInt8] { bytes(Planning_microspheres_json5()) }
  static var prrt_json5: [UInt8] { bytes(Planning_prrt_json5()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
