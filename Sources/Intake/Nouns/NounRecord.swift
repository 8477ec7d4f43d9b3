import Diagnostics
import Files
import ImageFiles
import Foundation
import Quantities
import Stages
import Volumes

/// Record of a noun stored as an image: all that NIfTI has no place for. Stored as `NAME.json` next to
/// `NAME.nii.gz`; the uncertainty lies in `NAME-sigma.nii.gz`.
struct NounRecord: Codable, Sendable {
  /// Version of this format.
  var hepatica = 1
  var kind: Kind
  var unit: String
  var nuclide: String
  /// The exact grid; NIfTI keeps 32-bit floats of it, too coarse for the same bytes on a repeated run.
  var grid: Grid
  /// SHA-256 of the image file, so that an image changed by another program is noticed.
  var sha256: String
  /// The same of the images next to it, by the end of their names; `nil` in records of version 0.1.
  var companions: [String: String]?
  var hasStatisticalUncertainty: Bool
  var commonRelativeUncertainty: Double?
  /// As in `QuantityMap`.
  var correlation: [Double]?
  var id: String?
  var time: DateTime?
  var hoursAfterAdministration: Double?
  /// The same exactly: hours and back again may differ in the last digit, and with it the bytes of all that follows.
  var secondsAfterAdministration: Double?
  var hasExtrapolatedFraction: Bool?
  var engine: String?
  var assumptions: [String]?
  var provenance: Provenance

  var afterAdministration: TimeSpan? {
    secondsAfterAdministration.map { TimeSpan($0) } ?? hoursAfterAdministration.map { .hours($0) }
  }

  enum Kind: String, Codable, Sendable { case activity, timeIntegratedActivity, dose }

  /// - Returns: the file.
  func write(beside image: URL) throws -> URL {
    let url = NounRecord.url(beside: image)
    try writeAtomically(SealedText.seal(prettyJSON(self)), to: url)
    return url
  }

  /// - Throws: `Problem` if the record is missing, of another kind, or does not belong to the image as it is.
  static func read(beside image: URL, as kind: Kind) throws -> NounRecord {
    let url = url(beside: image)
    guard let data = try? Data(contentsOf: url) else {
      throw Problem(
        .inputMissing, what: "the record next to the image is missing", at: url.path,
        why: "unit, nuclide and decay state stand in it",
        remedy: "make the image again, or enter it in the case file")
    }
    try SealedText.check(data, at: url.path, remedy: "make the image again, or enter it in the case file")
    let record: NounRecord
    do { record = try JSONDecoder().decode(NounRecord.self, from: data) } catch {
      throw Problem(
        .dataRejected, what: "the record cannot be read", at: url.path, remedy: "make the image again")
    }
    try record.check(image, kind)
    return record
  }

  private func check(_ image: URL, _ kind: Kind) throws(Problem) {
    guard hepatica == 1, self.kind == kind else {
      throw Problem(
        .dataRejected, what: "the image is of kind \(self.kind.rawValue), not \(kind.rawValue)",
        at: image.path)
    }
    try mustBe(image, sha256)
  }

  /// - Throws: `Problem` for an image that is not the one of the digest.
  func mustBe(_ image: URL, _ digest: String) throws(Problem) {
    guard try Files.sha256(file: image.path) == digest else {
      throw Problem(
        .dataRejected, what: "the image is not the one that its record describes", at: image.path,
        why: "it was changed after it was made",
        remedy: "make it again, or enter it in the case file as it is now")
    }
  }

  /// Writes an image that belongs to the noun, and knows it from then on.
  mutating func add(_ volume: Volume<Float>, _ suffix: String, beside image: URL) throws -> URL {
    let url = NounRecord.sibling(of: image, suffix)
    try ImageFiles.write(volume, url.path)
    companions = (companions ?? [:]).merging([suffix: try Files.sha256(file: url.path)]) { _, new in new }
    return url
  }

  static func url(beside image: URL) -> URL { sibling(of: image, ".json") }

  /// `dose.nii.gz` → `dose` + suffix, in the same folder.
  static func sibling(of image: URL, _ suffix: String) -> URL {
    let name = image.lastPathComponent.replacing(/\.nii(\.gz)?$/, with: "")
    return image.deletingLastPathComponent().appending(path: name + suffix)
  }
}
