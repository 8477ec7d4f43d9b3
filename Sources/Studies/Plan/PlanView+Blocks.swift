import Quantities
import Reporting
import Stages
import Workflow

extension PlanView {
  package var blocks: [PageBlock] {
    PageBlock.slices(material, title: "Predicted absorbed dose of \(injection)")
      + [
        .histogram(
          summary, caption: "Predicted from the MAA SPECT by \(summary.engine); doses at the activity above.")
      ]
  }
}
