import Criteria
import Reporting
import Workflow

extension ToxicitySummary {
  /// All patients together, then each arm where there are several.
  package var columns: [(name: String, cohort: CohortToxicity)] {
    [("all", total)] + (arms.count > 1 ? armNames.map { (ArmLabel.text($0), arms[$0]!) } : [])
  }
}
