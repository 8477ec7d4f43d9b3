import Foundation
import Volumes

/// How one image was laid onto another by a rigid motion, and how well.
public struct RigidRegistration: Sendable, Hashable {
  /// Maps points of the fixed space to the moving image's space, mm LPS.
  public var transform: RigidTransform
  /// False where the images match better as they lie than after the registration that was found: `transform` is then the
  /// identity, and the residual the distance of the runs from it.
  public var isUsed = true
  /// Root mean square displacement, over the body's points, of the independent runs from the result, mm: how well the
  /// computation repeats with other samples, other starts and the images exchanged. It does not contain breathing,
  /// bending or other changes that no rigid motion describes.
  public var residual: Double
  /// Largest displacement of a body point between a run and the result, mm.
  var worstResidual: Double
  /// Root mean square distance, over the body's points, between a point and its image forward and back through the
  /// runs with the images exchanged, mm.
  var inverseConsistency: Double
  /// Part of the fixed body that lies inside the moving image, 0…1.
  public var overlap: Double
  var metric: SimilarityMetric
  /// Metric of the images before registration, at the finest level, dimensionless; lower is better.
  var metricBefore: Double
  /// Metric of the aligned images, at the finest level, dimensionless; lower is better.
  var metricAfter: Double
  /// Correlation coefficient between fixed and aligned moving image over the common body, −500…500 HU for CT: a check by
  /// another measure than the one that was made small.
  public var correlation: Double
  /// Metric of each iteration of the first run, dimensionless, coarsest level first.
  public var trace: [Double]
  /// Largest displacement of a body point by the motion, mm.
  var largestDisplacement: Double
  /// What was done, in words for the report.
  public var method: String
  /// What the reader must see; not empty means that the registration needs review.
  public var warnings: [Doubt]

  /// What speaks against a registration. Lengths in mm, angle in degrees.
  public enum Doubt: Sendable, Hashable {
    case runsDisagree(by: Double, limit: Double)
    /// The images match better as they lie.
    case notUsed
    case matchesLess
    case lowCorrelation(Double)
    case littleOverlap(fraction: Double)
    case largeRotation(degrees: Double)
    case byUptake
    case frameUnknown
  }

  public static let residualMeaning =
    "RMS spread of independent runs (other samples and starts, images exchanged) over the body; without breathing and deformation"

  public var needsReview: Bool { !warnings.isEmpty }
}

/// What a registration makes small.
enum SimilarityMetric: String, Sendable, Hashable, Codable {
  /// Negative mutual information (Mattes et al. 2003, doi:10.1109/TMI.2003.809072), nats.
  case mutualInformation = "Mattes mutual information"
  /// Negative squared correlation coefficient, −1…0.
  case correlation = "squared correlation"
}

/// What is registered, which decides on metric, body mask and value range.
public enum RegistrationKind: Sendable, Hashable {
  /// CT to CT: mutual information, body above −300 HU.
  case ct
  /// MR (fixed) to CT (moving): mutual information; the body of the MR is what is brighter than the air around it. Bone, fat and
  /// fluid have no common order of brightness in the two: whoever asks for it has the result looked at.
  case magnetic
  /// Emission image to emission image, where a time point has no CT: correlation of the activity itself. It follows
  /// the uptake and not the anatomy, so it is always for review.
  case emission
}

/// Settings of `registerRigid`. The defaults serve CT of the trunk.
public struct RegistrationOptions: Sendable, Hashable {
  public var kind: RegistrationKind
  /// Voxel size of the finest level, mm; the others have twice and four times that. Finer images are averaged, coarser
  /// ones kept.
  var finestSpacing: Double
  /// Points sampled in the body at the finest level.
  public var samples: Int
  /// Independent runs in each direction, at least 1.
  public var runs: Int
  /// Seed of the sampling.
  public var seed: UInt64
  /// Residual above which the result is for review, mm; `nil` takes the largest voxel spacing of the fixed image.
  var acceptableResidual: Double?

  public init(
    kind: RegistrationKind = .ct, finestSpacing: Double = 3, samples: Int = 20_000, runs: Int = 2,
    seed: UInt64 = 1,
    acceptableResidual: Double? = nil
  ) {
    precondition(finestSpacing > 0 && samples >= 100 && runs >= 1, "sizes of a registration are positive")
    (self.kind, self.finestSpacing, self.samples, self.runs) = (kind, finestSpacing, samples, runs)
    (self.seed, self.acceptableResidual) = (seed, acceptableResidual)
  }
}
