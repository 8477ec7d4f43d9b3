import Alignment
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantification
import Quantities
import Reporting
import Stages
import Summaries
import Volumes
import Workflow

/// From the scene to the numbers: lesions, sphere, burdens, scores, agreement.
package struct BurdenMeasurement {
  package let input: Burden
  package let scene: BurdenScene
  package let rules: BurdenRules
  let receptors: ReceptorImaging

  package internal(set) var record: BurdenRecord
  package internal(set) var normal: NormalLiver?
  var thresholdRegion: Occupancy?
  var enhancingRegion: Occupancy?
  /// Drawn, or the parts above a threshold where nothing was drawn.
  package internal(set) var lesions: [Structure] = []
  package internal(set) var majority: Occupancy?
  /// What was noticed on the way, without how the structures fit to each other.
  var remarks: [Finding] = []
  package var findings: [Finding] {
    let all = remarks + scene.geometry.findings
    return all.decided(by: input.decided) + all.unmet(input.decided)
  }

  package init(_ input: Burden, _ scene: BurdenScene) throws {
    (self.input, self.scene) = (input, scene)
    let library = try RuleLibrary()
    (rules, receptors) = (try BurdenRules(library), try ReceptorImaging(library))
    record = BurdenRecord(inputSHA256: input.sha256, pseudonym: input.pseudonym)
    record.rulesSource = "\(rules.rules.source)"
    let s = scene.grid.spacing
    record.voxelMm = [s.x, s.y, s.z]
    record.suvMethod = scene.suvMethod.isEmpty ? nil : scene.suvMethod
    record.registration = scene.registration.map {
      "\($0.method); residual \(rounded($0.residual)) mm (\(RigidRegistration.residualMeaning))"
    }
    remarks = scene.review
    record.geometry = scene.geometry.rows
    lesions = scene.lesions
    try contourAnatomy()
    if let suv = scene.suv { try measure(suv) } else { measureVolumes() }
    try burdens()
    try agreement()
    nameWhatCannotBeTold()
    record.methods = methods
    guard input.decided.isEmpty else {
      (record.review, record.notes) = (findings.toReview, findings.forInformation)
      return
    }
    record.review = remarks.filter { $0.rank >= .decision }.map(\.sentence) + scene.geometry.findings.toReview
    record.notes =
      remarks.filter { $0.rank < .decision }.map(\.sentence) + scene.geometry.findings.forInformation
  }

}
