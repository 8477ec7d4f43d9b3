import DoseEngines
import Files
import Foundation
import ImageFiles
import Intake
import Reporting
import Stages
import Volumes

// What each step leaves in the work folder.

extension Journey {
  package func write(_ study: AlignedStudy) throws {
    try writeAtomically(prettyJSON(study.registrations), to: folder.alignment)
  }

  package func write(_ integration: Integration) throws {
    try NounFile.write(integration.decays, to: folder.decays)
    try writeAtomically(prettyJSON(integration.fits), to: folder.curves)
  }

  package func write(_ dose: DoseVolume) throws { try NounFile.write(dose, to: folder.dose) }

  /// The dose, those of the other engines, their differences from it, and in words where they disagree.
  package func write(_ results: EngineResults) throws {
    let reference = results.calculation.dose
    try write(reference)
    for other in results.others.map(\.dose) {
      try NounFile.write(other, to: folder.dose(by: other.engine))
      try ImageFiles.write(
        difference(other, reference), folder.difference(of: other.engine).path,
        description: "\(other.engine) minus \(reference.engine), Gy")
    }
    guard !results.disagreements.isEmpty else { return }
    try writeAtomically(
      prettyJSON(Versioned("engines", results.disagreements.map(DisagreementRecord.init))), to: folder.engines
    )
  }

  package func write(_ summary: DoseSummary) throws {
    try writeAtomically(prettyJSON(summary), to: folder.summary)
    try writeAtomically(summaryCSV(summary), to: folder.table)
  }
}
