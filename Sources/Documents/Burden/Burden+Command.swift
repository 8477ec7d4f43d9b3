import Diagnostics
import Foundation
import Intake
import Stages

extension Burden {
  /// Structures of one file, named on the command line.
  ///
  /// - Parameters:
  ///   - names: `N=NAME` for labels of a label image.
  ///   - series: identifier of the anatomy, where its folder holds several series.
  /// - Throws: `Problem` of kind `usage` or `inputMissing`.
  public init(
    structures file: URL, liver: String?, tumours: [String], lobes: [String], names: [String], anatomy: URL?,
    series: String? = nil, around: Bool
  ) throws {
    guard let liver, !tumours.isEmpty else {
      let listed = (try? StructureReader.list(file.path, names: [:]).map(\.name)) ?? []
      throw Problem(
        .usage, what: "--liver and at least one --tumour are needed for a structure file",
        at: file.lastPathComponent,
        remedy: listed.isEmpty
          ? "or give a burden file (JSON5)" : "structures here: \(listed.joined(separator: ", "))")
    }
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Problem(.inputMissing, what: "there is no such file", at: file.path)
    }
    var labels: [Int: String] = [:]
    for text in names {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let number = Int(parts[0]) else {
        throw Problem(.usage, what: "“\(text)” is not N=NAME", at: "--name")
      }
      labels[number] = parts[1]
    }
    var roles = [liver: StructureRole.liver]
    for name in lobes { roles[name] = .liverLobe }
    for name in tumours { roles[name] = .tumour }
    func source(_ url: URL, _ series: String?, _ answers: SeriesAnswers, _ option: String) -> ImageSource {
      ImageSource(path: url.standardizedFileURL, series: series, answers: answers, location: option)
    }
    self.init(
      pseudonym: "not stated",
      anatomy: anatomy.map { source($0, series, Self.ctAnswers($0), "--anatomy") },
      structures: [
        StructureFile(
          source: source(file, nil, SeriesAnswers(), "INPUT"), timePoint: nil, roles: roles, names: labels)
      ], around: around ? .all : .none)
  }

  /// NIfTI and MetaImage do not say that they are CT in HU: the option says it.
  private static func ctAnswers(_ url: URL) -> SeriesAnswers {
    let isVolumeFile = [".nii", ".nii.gz", ".mha", ".mhd"].contains { url.lastPathComponent.hasSuffix($0) }
    return isVolumeFile ? SeriesAnswers(role: .ct, unit: "HU") : SeriesAnswers()
  }
}
