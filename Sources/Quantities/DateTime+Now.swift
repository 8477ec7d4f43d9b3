import Foundation

extension DateTime {
  /// The moment of writing, UTC; `SOURCE_DATE_EPOCH` (reproducible-builds.org) stands in for it where it is set.
  package static var now: DateTime {
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap(Double.init)
    let seconds = epoch.map { $0 - 978_307_200 } ?? Date().timeIntervalSinceReferenceDate
    return DateTime(localSeconds: seconds.rounded(), utcOffset: 0)
  }
}
