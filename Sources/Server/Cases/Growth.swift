import Volumes

/// What is joined to a seed between two values, as a page asks for it.
struct Growth: Decodable {
  /// RAS mm, as the viewer states places.
  var seed_mm: [Double]?
  /// Unbounded without them.
  var low, high: Float?

  /// - Throws: `Refusal` 400 without a place, 422 for one outside the volume.
  func mask(in image: Volume<Float>) throws -> Volume<Bool> {
    guard let seed = seed_mm.flatMap(Vector3.init(ras:)) else {
      throw Refusal(400, "a seed has three numbers", at: "seed_mm")
    }
    return try Contours.grow(image, from: seed, low ?? -.infinity, high ?? .infinity)
  }
}

extension Vector3 {
  /// A place as pages and NIfTI state it; here it is LPS, as in DICOM. `nil` for other than three numbers.
  init?(ras: [Double]) {
    guard ras.count == 3 else { return nil }
    self.init(-ras[0], -ras[1], ras[2])
  }
}
