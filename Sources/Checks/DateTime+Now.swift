import Diagnostics
import Foundation
import Quantities

extension DateTime {
  /// The moment of writing by the clock of the operation, UTC; `SOURCE_DATE_EPOCH` (reproducible-builds.org) stands in for it
  /// where the operation's environment has it.
  package static var now: DateTime {
    let around = Surroundings.current
    let epoch = around.environment("SOURCE_DATE_EPOCH").flatMap(Double.init)
    let seconds = epoch.map { $0 - 978_307_200 } ?? around.now().timeIntervalSinceReferenceDate
    return DateTime(localSeconds: seconds.rounded(), utcOffset: 0)
  }
}
