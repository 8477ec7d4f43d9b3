import Foundation
import Volumes

extension ImagePair {
  /// Least mutual information that a deformation has to add, nats: what noise alone gives is below.
  static let leastGain = 0.002
  /// A deformation that does not come back to within so many distances of control points is none.
  static let consistencyLimit = 0.5

  /// A deformation that its own measures call worse than the rigid motion is not used.
  func registration(_ trial: Trial, landmarks: [DeformationQuality.Landmark]) -> DeformableRegistration {
    var quality = trial.quality
    if !landmarks.isEmpty {
      quality.landmarksBefore = distance(landmarks, SpatialMap(rigid))
      quality.landmarksAfter = distance(landmarks, SpatialMap(rigid, trial.forward))
    }
    let refusal = refusal(quality)
    return DeformableRegistration(
      rigid: rigid, deformation: refusal == nil ? trial.forward : nil, quality: quality, refusal: refusal,
      method: method(trial.stiffness, isUsed: refusal == nil))
  }

  private func refusal(_ q: DeformationQuality) -> DeformationQuality.Refusal? {
    if q.foldedFraction > 0 || q.smallestJacobian <= 0 { return .folds(fraction: q.foldedFraction) }
    let gain = q.informationAfter - q.informationBefore
    guard gain >= Self.leastGain else { return .gainsNothing(information: gain) }
    let limit = Self.consistencyLimit * options.controlSpacing
    guard q.inverseConsistency <= limit else {
      return .inconsistent(by: q.inverseConsistency, limit: limit)
    }
    if let before = q.landmarksBefore, let after = q.landmarksAfter, after > before {
      return .landmarksWorse(before: before, after: after)
    }
    return nil
  }

  private func distance(_ landmarks: [DeformationQuality.Landmark], _ map: SpatialMap) -> Double {
    let squares = landmarks.map { mark in
      let d = map(mark.fixed) - mark.moving
      return d.dot(d)
    }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }

  private func method(_ stiffness: Double, isUsed: Bool) -> String {
    "deformable, cubic B-splines every \(options.controlSpacing) mm, mutual information less \(stiffness) mm² × bending "
      + "energy, 3 levels to \(options.finestSpacing) mm, L-BFGS, judged by ITK 5.2, seed \(options.seed)"
      + (isUsed ? "" : "; not used")
  }
}
