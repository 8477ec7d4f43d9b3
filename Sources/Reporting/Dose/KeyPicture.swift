import Stages

/// A picture that says most of a result, as pixels for archives.
public struct KeyPicture: Sendable {
  public var title: String
  public var width, height: Int
  /// Red, green and blue, rows from the top.
  public var pixels: [UInt8]
}

extension Report {
  /// Axial, coronal and sagittal slice with dose and contours, as the report shows them; empty without a volume. They hold no name.
  public static func keyPictures(_ content: ReportContent) -> [KeyPicture] {
    guard let scene = content.images.flatMap(ImageScene.init) else { return [] }
    let overlay: Overlay = content.images?.dose == nil ? .none : .dose
    return SliceOrientation.allCases.map { orientation in
      let drawing = SliceFigure(
        scene: scene, orientation: orientation, overlay: overlay, isodoses: overlay == .dose
      ).drawing
      let (width, height, pixels) = drawing.colours()
      return KeyPicture(title: drawing.alternative, width: width, height: height, pixels: pixels)
    }
  }
}
