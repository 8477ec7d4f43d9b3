import Checks
import Diagnostics
import Files
import Foundation
import Stages

/// What a program proposed as structures, kept in a file next to the label image: who made it, of what, what each label is, how it
/// looks, and whether a person has confirmed it.
public struct SegmentProposal: Sendable, Codable {
  /// The program that made it.
  public struct Program: Sendable, Codable, Hashable {
    /// What it says of itself, and SHA-256 of its file.
    public var name, sha256: String
    public var classes: String
    public init(name: String, sha256: String, classes: String) {
      (self.name, self.sha256, self.classes) = (name, sha256, classes)
    }
  }

  public struct Part: Sendable, Codable {
    public var label: Int
    public var name: String
    public var role: StructureRole
    public var volumeMl: Double
    /// Mean CT number, HU, where the image is a CT.
    public var meanHU: Double?
    /// Touches the edge of the image: a part may be missing.
    public var touchesEdge: Bool
    /// Pieces that do not touch each other, and the fraction of the volume in the largest one, 0…1.
    public var pieces: Int
    /// Fraction of the volume, 0…1.
    public var largestPiece: Double
    /// What a person has to look at first.
    public var remarks: [String]
    public init(
      label: Int, name: String, role: StructureRole, volumeMl: Double, meanHU: Double?, touchesEdge: Bool,
      pieces: Int,
      largestPiece: Double, remarks: [String]
    ) {
      (self.label, self.name, self.role, self.volumeMl) = (label, name, role, volumeMl)
      (self.meanHU, self.touchesEdge, self.pieces, self.largestPiece) = (
        meanHU, touchesEdge, pieces, largestPiece
      )
      self.remarks = remarks
    }
  }

  public struct Confirmation: Sendable, Codable {
    public var by, at: String
    public init(by: String, at: String) { (self.by, self.at) = (by, at) }
  }

  public var hepatica = 1
  public var program: Program
  /// SHA-256 of the label image that is described.
  public var labels: String
  public var parts: [Part]
  public var confirmed: Confirmation?

  public init(program: Program, labels: String, parts: [Part]) {
    (self.program, self.labels, self.parts) = (program, labels, parts)
  }

  /// `structures.nii.gz` has `structures.proposal.json`.
  public static func file(of labels: String) -> URL {
    let url = URL(filePath: labels)
    let base = url.lastPathComponent.split(separator: ".").first.map(String.init) ?? url.lastPathComponent
    return url.deletingLastPathComponent().appending(path: base + ".proposal.json")
  }

  /// The proposal that a label image is; `nil` for others.
  /// - Throws: `dataRejected` for a file that is none.
  public static func read(of labels: String) throws(Problem) -> SegmentProposal? {
    let url = file(of: labels)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    let data = try readFile(url.path, called: "proposal")
    guard let proposal = try? JSONDecoder().decode(SegmentProposal.self, from: data) else {
      throw Problem(
        .dataRejected, what: "this is not a proposal of hepatica segment", at: url.path,
        remedy: "make it again, or move the file away")
    }
    return proposal
  }

  /// What each label is called.
  var names: [Int: String] {
    Dictionary(parts.map { ($0.label, $0.name) }, uniquingKeysWith: { first, _ in first })
  }

  /// What stands against using a label image as it is: `nil` where a person confirmed exactly these bytes.
  public func doubt(on labels: String) -> ImageFinding? {
    let isSame = (try? sha256(file: labels)) == self.labels
    guard confirmed == nil || !isSame else { return nil }
    let doubt: StructureNote.Doubt =
      isSame ? .unconfirmed : confirmed == nil ? .changedAfterMade : .changedAfterConfirmed
    return .review(.structures(.proposal(program: program.name, doubt)), at: labels)
  }
}
