import DICOM
import Diagnostics
import Foundation
import Stages
import Volumes

/// What a Parametric Map shows.
public enum MappedQuantity: String, Sendable, CaseIterable {
  case absorbedDose, doseUncertainty, timeIntegratedActivity, activityConcentration, bed

  var quantity: Code {
    switch self {
    case .absorbedDose, .doseUncertainty: Concept.absorbedDose
    case .timeIntegratedActivity: Code("TIAC", "99HEPATICA", "Time-integrated activity concentration")
    case .activityConcentration: Code("110821", "DCM", "Nuclear Medicine Tomographic Activity")
    case .bed: Concept.bed
    }
  }

  var unit: Code {
    switch self {
    case .absorbedDose, .doseUncertainty, .bed: Unit.gray
    case .timeIntegratedActivity: Code("Bq.s/ml", "UCUM", "Becquerel seconds per millilitre")
    case .activityConcentration: Code("Bq/ml", "UCUM", "Becquerels/milliliter")
    }
  }

  var label: String {
    switch self {
    case .absorbedDose: "DOSE"
    case .doseUncertainty: "UNCERTAINTY"
    case .timeIntegratedActivity: "TIA"
    case .activityConcentration: "ACTIVITY"
    case .bed: "BED"
    }
  }
}

extension DICOMWriter {
  /// Writes a quantity as a Parametric Map of 32-bit floats: the values themselves, with quantity and unit as codes.
  /// - Throws: `dataRejected` if a value is not finite.
  @discardableResult
  public static func writeMap(
    _ values: Volume<Float>, of quantity: MappedQuantity, _ context: WriteContext, to folder: URL,
    name: String
  ) throws -> WrittenObject {
    try mapObject(values, quantity, context).written(name, to: folder)
  }

  static func mapObject(_ values: Volume<Float>, _ quantity: MappedQuantity, _ context: WriteContext) throws
    -> ObjectBuilder
  {
    guard values.voxels.allSatisfy(\.isFinite) else {
      throw Problem(
        .dataRejected, what: "a value is not a number", at: "Parametric Map", why: "no reader could use it")
    }
    var hash = ContentHash()
    hash.add(values.grid)
    hash.add(values.voxels)
    hash.add(quantity.rawValue)
    let object = try ObjectBuilder(
      sopClass: SOPClass.parametricMap, modality: "OT", context: context, content: hash.text)
    try describe(object, quantity)
    try addGroups(object, values, quantity)
    let size = values.grid.size
    try object.dataSet.setPixels(.float(values.voxels), rows: size.j, columns: size.i, frames: size.k)
    return object
  }

  private static func describe(_ object: ObjectBuilder, _ quantity: MappedQuantity) throws {
    let data = object.dataSet
    try object.frameOfReference()
    try object.content()
    try data.set(.acquisitionDateTime, object.context.contentTime.dicomDateTime)
    try data.setEmpty(.laterality)
    try data.addSequence(.acquisitionContextSequence)
    try data.set(.imageType, ["DERIVED", "PRIMARY", "QUANTITY", "NONE"])
    try data.set(.contentLabel, quantity.label)
    try data.set(.contentDescription, String(object.context.label.prefix(64)))
    try data.setEmpty(.contentCreatorName)
    try data.set(.lossyImageCompression, "00")
    try data.set(.burnedInAnnotation, "NO")
    try data.set(.contentQualification, "RESEARCH")
    try data.set(.recognizableVisualFeatures, "NO")
    try data.set(.presentationLUTShape, "IDENTITY")
    let uid = UID.derived(from: object.instanceUID + " dimensions")
    try data.addItem(.dimensionOrganizationSequence).set(.dimensionOrganizationUID, uid)
    let index = try data.addItem(.dimensionIndexSequence)
    try index.set(.dimensionOrganizationUID, uid)
    try index.set(.dimensionIndexPointer, tags: [.imagePositionPatient])
    try index.set(.functionalGroupPointer, tags: [.planePositionSequence])
  }

  private static func addGroups(_ object: ObjectBuilder, _ values: Volume<Float>, _ quantity: MappedQuantity)
    throws
  {
    let grid = values.grid
    let shared = try object.dataSet.addItem(.sharedFunctionalGroupsSequence)
    let measures = try shared.addItem(.pixelMeasuresSequence)
    try measures.set(.sliceThickness, grid.spacing.z)
    try measures.set(.spacingBetweenSlices, grid.spacing.z)
    try measures.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
    try ObjectBuilder.orientation(grid, into: shared.addItem(.planeOrientationSequence))
    try addFrameTypes(shared, values, quantity)
    for slice in 0..<grid.size.k {
      let frame = try object.dataSet.addItem(.perFrameFunctionalGroupsSequence)
      try frame.addItem(.frameContentSequence).set(.dimensionIndexValues, [slice + 1])
      try ObjectBuilder.position(grid, slice: slice, into: frame.addItem(.planePositionSequence))
    }
  }

  private static func addFrameTypes(_ shared: DataSet, _ values: Volume<Float>, _ quantity: MappedQuantity)
    throws
  {
    let type = try shared.addItem(.parametricMapFrameTypeSequence)
    try type.set(.frameType, ["DERIVED", "PRIMARY", "QUANTITY", "NONE"])
    let window = try shared.addItem(.frameVOILUTSequence)
    let top = max(Double(values.voxels.max() ?? 1), .leastNormalMagnitude)
    try window.set(.windowCenter, top / 2)
    try window.set(.windowWidth, top)
    // The plain LINEAR is made for integers and takes no width below 1 (PS3.3 C.11.2.1.2).
    try window.set(.voiLUTFunction, "LINEAR_EXACT")
    let identity = try shared.addItem(.pixelValueTransformationSequence)
    try identity.set(.rescaleIntercept, 0)
    try identity.set(.rescaleSlope, 1)
    try identity.set(.rescaleType, "US")
    let mapping = try shared.addItem(.realWorldValueMappingSequence)
    try mapping.set(.doubleRealWorldValueFirstValueMapped, Double(values.voxels.min() ?? 0))
    try mapping.set(.doubleRealWorldValueLastValueMapped, Double(values.voxels.max() ?? 0))
    try mapping.set(.realWorldValueIntercept, 0)
    try mapping.set(.realWorldValueSlope, 1)
    try mapping.set(.lutExplanation, String(quantity.quantity.meaning.prefix(64)))
    try mapping.set(.lutLabel, quantity.label)
    try ObjectBuilder.code(quantity.unit, in: .measurementUnitsCodeSequence, of: mapping)
    let definition = try mapping.addItem(.quantityDefinitionSequence)
    try definition.set(.valueType, "CODE")
    try ObjectBuilder.code(Code("246205007", "SCT", "Quantity"), in: .conceptNameCodeSequence, of: definition)
    try ObjectBuilder.code(quantity.quantity, in: .conceptCodeSequence, of: definition)
  }
}

extension Tag {
  static let acquisitionContextSequence = Tag(0x0040, 0x0555)
  static let contentQualification = Tag(0x0018, 0x9004)
  static let recognizableVisualFeatures = Tag(0x0028, 0x0302)
  static let presentationLUTShape = Tag(0x2050, 0x0020)
  static let parametricMapFrameTypeSequence = Tag(0x0040, 0x9092)
  static let frameType = Tag(0x0008, 0x9007)
  static let frameVOILUTSequence = Tag(0x0028, 0x9132)
}
