// Written by Scripts/make-tables.

import CTables

/// The files of `Identity/Data`.
enum PackageResources {
  static var private_csv: [UInt8] { bytes(Identity_private_csv()) }
  static var profile_csv: [UInt8] { bytes(Identity_profile_csv()) }
  static var terms_txt: [UInt8] { bytes(Identity_terms_txt()) }
  static var words_txt: [UInt8] { bytes(Identity_words_txt()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
