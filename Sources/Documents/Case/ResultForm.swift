import Diagnostics
import Foundation
import Intake

/// How results are written as DICOM objects, where there is a choice.
public struct ResultForm: Sendable {
  /// Whose objects they become. Nothing between the two exists.
  public enum Identity: String, Sendable, CaseIterable { case clinical, research }
  /// Which object holds quantified activity.
  public enum Activity: String, Sendable, CaseIterable { case nm, pet }

  public var identity = Identity.clinical
  /// The key file of research objects; `nil` for clinical ones.
  public var key: URL?
  /// Bits of a voxel of RT Dose.
  public var doseBits = 16
  public var activity = Activity.nm
  /// Parametric Maps of dose, its uncertainty and time-integrated activity too.
  public var maps = false

  public init() {}

  /// What differs from the usual, for the record of the step that writes.
  package var words: String? {
    var parts: [String] = []
    if identity == .research { parts.append("research") }
    if doseBits != 16 { parts.append("dose in \(doseBits) bits") }
    if activity != .nm { parts.append("activity as \(activity.rawValue)") }
    if maps { parts.append("maps") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// - Throws: a usage `Problem` for research objects without a key, or a key without them.
  public func check() throws(Problem) {
    guard (identity == .research) == (key != nil) else {
      throw Problem(
        .usage, what: identity == .research ? "research objects need a key" : "a key is for research objects",
        at: "--key", why: "nobody but who has the key can find the patient of a pseudonym",
        remedy: "give --identity research and --key FILE; a file that does not exist is made")
    }
    guard [16, 32].contains(doseBits) else {
      throw Problem(.usage, what: "RT Dose has 16 or 32 bits", at: "--dose-bits")
    }
  }

  /// The identity of objects that join the study of an image.
  /// - Throws: `Problem` for a key file that others may read, or an image that cannot be read.
  package func objectIdentity(of image: String?) throws -> ObjectIdentity {
    try check()
    return try (key.map { IdentityChoice.research(key: $0) } ?? .clinical).identity(of: image)
  }
}
