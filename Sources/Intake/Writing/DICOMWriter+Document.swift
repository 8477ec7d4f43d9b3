import DICOM
import Diagnostics
import Foundation

extension DICOMWriter {
  /// Writes a PDF as an Encapsulated PDF, so that the report lies in the archive with the images.
  ///
  /// - Throws: `dataRejected` if the bytes are not a PDF, or for research objects: the text of a document cannot be cleaned.
  @discardableResult
  public static func writeDocument(
    _ pdf: Data, title: String, _ context: WriteContext, to folder: URL, name: String = "PDF_report"
  ) throws -> WrittenObject {
    try documentObject(pdf, title: title, context).written(name, to: folder)
  }

  static func documentObject(_ pdf: Data, title: String, _ context: WriteContext) throws -> ObjectBuilder {
    guard pdf.starts(with: Data("%PDF-".utf8)) else {
      throw Problem(.dataRejected, what: "this is not a PDF", at: "encapsulated document")
    }
    guard !context.identity.isResearch else {
      throw Problem(
        .dataRejected, what: "a document is not written as a research object", at: "encapsulated document",
        why: "its text cannot be cleaned", remedy: "hand on the other objects")
    }
    var hash = ContentHash()
    hash.add(Array(pdf))
    hash.add(title)
    let object = try ObjectBuilder(
      sopClass: "1.2.840.10008.5.1.4.1.1.104.1", modality: "DOC", context: context, content: hash.text)
    let data = object.dataSet
    try object.content()
    try data.set(.conversionType, "WSD")
    try data.setEmpty(.acquisitionDateTime)
    try data.set(.burnedInAnnotation, "YES")
    try data.set(.documentTitle, String(title.prefix(1024)))
    try data.addSequence(.conceptNameCodeSequence)
    try data.set(.mimeType, "application/pdf")
    try data.set(.encapsulatedDocument, bytes: Array(pdf), vr: "OB")
    return object
  }
}

extension Tag {
  static let documentTitle = Tag(0x0042, 0x0010)
  static let encapsulatedDocument = Tag(0x0042, 0x0011)
  static let mimeType = Tag(0x0042, 0x0012)
}
