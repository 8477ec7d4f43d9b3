import Diagnostics
import Foundation

/// Which studies are complete by rule: nothing new came for them for a stated time. No message of DICOM says that a study is
/// complete; a study that grows later is complete again later.
package struct Completeness: Sendable {
  package var quiet: Duration

  package init(quiet: Duration) { self.quiet = quiet }

  /// Studies of the store that have become complete since the last call.
  package func take(from store: ObjectStore, now: ContinuousClock.Instant = .now) -> [ObjectStore.Study] {
    let complete = store.arrivals.filter { now - $0.value >= quiet }.map(\.key)
    for study in complete { store.forget(study) }
    return complete.sorted { ($0.patient, $0.study) < ($1.patient, $1.study) }
  }
}
