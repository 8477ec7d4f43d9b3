import Quantities

/// How uptake is measured on images. It is locked with the protocol, since each of these choices moves a ratio of tumour
/// to normal liver.
public struct MeasurementRule: Sendable, Hashable {
  /// Normal liver keeps so far away from every lesion.
  public var marginMillimetres = 0.0
  /// Normal liver keeps so far away from the edge of its lobe or liver: blurring mixes what lies beyond into it, which
  /// raises the ratios of small lobes.
  public var edgeMillimetres = 0.0
  /// The image that counts lies so long after the start of the administration; `nil`: the reference of the case.
  public var hours: Double?
  /// How far off an image may lie.
  public var toleranceHours = 12.0
  /// Whether means of lesions and organs are corrected for partial-volume loss by the camera's recovery curve.
  public var recovery = false
  /// A lesion belongs to the lobe that holds at least this part of what of it lies in the two lobes; one that crosses
  /// further belongs to neither, since both arteries may feed it.
  public var lobeShare = 0.8

  public init() {}

  /// In words, for whoever reads a measured value.
  public var definition: String {
    let margin =
      (marginMillimetres > 0
        ? "without lesions and \(marginMillimetres.printedExactly) mm around them" : "without lesions")
      + (edgeMillimetres > 0 ? ", \(edgeMillimetres.printedExactly) mm from the edge" : "")
    let means = recovery ? "recovery-corrected means" : "means as imaged"
    return "normal liver \(margin); \(means)"
  }

}

extension TrialProtocol {
  /// Locked rule of measurement; a protocol without one measures the reference image as it is, without a margin.
  public var measurementRule: MeasurementRule { measurement ?? MeasurementRule() }
}
