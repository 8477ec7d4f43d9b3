import DICOM
import Diagnostics
import Foundation

/// A picture for archives that know nothing else: red, green and blue bytes, rows from the top.
public struct CapturedPicture: Sendable {
  public var title: String
  public var width, height: Int
  public var pixels: [UInt8]

  public init(title: String, width: Int, height: Int, pixels: [UInt8]) {
    (self.title, self.width, self.height, self.pixels) = (title, width, height, pixels)
  }
}

extension DICOMWriter {
  /// Writes pictures as one series of Secondary Captures. The program draws no name into them.
  /// - Throws: `internalError` for pixels that do not fill their picture.
  @discardableResult
  public static func writeCaptures(_ pictures: [CapturedPicture], _ context: WriteContext, to folder: URL)
    throws
    -> [WrittenObject]
  {
    var hash = ContentHash()
    for picture in pictures { hash.add(picture.pixels) }
    let content = hash.text
    return try pictures.enumerated().map { n, picture in
      try captureObject(picture, n + 1, content, context).written(sliceName("SC", n), to: folder)
    }
  }

  static func captureObject(
    _ picture: CapturedPicture, _ number: Int, _ content: String, _ context: WriteContext
  ) throws
    -> ObjectBuilder
  {
    let object = try ObjectBuilder(
      sopClass: SOPClass.secondaryCapture, modality: "OT", context: context, content: content,
      instance: number)
    let data = object.dataSet
    try object.content()
    try data.set(.conversionType, "WSD")
    try data.setEmpty(.laterality)
    try data.setEmpty(Tag(0x0020, 0x0020))
    try data.set(.imageType, ["DERIVED", "SECONDARY"])
    try data.set(.burnedInAnnotation, "NO")
    try data.set(.imageComments, String("\(picture.title). \(context.label)".prefix(1024)))
    try data.setColours(picture.pixels, rows: picture.height, columns: picture.width)
    return object
  }
}
