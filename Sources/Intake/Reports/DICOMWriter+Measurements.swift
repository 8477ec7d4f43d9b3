import DICOM
import Diagnostics
import Foundation

extension DICOMWriter {
  /// Writes measurements as a report by TID 1500: one group for each region, by TID 1411 where its segment is named.
  ///
  /// - Parameters:
  ///   - segmentation: the object that the groups' segments are in.
  ///   - sourceSeries: series that the regions were drawn on, or laid on.
  /// - Throws: `dataRejected` if there is no group; `Problem` if the file cannot be written.
  @discardableResult
  public static func writeMeasurements(
    _ groups: [MeasurementGroup], segmentation: ObjectReference?, sourceSeries: String?,
    _ context: WriteContext,
    to folder: URL, name: String = "SR_measurements"
  ) throws -> WrittenObject {
    try measurementObject(groups, segmentation, sourceSeries, context).written(name, to: folder)
  }

  static func measurementObject(
    _ groups: [MeasurementGroup], _ segmentation: ObjectReference?, _ sourceSeries: String?,
    _ context: WriteContext
  ) throws -> ObjectBuilder {
    guard !groups.isEmpty else {
      throw Problem(.dataRejected, what: "there is no measurement to write", at: "measurement report")
    }
    let items = groups.map { $0.item(segmentation, sourceSeries) }
    let root = ContentItem(
      "", Concept.measurementReport, .container,
      [ContentItem("HAS CONCEPT MOD", Concept.language, .code(Concept.english))] + observer(context) + [
        ContentItem("HAS CONCEPT MOD", Concept.procedure, .code(Concept.nuclearMedicine)),
        ContentItem(Concept.measurements, .container, items),
      ])
    let named = groups.contains { $0.segment != nil } ? [segmentation].compactMap { $0 } : []
    return try reportObject(root, .comprehensive3D, template: "1500", evidence: named, context)
  }
}

extension ContentItem {
  init(_ concept: Code, _ value: Value, _ children: [ContentItem] = []) {
    self.init("CONTAINS", concept, value, children)
  }
}

extension MeasurementGroup {
  fileprivate func item(_ segmentation: ObjectReference?, _ sourceSeries: String?) -> ContentItem {
    var parts = [
      ContentItem("HAS OBS CONTEXT", Concept.tracking, .text(tracking)),
      ContentItem("HAS OBS CONTEXT", Concept.trackingUID, .uid(trackingUID)),
    ]
    if let finding { parts.append(ContentItem(Concept.finding, .code(finding))) }
    if let segment, let segmentation {
      parts.append(
        ContentItem(
          Concept.segment,
          .object(sopClass: segmentation.sopClass, instance: segmentation.instance, segments: [segment])))
      if let sourceSeries { parts.append(ContentItem(Concept.sourceSeries, .uid(sourceSeries))) }
    }
    if let site { parts.append(ContentItem("HAS CONCEPT MOD", Concept.site, .code(site))) }
    return ContentItem(Concept.group, .container, parts + measurements.map(\.item))
  }
}

extension ReportedMeasurement {
  fileprivate var item: ContentItem {
    var parts: [ContentItem] = []
    if let derivation { parts.append(ContentItem("HAS CONCEPT MOD", Concept.derivation, .code(derivation))) }
    if let uncertainty {
      parts.append(ContentItem("HAS PROPERTIES", Concept.uncertainty, .number(uncertainty, unit: unit)))
    }
    return ContentItem(quantity, .number(value, unit: unit), parts)
  }
}
