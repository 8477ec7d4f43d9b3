import Quantities

extension UncertaintyChain {
  /// What a region loses to a misplaced image, as a relative standard uncertainty of its time-integrated activity.
  ///
  /// A sphere of radius r that lies d away from where it is sought shares 1 − 3d/4r + d³/16r³ of its volume with it (two
  /// spherical caps). Without activity around it the mean falls by the rest; activity around it, and blurring, make the loss
  /// smaller, so that this is an upper bound. The images err independently, and each carries one of `count` equal parts of the
  /// integral; the reference itself, and rigid registrations, whose scatter `pointUncertainty` holds, carry none.
  /// - Parameters:
  ///   - distances: root mean square misplacement of each image that was deformed.
  ///   - count: of all images, at least that of the distances and 1.
  ///   - diameter: of the sphere with the region's volume, above 0.
  public static func misplacement(_ distances: [Length], of count: Int, in diameter: Length) -> Double {
    precondition(count >= max(1, distances.count) && diameter.value > 0, "parts of one whole")
    let squares = distances.reduce(0.0) { sum, distance in
      let x = min(2, 2 * distance.value / diameter.value)
      let lost = x * (0.75 - x * x / 16)
      return sum + lost * lost
    }
    return squares.squareRoot() / Double(count)
  }

  /// Adds the misplacement of deformed images to what the registration contributes.
  public mutating func add(misplacement distances: [Length], of count: Int, in diameter: Length) {
    guard !distances.isEmpty, diameter.value > 0 else { return }
    let own = Self.misplacement(distances, of: count, in: diameter)
    registration = (registration * registration + own * own).squareRoot()
  }
}
