import Foundation
import Quantities
import Stages
import Volumes

/// A patient made of analytic solids with known activity: images, contours and records together with the truth.
///
/// It makes the nouns of the path, no files. The same options and seed give the same bytes on any number of
/// threads. Simplifications, to be read before judging anything by it: organs are ellipsoids with uniform tissue and
/// uptake; the activity is given as a bolus at the start of the administration; the SPECT is the mean activity per
/// voxel, blurred by a stationary Gaussian, with independent Poisson noise per voxel, not a reconstruction
/// (no scatter, attenuation, septal penetration or noise correlation); the patient moves between, not during, scans.
public struct DigitalPatient: Sendable {
  public struct Options: Sendable {
    public var therapy = PatientTherapy.lutetiumDotatate
    package var ctSize = GridSize(256, 256, 140)
    /// Voxel edges of the CT, mm.
    package var ctSpacing = Vector3(1.953125, 1.953125, 3)
    package var spectSize = GridSize(128, 128, 90)
    /// Voxel edges of the SPECT, mm.
    package var spectSpacing = Vector3(repeating: 4.42)
    /// Full width at half maximum of the emission images; 0: unblurred.
    public var resolution = Length(12)
    /// Poisson noise in the emission images.
    public var countNoise = true
    /// Standard deviation of the CT noise, HU; 0: none.
    public var ctNoise = 12.0
    /// Texture of the tissues in the CT.
    public var texture = true
    /// The patient lies a little differently at each time point but the reference.
    public var motion = true
    /// Whole-system sensitivity, counts per second per MBq.
    public var sensitivity = 9.6
    /// Length of each SPECT acquisition.
    public var duration = TimeSpan(1800)
    public var projections = 60
    /// Where the middle of the trunk lies in the scanner, mm LPS: far from zero, as in life.
    public var position = Vector3(4.5, -172.5, -815)

    /// Start of each SPECT after the administration; `nil`: those of the therapy.
    package var imagingTimes: [TimeSpan]?
    /// Lengths of the anatomy over those of the standard patient; the activities stay.
    package var size = 1.0
    /// Fraction of the liver that is tumour: one lesion of the liver's shape in place of the five; `nil`: the five.
    package var tumourLoad: Double?

    public init() {}

    var times: [TimeSpan] { imagingTimes ?? therapy.imagingTimes }
  }

  public let seed: UInt64
  public let options: Options
  public let compartments: [Compartment]
  public let structures: [PatientStructure]
  public let timePoints: [PatientTimePoint]
  /// Index of the time point whose CT the contours are drawn on; it has no motion.
  public let reference: Int
  public let truth: PatientTruth
  let painting: Painting

  /// The patient of the demonstration.
  public static func standard(seed: UInt64 = 20_260_227, options: Options = Options()) -> DigitalPatient {
    DigitalPatient(
      seed: seed, options: options, compartments: Anatomy.compartments(of: options),
      structures: Anatomy.structures(of: options))
  }

  init(seed: UInt64, options: Options, compartments: [Compartment], structures: [PatientStructure]) {
    (self.seed, self.options) = (seed, options)
    (self.compartments, self.structures) = (compartments, structures)
    painting = Painting(solids: compartments.map(\.solid))
    reference = min(1, options.times.count - 1)
    truth = PatientTruth(compartments, structures, options.therapy)
    timePoints = PatientTimePoint.all(seed: seed, options: options, reference: reference)
  }
}
