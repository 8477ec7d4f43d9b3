import DICOM
import Diagnostics
import Foundation
import Quantities

/// Structured reports: the modules that all of them share, PS3.3 A.35.
extension DICOMWriter {
  enum ReportClass: String {
    case comprehensive3D = "1.2.840.10008.5.1.4.1.1.88.34"
    case radiopharmaceuticalDose = "1.2.840.10008.5.1.4.1.1.88.68"
    case keyObjects = "1.2.840.10008.5.1.4.1.1.88.59"

    var modality: String { self == .keyObjects ? "KO" : "SR" }
  }

  /// - Parameter evidence: every object that the tree names.
  static func reportObject(
    _ root: ContentItem, _ kind: ReportClass, template: String, evidence: [ObjectReference],
    _ context: WriteContext
  ) throws -> ObjectBuilder {
    var hash = ContentHash()
    hash.add("\(root)")
    hash.add(template)
    let object = try ObjectBuilder(
      sopClass: kind.rawValue, modality: kind.modality, context: context, content: hash.text)
    let data = object.dataSet
    try object.content()
    try data.addSequence(.referencedPerformedProcedureStepSequence)
    if kind != .keyObjects {
      try data.set(.completionFlag, "COMPLETE")
      try data.set(.verificationFlag, "UNVERIFIED")
      try data.addSequence(.performedProcedureCodeSequence)
    }
    try add(evidence, to: data)
    try root.write(into: data)
    let identification = try data.addItem(.contentTemplateSequence)
    try identification.set(.mappingResource, "DCMR")
    try identification.set(.templateIdentifier, template)
    return object
  }

  /// Current Requested Procedure Evidence Sequence (0040,A375): studies, series, objects.
  private static func add(_ evidence: [ObjectReference], to data: DataSet) throws {
    for (study, objects) in Dictionary(grouping: evidence, by: \.study).sorted(by: { $0.key < $1.key }) {
      let item = try data.addItem(.currentRequestedProcedureEvidenceSequence)
      for (series, members) in Dictionary(grouping: objects, by: \.series).sorted(by: { $0.key < $1.key }) {
        let inner = try item.addItem(.referencedSeriesSequence)
        for member in members {
          let object = try inner.addItem(.referencedSOPSequence)
          try object.set(.referencedSOPClassUID, member.sopClass)
          try object.set(.referencedSOPInstanceUID, member.instance)
        }
        try inner.set(.seriesInstanceUID, series)
      }
      try item.set(.studyInstanceUID, study)
    }
  }

  /// Who observed: this program (TID 1001, 1004).
  static func observer(_ context: WriteContext) -> [ContentItem] {
    func observed(_ concept: Code, _ value: ContentItem.Value) -> ContentItem {
      ContentItem("HAS OBS CONTEXT", concept, value)
    }
    let uid = UID.derived(from: "observer \(context.softwareVersion)")
    return [
      observed(Concept.observerType, .code(Concept.device)), observed(Concept.observerUID, .uid(uid)),
      observed(Concept.observerName, .text("Hepatica")),
      observed(Concept.observerManufacturer, .text("Hepatica")),
      observed(Concept.observerModel, .text("Hepatica \(context.softwareVersion)")),
    ]
  }
}

extension Tag {
  static let referencedPerformedProcedureStepSequence = Tag(0x0008, 0x1111)
  static let completionFlag = Tag(0x0040, 0xA491)
  static let verificationFlag = Tag(0x0040, 0xA493)
  static let performedProcedureCodeSequence = Tag(0x0040, 0xA372)
  static let currentRequestedProcedureEvidenceSequence = Tag(0x0040, 0xA375)
  static let contentTemplateSequence = Tag(0x0040, 0xA504)
  static let mappingResource = Tag(0x0008, 0x0105)
  static let templateIdentifier = Tag(0x0040, 0xDB00)
}
