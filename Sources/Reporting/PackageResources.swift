// Written by Scripts/make-tables.

import CTables

/// The files of `Reporting/Web`.
enum PackageResources {
  static var report_css: [UInt8] { bytes(Reporting_report_css()) }
  static var report_js: [UInt8] { bytes(Reporting_report_js()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
