import Diagnostics
import Volumes

/// The images of a curve, each of one moment: voxels that are the same to the last bit are one image, whatever its files and its
/// identifiers are.
package struct Moments {
  private var names: [Int: String] = [:]

  package init() {}

  /// - Throws: `Problem` (data rejected) for an image that another time point has too.
  package mutating func take(_ values: Volume<Float>, of name: String, at location: String) throws(Problem) {
    var hasher = Hasher()
    var isEmpty = true
    for value in values.voxels {
      hasher.combine(value.bitPattern)
      if value != 0 { isEmpty = false }
    }
    // Nothing looks like nothing at any time.
    guard !isEmpty, let other = names.updateValue(name, forKey: hasher.finalize()) else { return }
    throw Problem(
      .dataRejected, what: "\(other) and \(name) have the same voxels", at: location,
      why: "an image shows one moment, and the curve would have it twice",
      remedy: "name the image of each time; a copy is no other image")
  }
}
