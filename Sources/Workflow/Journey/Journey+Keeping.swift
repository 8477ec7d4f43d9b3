import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import ImageFiles
import Intake
import Quantification
import Stages
import Summaries
import Volumes

// What each step leaves in the work folder, and how it is taken up again.

extension Journey {
  func write(_ study: AlignedStudy) throws -> [URL] {
    try writeAtomically(prettyJSON(study.registrations), to: folder.alignment)
    return [folder.alignment]
  }

  func write(_ activity: ActivityVolume) throws -> [URL] {
    try NounFile.write(activity, to: folder.activity(activity.id))
  }

  /// In the order in which they were kept. What was entered has the times of the case file, which its records round.
  func storedImages(_ record: StepRecord) throws -> [QuantifiedImage] {
    var images = try record.imageNames.map { try NounFile.readActivity(folder.activity($0)) }
    if case .activity(let list)? = therapy.entry?.map {
      for (n, given) in list.enumerated() where n < images.count {
        images[n].time = given.time
        images[n].afterAdministration = therapy.administrations.first.map { given.time.since($0.start) }
      }
    }
    return images.map { QuantifiedImage(activity: $0) }
  }

  func write(_ integration: Integration) throws -> [URL] {
    let files = try NounFile.write(integration.decays, to: folder.decays)
    try writeAtomically(prettyJSON(integration.curves), to: folder.curves)
    return files + [folder.curves]
  }

  func storedIntegration(_ record: StepRecord) throws -> Integration {
    let curves = try readRecord(RegionRows<CurveRecord>.self, folder.curves).wrappedValue
    return Integration(
      decays: try NounFile.readDecays(folder.decays), fits: curves.map(\.fit),
      recoveries: curves.map(\.recovery),
      method: record.remarks["method"] ?? "", warnings: record.review)
  }

  /// The dose, those of the other engines, their differences from it, and in words where they disagree.
  func write(_ results: EngineResults) throws -> [URL] {
    let reference = results.calculation.dose
    var files = try NounFile.write(reference, to: folder.dose)
    for other in results.others.map(\.dose) {
      files += try NounFile.write(other, to: folder.dose(by: other.engine))
      let url = folder.difference(of: other.engine)
      try ImageFiles.write(
        difference(other, reference), url.path, description: "\(other.engine) minus \(reference.engine), Gy")
      files.append(url)
    }
    guard !results.disagreements.isEmpty else { return files }
    try writeAtomically(
      prettyJSON(Versioned("engines", results.disagreements.map(DisagreementRecord.init))), to: folder.engines
    )
    return files + [folder.engines]
  }

  func storedDose(_ integrated: Integrated, _ field: DoseField, _ record: StepRecord) throws -> Dosed {
    let dose = try NounFile.readDose(folder.dose)
    let others = try folder.otherDoses.filter { record.files[folder.name(of: $0)] != nil }.map(
      NounFile.readDose)
    return Dosed(
      integrated, field, dose, others: others,
      disagreements: try disagreements(others, against: dose, in: field.materialsOfDose),
      energy: DoseEnergy(record.remarks),
      notes: record.review + (isDoseEntered ? [] : activityOutsideBody(integrated)))
  }

  func write(_ summary: DoseSummary, _ sources: StepSources, table: String) throws -> [URL] {
    try writeAtomically(
      SealedText.seal(prettyJSON(SummaryRecord(summary, sources))), to: folder.summary)
    try writeAtomically(table, to: folder.table)
    return [folder.summary, folder.table]
  }
}

extension StepRecord {
  /// Images are found by the names that they had, not by those that they would get today: a name may come from a path.
  fileprivate var imageNames: [String] { remarks["images"]?.split(separator: "\n").map(String.init) ?? [] }
}
