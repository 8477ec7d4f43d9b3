import DICOM
import Diagnostics
import Foundation

extension DICOMWriter {
  /// Writes which objects a reader should open first, as a Key Object Selection (TID 2010, "For Report Attachment").
  /// - Throws: `dataRejected` for an empty list.
  @discardableResult
  public static func writeKeyObjects(
    _ objects: [ObjectReference], note: String, _ context: WriteContext, to folder: URL, name: String = "KO"
  ) throws -> WrittenObject {
    try keyObject(objects, note, context).written(name, to: folder)
  }

  static func keyObject(_ objects: [ObjectReference], _ note: String, _ context: WriteContext) throws
    -> ObjectBuilder
  {
    guard !objects.isEmpty else {
      throw Problem(.dataRejected, what: "there is no object to point to", at: "key object selection")
    }
    let root = ContentItem(
      "", Code("113020", "DCM", "For Report Attachment"), .container,
      [ContentItem("HAS CONCEPT MOD", Concept.language, .code(Concept.english))] + observer(context)
        + [ContentItem(Code("113012", "DCM", "Key Object Description"), .text(note))]
        + objects.map {
          ContentItem("CONTAINS", nil, .object(sopClass: $0.sopClass, instance: $0.instance, segments: []))
        })
    return try reportObject(root, .keyObjects, template: "2010", evidence: objects, context)
  }
}
