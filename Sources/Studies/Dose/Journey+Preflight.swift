import Diagnostics
import Documents
import Intake
import Quantification
import Quantities
import Stages
import Workflow

// What headers, names and dates show in the first second, before an image is registered or a voxel read.

extension Journey {
  /// - Throws: `Problem` or `Problems` with everything that would stop the calculation later.
  func preflight() throws {
    let all = structureProblems() + emissionProblems() + calibrationProblems()
    if all.count == 1 { throw all[0] }
    if !all.isEmpty { throw Problems(all) }
  }

  // MARK: Structures

  private func structureProblems() -> [Problem] {
    therapy.structures.flatMap { source -> [Problem] in
      guard case .file(let file) = source,
        let entry = try? library.find(file.source, as: "the structures", \.isStructures).1
      else { return [] }
      return frameProblems(file, entry) + nameProblems(file, entry)
    }
  }

  /// As a file that is laid onto the reference is held against it, with the one line that mends it.
  private func frameProblems(_ file: StructureFile, _ entry: SeriesEntry) -> [Problem] {
    guard (file.timePoint ?? therapy.reference) == therapy.reference, let own = entry.frameOfReference,
      let reference = therapy.timePoints.first(where: { $0.name == therapy.reference }),
      let theirs = frame(of: reference), theirs != own
    else { return [] }
    let fitting = therapy.timePoints.filter { frame(of: $0) == own }.map(\.name)
    return [
      Problem(
        .dataRejected,
        what:
          "the structures were not drawn on the images of the reference time point “\(therapy.reference)”",
        at: file.source.location, why: "the same coordinates mean different places in the patient",
        remedy: fitting.count == 1
          ? "state reference: \"\(fitting[0])\", on whose images they were drawn"
          : "use structures that were drawn on the reference images, or register and resample them first")
    ]
  }

  private func frame(of point: TimePoint) -> String? {
    func frame(_ source: ImageSource?, _ fits: (SeriesEntry) -> Bool) -> String? {
      source.flatMap { try? library.find($0, as: "the image", fits).1.frameOfReference }
    }
    return frame(point.emission, \.isEmission) ?? frame(point.ct, \.isCT)
  }

  private func nameProblems(_ file: StructureFile, _ entry: SeriesEntry) -> [Problem] {
    guard let listed = try? entry.files.flatMap({ try StructureReader.list($0, names: file.names) }) else {
      return []
    }
    let names = listed.map(\.name)
    let missing = file.roles.keys.filter { !names.contains($0) }.sorted()
    guard !missing.isEmpty else { return [] }
    return [
      Problem(
        .inputMissing, what: "there is no structure named \(missing.joined(separator: ", "))",
        at: file.source.location, remedy: "the file holds: \(names.joined(separator: ", "))")
    ]
  }

  // MARK: Emission images

  private func emissionProblems() -> [Problem] {
    therapy.timePoints.flatMap { point -> [Problem] in
      guard let entry = try? library.find(point.emission, as: "the emission image", \.isEmission).1 else {
        return []
      }
      return nuclideProblems(point, entry) + timeProblems(point, entry) + unitProblems(point, entry)
    }
  }

  private func nuclideProblems(_ point: TimePoint, _ entry: SeriesEntry) -> [Problem] {
    guard let stated = point.emission.answers.nuclide ?? entry.nuclide, stated != therapy.therapy.nuclide,
      !isByPatient
    else { return [] }
    return [
      Problem(
        .dataRejected, what: "the image is of \(stated), the therapy of \(therapy.therapy.nuclide)",
        at: point.emission.location, why: "decay and calibration differ",
        remedy: "check the image, or state its nuclide")
    ]
  }

  private func timeProblems(_ point: TimePoint, _ entry: SeriesEntry) -> [Problem] {
    guard let start = point.emission.answers.start ?? entry.acquisition?.start,
      let given = therapy.administrations.first?.start, start.since(given).value < 0, !isByPatient
    else { return [] }
    return [
      Problem(
        .dataRejected,
        what: "\(point.name) was acquired \(rounded(-start.since(given).inHours)) h before administration",
        at: point.emission.location, why: "there was no activity then",
        remedy: "check both date-times and their offsets from UTC")
    ]
  }

  private func unitProblems(_ point: TimePoint, _ entry: SeriesEntry) -> [Problem] {
    let stated = point.emission.answers.unit.flatMap(ImageUnit.init(word:))
    guard case .none = therapy.calibration, (stated ?? entry.unit) == .counts else { return [] }
    return [
      Problem(
        .inputMissing, what: "\(point.name) is in counts, and the case file names no calibration",
        at: point.emission.location, why: "counts are not activity",
        remedy: "give a calibration file, or the administered activity as calibration")
    ]
  }

  /// The administered activity sets the scale; times and camera do not matter.
  private var isByPatient: Bool {
    if case .administered = therapy.calibration { return true }
    return false
  }

  // MARK: Calibration

  private func calibrationProblems() -> [Problem] {
    guard let calibration, calibration.nuclide != therapy.therapy.nuclide, !therapy.timePoints.isEmpty else {
      return []
    }
    return [
      Problem(
        .dataRejected,
        what: "the calibration is for \(calibration.nuclide), the therapy with \(therapy.therapy.nuclide)",
        at: "calibration", why: "every activity scales with the factor",
        remedy: "name the calibration of this nuclide")
    ]
  }
}
