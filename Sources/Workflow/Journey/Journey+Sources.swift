import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Intake
import Nuclides
import Stages

// What each step is made of: files of the case, what the case says, editions of data.

/// One file of the case, or one series of files, by its role, and the steps that read it.
package struct CaseInput: Sendable {
  package var role: String
  package var files: [String]
  package var stages: Set<Stage>
  /// Of structures, what the case says of the file.
  package var drawn: StructureFile? = nil
}

extension Journey {
  /// What the case says, as far as it matters to a step.
  /// - Parameter found: numbers of structures by the names that stand in their files, by entry.
  func options(for stage: Stage, named found: [Int: [String: [Int]]]) -> [String: String] {
    var options = content.values(for: stage, named: found)
    if stage == .report {
      options["case file"] = therapy.sha256
      options["truth"] = truth.map { _ in "known" }
      options["objects"] = form.words
      if !therapy.recorded.isEmpty { options["earlier doses of the record"] = "\(therapy.recorded)" }
    }
    return options
  }

  /// Editions of the data that a step uses.
  func editions(_ stage: Stage) throws -> [String: String] {
    guard stage != .align else { return [:] }
    var all = [
      "half-life": "\(nuclide.halfLife.value.value.value) s, \(nuclide.halfLife.source)",
      "emissions": nuclide.emissions?.source ?? "none",
    ]
    if stage == .dose, let kernel = pointKernel {
      all["point kernel"] = try sha256(prettyJSON(kernel).utf8)
    }
    return all
  }

  /// Every file that the case names, in the order of the report.
  func caseInputs() throws -> [CaseInput] {
    var all: [CaseInput] = []
    if case .file(let url, _) = therapy.calibration {
      all.append(
        CaseInput(role: "calibration file", files: [url.path], stages: [.quantify, .integrate, .summarise]))
    }
    all += try therapy.timePoints.flatMap(images)
    for case .file(let file) in therapy.structures {
      all.append(
        CaseInput(
          role: "structures", files: try structureFiles(file.source), stages: content.steps(of: "structures"),
          drawn: file))
    }
    if let ct = therapy.entry?.ct {
      all.append(try input("CT", "the CT", ct, [.align, .dose, .summarise], \.isCT))
    }
    all += try entered()
    if case .table(let url, _)? = therapy.materials {
      all.append(CaseInput(role: "CT conversion table", files: [url.path], stages: [.dose, .summarise]))
    }
    if let url = therapy.options.kernelFile {
      all.append(CaseInput(role: "point kernel", files: [url.path], stages: [.dose]))
    }
    all += therapy.previous.map {
      CaseInput(role: "summary of an earlier cycle", files: [$0.path], stages: [])
    }
    if let plan = therapy.plan { all.append(CaseInput(role: "plan", files: [plan.path], stages: [])) }
    // The report rests on all of them.
    return all.map {
      CaseInput(role: $0.role, files: $0.files, stages: $0.stages.union([.report]), drawn: $0.drawn)
    }
  }

  private func images(_ point: TimePoint) throws -> [CaseInput] {
    let emission = try input(
      point.emissionRole, "the emission image of \(point.name)", point.emission,
      [.align, .quantify], \.isEmission)
    // Tissue comes from the CT of the reference alone.
    let stages: Set<Stage> = point.name == therapy.reference ? [.align, .dose, .summarise] : [.align]
    let ct = try point.ct.map {
      try input("CT, \(point.name)", "the CT of \(point.name)", $0, stages, \.isCT)
    }
    return [emission] + [ct].compactMap { $0 }
  }

  private func structureFiles(_ source: ImageSource) throws -> [String] {
    let files =
      isFolder(source.path.path) == true
      ? try library.find(source, as: "the structures", \.isStructures).1.files : [source.path.path]
    return try withData(files)
  }

  private func entered() throws -> [CaseInput] {
    switch therapy.entry?.map {
    case .activity(let list):
      return try list.map {
        try input("activity", "the activity", $0.source, [.align, .quantify]) { _ in true }
      }
    case .timeIntegratedActivity(let source):
      return [try input("time-integrated activity", "the map", source, [.align, .integrate]) { _ in true }]
    case .dose(let source):
      return [try input("absorbed dose", "the dose", source, [.align, .dose], \.canBeDose)]
    case .regionActivity, nil: return []
    }
  }

  private func input(
    _ role: String, _ word: String, _ source: ImageSource, _ stages: Set<Stage>,
    _ fits: (SeriesEntry) -> Bool
  ) throws -> CaseInput {
    let files = try library.find(source, as: word, fits).1.files
    return CaseInput(role: role, files: try withData(files), stages: stages)
  }

  /// A header and its voxels are two files.
  private func withData(_ files: [String]) throws -> [String] {
    try files + files.flatMap { try ImageFiles.dataFile(of: $0).map { [$0] } ?? [] }
  }
}

extension SeriesEntry {
  var canBeDose: Bool { [.dose, .parametricMap, .volumeFile].contains(kind) }
}

extension TimePoint {
  /// What the emission image is called among the inputs.
  var emissionRole: String { "emission image, \(name)" }
}
