import Diagnostics
import Files
import Quantification
import Stages
import Volumes

/// Structures that follow from thresholds and connection alone, with every number stated: a proposal where no model is installed.
struct SegmentationRules {
  /// Changes with any rule.
  static let edition = 2
  /// Edge of the blocks that are judged, mm. Thresholds on single voxels of a CT would follow its noise.
  static let edge = 4.0

  /// What a proposal was made by.
  static var name: String { "Hepatica \(Version.current), rules of edition \(edition)" }
  static var digest: String { sha256((ComputedTomographyRules.statement + EmissionRules.statement).utf8) }

  /// - Parameter image: coarse, see `edge`.
  /// - Throws: `Problem` for an image that no rule is for, or in which none holds.
  static func structures(_ image: ImageSeries, at place: String) throws -> [ProposedLabels] {
    let found: [ProposedLabels]
    switch image.unit {
    case .hounsfield: found = try ComputedTomographyRules(image.values).structures()
    case .counts, .becquerelPerMillilitre, .suvBodyWeight:
      found = try EmissionRules(image.values).structures()
    default:
      throw Problem(
        .dataRejected, what: "there is no rule for this kind of image", at: place,
        remedy: "name a CT in HU, a SPECT or a PET; or an installed segmenter with --with")
    }
    guard !found.isEmpty else {
      throw Problem(
        .dataRejected, what: "no structure follows from the rules", at: place,
        why: "the image shows no body of 1 litre, or no uptake that stands out",
        remedy: "draw the structures, or name an installed segmenter with --with")
    }
    return found
  }
}
