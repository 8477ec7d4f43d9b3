import Diagnostics
import Volumes

extension Alignment {
  /// - Throws: `Problem` if both grids name a frame of reference and the names differ.
  static func demandSharedFrame(_ a: Grid, _ b: Grid) throws(Problem) {
    guard a.hasOtherFrame(than: b) else { return }
    throw Problem(
      .dataRejected, what: "the images have different frames of reference",
      why: "equal coordinates do not mean equal places in the patient",
      remedy: "register one image to the other, or check that CT and emission image come from one session")
  }
}

extension RigidRegistration {
  /// The registration of a session's CT, carried over to the emission image of the same session.
  ///
  /// Hybrid scanners give CT and SPECT or PET one frame of reference, so that the transform of the CT is the
  /// transform of the emission image. Motion between the two acquisitions is not seen.
  /// - Throws: `Problem` if the frames of reference are known and differ. Where one is not known the result carries a
  ///   warning.
  public func carried(to emission: Grid, from ct: Grid) throws(Problem) -> RigidRegistration {
    try Alignment.demandSharedFrame(emission, ct)
    var carried = self
    carried.method += "; carried from the CT to the emission image of the same session"
    if emission.frameOfReference == nil || ct.frameOfReference == nil {
      carried.warnings.append(.frameUnknown)
    }
    return carried
  }
}
