import Diagnostics
import DoseEngines
import Foundation
import Intake
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

// What each step reads from the work folder and leaves there.

extension Journey {
  package var isEntered: Bool {
    switch therapy.entry?.map {
    case .activity, nil: false
    case .timeIntegratedActivity, .regionActivity, .dose: true
    }
  }

  /// Quantifies and stores the activities.
  package func measure(_ results: inout Results) throws {
    results.images = try quantify(results.study)
    for image in results.images { try NounFile.write(image.activity, to: folder.activity(image.activity.id)) }
    results.review += results.images.flatMap { image in
      image.notes.warnings.map { "\(image.activity.id): \($0)" }
    }
  }

  /// Reads the structures and composes the regions of the report.
  package func regions(_ results: inout Results) throws {
    guard !therapy.structures.isEmpty else {
      results.review.append("no structures were given: there is no table of regions")
      return
    }
    let reference = results.activities.first { $0.id == therapy.reference } ?? results.activities.first
    let (set, review) = try structures(results.study, activity: reference?.map.values)
    results.structures = set
    results.regions = try LiverComposition(set).regions().withoutRepetition
    results.review += review + results.regions.flatMap { r in r.warnings.map { "\(r.name): \($0)" } }
  }

  package func decays(_ results: Results) throws -> Integration {
    if isEntered { return try enteredDecays(results) }
    return try integrate(results.activities, over: results.regions)
  }

  /// The dose by the engine, or the one that the user brought; written to the work folder.
  package func finalDose(_ results: inout Results) throws {
    if case .dose(let source)? = therapy.entry?.map {
      let dose = try enteredDose(source, results.study)
      try write(dose)
      results.dose = dose
      return
    }
    let made = try dose(results.integration!.decays, in: results.field!)
    try write(made)
    (results.dose, results.otherDoses) = (made.calculation.dose, made.others.map(\.dose))
    results.disagreements = made.disagreements
    results.review += reviewNotes(made.calculation) + activityOutsideBody(results)
  }

  /// Decays where no patient is: scatter, noise, or a body that was drawn too small.
  private func activityOutsideBody(_ results: Results) -> [String] {
    guard let body = results.structures?.all(.body).first, let decays = results.integration?.decays else {
      return []
    }
    let all = decays.map.values.voxels.reduce(0.0) { $0 + Double(max(0, $1)) }
    var inside = 0.0
    body.region.forEach { offset, fraction in
      inside += Double(fraction) * Double(max(0, decays.map.values.voxels[offset]))
    }
    let outside = all > 0 ? 1 - inside / all : 0
    return outside > 0.01
      ? ["\(percent(outside)) of the time-integrated activity is outside the structure \(body.name)"] : []
  }

  package func storedStudy() throws -> AlignedStudy {
    if therapy.timePoints.count < 2 { return try align() }
    try folder.needs(folder.alignment, madeBy: "align")
    return try align(
      stored: JSONDecoder().decode([Registration].self, from: Data(contentsOf: folder.alignment)))
  }

  package func storedDecays() throws -> TimeIntegratedActivityVolume {
    try folder.needs(folder.decays, madeBy: "integrate")
    return try NounFile.readDecays(folder.decays)
  }

  package func storedDose() throws -> DoseVolume {
    try folder.needs(folder.dose, madeBy: "dose")
    return try NounFile.readDose(folder.dose)
  }

  /// What `--engine all` left in addition to the dose.
  private func storedOtherDoses() throws -> [DoseVolume] {
    guard therapy.options.engine == .all else { return [] }
    return try folder.otherDoses.filter { FileManager.default.fileExists(atPath: $0.path) }.map(
      NounFile.readDose)
  }

  private func storedActivities() throws -> [QuantifiedImage] {
    if case .activity(let list)? = therapy.entry?.map { return try list.map(storedEntered) }
    return try therapy.timePoints.map { point in
      let url = try folder.activity(point.name)
      try folder.needs(url, madeBy: "quantify")
      return QuantifiedImage(activity: try NounFile.readActivity(url))
    }.sorted { ($0.activity.afterAdministration ?? .zero) < ($1.activity.afterAdministration ?? .zero) }
  }

  /// Everything up to the activities.
  package func measured() throws -> Results {
    var results = Results(study: try storedStudy())
    results.review += results.study.questions
    if !isEntered { results.images = try storedActivities() }
    try regions(&results)
    return results
  }

  /// Decays of the work folder with what their dose rests on. Structures are read only if the grid or the tissue needs them.
  package func storedField() throws -> (decays: TimeIntegratedActivityVolume, field: DoseField) {
    var needsStructures = therapy.options.doseGrid?.crop != nil
    if case .structures? = therapy.materials { needsStructures = true }
    let results = try needsStructures ? measured() : Results(study: storedStudy())
    let decays = try storedDecays()
    return (decays, try doseField(results, decays))
  }

  package func doseOfStored() throws -> EngineResults {
    let (decays, field) = try storedField()
    return try dose(decays, in: field)
  }

  /// Everything up to the dose; curves are fitted again, which is quick and needs no file.
  package func dosed() throws -> Results {
    var results = try measured()
    results.integration = try decays(results)
    results.integration?.decays = try storedDecays()
    results.field = try doseField(results, results.integration?.decays)
    results.review += results.field!.review
    results.dose = try storedDose()
    results.otherDoses = try storedOtherDoses()
    results.disagreements = try disagreements(
      results.otherDoses, against: results.dose!, in: results.materials)
    return results
  }

  package func storedResults() throws -> Results {
    var results = try dosed()
    try folder.needs(folder.summary, madeBy: "summarise")
    results.summary = try JSONDecoder().decode(DoseSummary.self, from: Data(contentsOf: folder.summary))
    return results
  }
}

extension [DefinedRegion] {
  /// A composition that hardly differs from the contour (by less than 1 % of its volume) would only repeat its line.
  package var withoutRepetition: [DefinedRegion] {
    filter { region in
      guard region.identity.isIncludingLesions, let parent = first(where: { $0.id == region.identity.parent })
      else { return true }
      return abs(region.millilitres / parent.millilitres - 1) >= 0.01
    }
  }
}

extension DefinedRegion {
  package var millilitres: Double { region.millilitres }
}
