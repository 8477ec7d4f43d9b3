// Written by Scripts/make-tables.

import CTables

/// The files of `DoseEngines/Data`.
enum PackageResources {
  static var organ_masses_csv: [UInt8] { bytes(DoseEngines_organ_masses_csv()) }
  static var s_icrp133_Ga68_AF_csv: [UInt8] { bytes(DoseEngines_s_icrp133_Ga68_AF_csv()) }
  static var s_icrp133_Ga68_AM_csv: [UInt8] { bytes(DoseEngines_s_icrp133_Ga68_AM_csv()) }
  static var s_icrp133_Lu177_AF_csv: [UInt8] { bytes(DoseEngines_s_icrp133_Lu177_AF_csv()) }
  static var s_icrp133_Lu177_AM_csv: [UInt8] { bytes(DoseEngines_s_icrp133_Lu177_AM_csv()) }
  static var s_icrp133_Y90_AF_csv: [UInt8] { bytes(DoseEngines_s_icrp133_Y90_AF_csv()) }
  static var s_icrp133_Y90_AM_csv: [UInt8] { bytes(DoseEngines_s_icrp133_Y90_AM_csv()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
