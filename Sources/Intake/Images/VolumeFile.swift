import Checks
import Diagnostics
import Files
import Foundation
import ImageFiles
import Stages
import Volumes

/// NIfTI, MetaImage and NRRD files, recognised by their names.
enum VolumeFile {
  static let endings = [".nii", ".nii.gz", ".mha", ".mhd", ".nrrd"]
  static let dataOnly = "the voxels of a MetaImage header"

  static func isOne(_ path: String) -> Bool {
    let name = path.lowercased()
    return endings.contains { name.hasSuffix($0) } || isDataOnly(path)
  }

  /// `.raw` or `.zraw` next to a header of the same name.
  private static func isDataOnly(_ path: String) -> Bool {
    let url = URL(filePath: path)
    guard ["raw", "zraw"].contains(url.pathExtension.lowercased()) else { return false }
    return FileManager.default.fileExists(
      atPath: url.deletingPathExtension().appendingPathExtension("mhd").path)
  }

  /// `nil` for a file that belongs to a header.
  /// - Throws: `Problem` if the header is damaged.
  static func entry(_ path: String) throws(Problem) -> SeriesEntry? {
    guard !isDataOnly(path) else { return nil }
    let header = try ImageFiles.header(path)
    let segments = header.component.isInteger ? try ImageFiles.segments(path) : []
    return SeriesEntry(
      id: "", kind: .volumeFile, modality: "", files: [path], frameCount: header.grid.size.k * header.volumes,
      grid: header.grid, unit: nil, unitSource: "", acquisition: nil, nuclide: nil, start: nil,
      frameOfReference: nil, study: nil, studyLabel: "", detail: header.geometrySource,
      contents: segments.map(\.name), findings: findings(header, SeriesAnswers(), path), stack: nil)
  }

  static func header(_ entry: SeriesEntry) throws(Problem) -> ImageHeader {
    try ImageFiles.header(entry.files[0])
  }

  static func findings(_ header: ImageHeader, _ answers: SeriesAnswers, _ path: String) -> [ImageFinding] {
    var all = header.findings.map { problem in
      let note = ReadingNote.told(problem, .geometryUnconfirmed)
      return answers.confirmGeometry
        ? ImageFinding.review(note, at: problem.location)
        : .blocking(note, at: problem.location, keys: [.confirmGeometry])
    }
    let spacing = header.grid.spacing
    let sizes: [(Plausibility, Double)] = [(.pixel, spacing.x), (.pixel, spacing.y), (.slice, spacing.z)]
    for (row, value) in sizes {
      guard let fault = BeyondRange(row, value) else { continue }
      all.append(.blocking(.place(.voxelImplausible(fault)), at: path))
    }
    // Layers of a segmentation are no volumes of an image: who reads it as one is refused.
    if header.volumes > 1, (try? ImageFiles.segments(path))?.isEmpty != false {
      all.append(.blocking(.frames(.severalVolumes(header.volumes)), at: path))
    }
    if answers.unit.flatMap(ImageUnit.init(word:)) == nil {
      all.append(.blocking(.values(.unitSilent), at: path, keys: [.unit]))
    }
    if [.emission, .activity].contains(answers.role) { all += missingTimes(answers, path) }
    return all.sorted { $0.severity > $1.severity }
  }

  private static func missingTimes(_ answers: SeriesAnswers, _ path: String) -> [ImageFinding] {
    var all: [ImageFinding] = []
    if answers.start == nil {
      all.append(.blocking(.time(.startOfFileAbsent), at: path, keys: [.start]))
    }
    if answers.decay == nil || answers.decay == .administration {
      all.append(.blocking(.decay(.ofFileUnstated), at: path, keys: [.decay]))
    }
    return all
  }

  /// Reads the voxels; everything about their meaning comes from the user.
  static func load(_ entry: SeriesEntry, _ answers: SeriesAnswers, inCase: Bool) throws -> ImageSeries {
    let path = entry.files[0]
    let open = findings(try ImageFiles.header(path), answers, path).filter { $0.severity == .blocking }
    guard open.isEmpty, let unit = answers.unit.flatMap(ImageUnit.init(word:)) else {
      throw Problems(open.map { $0.problem(inCase: inCase) })
    }
    let values = try ImageFiles.read(path)
    return ImageSeries(
      id: entry.id, modality: answers.role?.rawValue ?? "", values: values, unit: unit,
      acquisition: acquisition(answers),
      provenance: Provenance(
        inputs: [.init(role: answers.role?.rawValue ?? "volume", sha256: try sha256(file: path))],
        steps: [
          .init(
            "read volume file",
            ["unit": unit.word].merging(answers.stated.map { ("stated \($0)", $1) }) { a, _ in a })
        ]))
  }

  private static func acquisition(_ answers: SeriesAnswers) -> Acquisition? {
    guard let start = answers.start, let decay = answers.decay else { return nil }
    let state: DecayState =
      switch decay {
      case .reference(let time): .reference(time)
      case .start: .reference(start)
      case .none, .administration: .uncorrected
      }
    return Acquisition(
      start: start, duration: answers.duration, projections: answers.projections, decay: state,
      nuclide: answers.nuclide, positronFraction: answers.positronFraction)
  }
}
