import Volumes

/// Letters of the patient for a direction: R/L, A/P, S/I, as DICOM orders them by dominance (PS3.3 C.7.6.1.1.1).
enum OrientationLetters {
  /// A second letter is added for a direction more than 5° off the first axis; a table tilt below that is not
  /// worth a letter.
  static let obliqueThreshold = 0.0871557427

  static func letters(_ direction: Vector3) -> String {
    let names = [("L", "R"), ("P", "A"), ("S", "I")]
    let order = [0, 1, 2].sorted { abs(direction[$0]) > abs(direction[$1]) }
    let letters = order.prefix(2).filter { abs(direction[$0]) > obliqueThreshold }
      .map { direction[$0] > 0 ? names[$0].0 : names[$0].1 }
    return letters.joined()
  }
}
