// Written by Scripts/make-tables.

import CTables

/// The files of `Registry/Data`.
enum PackageResources {
  static var catalogue_json5: [UInt8] { bytes(Registry_catalogue_json5()) }
  static var liver_references_csv: [UInt8] { bytes(Registry_liver_references_csv()) }
  static var loinc_csv: [UInt8] { bytes(Registry_loinc_csv()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
