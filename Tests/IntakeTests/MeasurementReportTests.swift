import DICOM
import Diagnostics
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Intake

/// Measurement reports are read back as they were written, and those of others by template and code alone.
@Suite struct MeasurementReportTests {
  @Test func measurementsComeBack() throws {
    let folder = try Fixtures.temporaryFolder()
    let segmentation = try DICOMWriter.segmentation(
      Written.structures(Written.grid()), coding: .binary, Written.context, to: folder)
    let report = try DICOMWriter.writeMeasurements(
      Written.groups, segmentation: segmentation.reference, sourceSeries: "2.25.33", Written.context,
      to: folder)
    let read = try MeasurementReport.read(report.url.path)
    var expected = Written.groups
    expected[0].segmentation = segmentation.reference.instance
    #expect(read.groups == expected)
    #expect(read.study == Written.study && read.passedOver == 0)
    #expect(read.groups[0].value(Concept.absorbedDose, in: "Gy", derivation: Concept.mean) == 3.825)
    #expect(read.groups[0].value(Concept.absorbedDose, in: "mGy") == nil)
  }

  /// As other programs write: older code schemes, no Floating Point Value, groups without numbers, further content.
  private func foreign(_ folder: URL, template: String = "1500") throws -> URL {
    let lesion = ContentItem(
      Concept.group, .container,
      [
        ContentItem("HAS OBS CONTEXT", Concept.tracking, .text("Lesion A")),
        ContentItem("HAS OBS CONTEXT", Concept.trackingUID, .uid("1.2.3.4")),
        ContentItem(
          Code("G-D705", "SRT", "Volume"), .number(12.5, unit: Code("cm3", "UCUM", "cubic centimeter"))),
        ContentItem(
          Code("126401", "DCM", "SUVbw"), .number(17.25, unit: Code("g/ml", "UCUM", "g/ml")),
          [ContentItem("HAS CONCEPT MOD", Concept.derivation, .code(Code("G-A437", "SRT", "Maximum")))]),
        ContentItem(Concept.finding, .other("NUM")),
      ])
    let empty = ContentItem(Concept.group, .container, [ContentItem(Concept.tracking, .text("nothing"))])
    let root = ContentItem(
      "", Concept.measurementReport, .container,
      [ContentItem(Concept.measurements, .container, [lesion, empty])])
    let object = try DICOMWriter.reportObject(
      root, .comprehensive3D, template: template, evidence: [], Written.context)
    return try object.write("SR", to: folder)
  }

  @Test func reportsOfOthersAreReadByCodes() throws {
    let report = try MeasurementReport.read(try foreign(Fixtures.temporaryFolder()).path)
    let lesion = try #require(report.groups.first)
    #expect(report.groups.count == 1 && report.passedOver == 2, "what is not read is counted")
    #expect(lesion.tracking == "Lesion A" && lesion.trackingUID == "1.2.3.4")
    #expect(lesion.value(Concept.volume, in: "cm3") == 12.5)
    #expect(lesion.value(Code("126401", "DCM", ""), in: "g/ml", derivation: Concept.maximum) == 17.25)
    #expect(lesion.value(Code("126401", "DCM", ""), in: "g/ml", derivation: Concept.mean) == nil)
  }

  @Test func groupsBecomeLesionsInTheUnitsOfTheTable() throws {
    func code(_ value: String, _ scheme: String = "SCT") -> Code { Code(value, scheme, "") }
    func number(_ quantity: Code, _ value: Double, _ unit: String, _ derivation: Code? = nil)
      -> ReportedMeasurement
    {
      ReportedMeasurement(quantity, value, code(unit, "UCUM"), derivation: derivation)
    }
    let group = MeasurementGroup(
      tracking: "A", trackingUID: "1.2",
      measurements: [
        number(code("103339001"), 2.4, "cm"), number(code("103340004"), 11, "mm"),
        number(Concept.volume, 3500, "mm3"),
        number(code("126401", "DCM"), 17.2, "g/ml", Concept.maximum),
        number(code("126401", "DCM"), 9.1, "{SUVbw}g/ml", Concept.mean),
        number(code("126402", "DCM"), 8.4, "g/ml{SUVlbm}", code("126031", "DCM")),
        number(code("112031", "DCM"), 61, "[hnsf'U]", Concept.mean),
        number(code("112031", "DCM"), 99, "[hnsf'U]", Concept.maximum),
      ])
    let lesion = LesionValues(group)
    #expect(lesion.longMillimetres == 24 && lesion.shortMillimetres == 11 && lesion.volumeMillilitres == 3.5)
    #expect(lesion.suvMaximum == 17.2 && lesion.suvMean == 9.1 && lesion.sulPeak == 8.4)
    #expect(lesion.attenuationHU == 61 && lesion.ambiguous.isEmpty && !lesion.isEmpty)
  }

  @Test(arguments: ["Gy", "", "mm2"]) func anotherUnitIsNoLength(_ unit: String) {
    let one = ReportedMeasurement(Code("103339001", "SCT", "Long axis"), 24, Code(unit, "UCUM", unit))
    let group = MeasurementGroup(tracking: "A", trackingUID: "1.2", measurements: [one])
    #expect(LesionValues(group).isEmpty)
  }

  @Test func twoDifferentValuesAreNone() {
    let values = [24.0, 25, 24].map {
      ReportedMeasurement(Code("103339001", "SCT", "Long axis"), $0, Unit.millimetre)
    }
    let group = MeasurementGroup(tracking: "A", trackingUID: "1.2", measurements: values)
    let lesion = LesionValues(group)
    #expect(lesion.longMillimetres == nil && lesion.ambiguous == ["Long axis"])
    let same = MeasurementGroup(tracking: "A", trackingUID: "1.2", measurements: [values[0], values[2]])
    #expect(LesionValues(same).longMillimetres == 24)
  }

  @Test func otherObjectsAreNoMeasurementReports() throws {
    let folder = try Fixtures.temporaryFolder()
    let dose = try DICOMWriter.writeAdministrations(
      Written.events, organs: Written.organs, Written.context, to: folder)
    for object in dose {
      #expect(throws: Problem.self) { try MeasurementReport.read(object.url.path) }
    }
    let image = try DICOMWriter.writeSPECT(Written.counts(Written.grid()), Written.context, to: folder)
    #expect(throws: Problem.self) { try MeasurementReport.read(image.path) }
  }

  @Test func whatWasGivenIsInItsReport() throws {
    let folder = try Fixtures.temporaryFolder()
    let objects = try DICOMWriter.writeAdministrations(
      Written.events, organs: Written.organs, Written.context, to: folder)
    let roots = try objects.map { ContentItem(try DataSet.read($0.url.path)) }
    let events = try roots.map { try #require($0.first(Concept.administration)) }
    #expect(objects.count == 2 && events[0].all(Concept.organDoses).isEmpty)
    guard case .number(let given, let unit)? = events[1].first(Concept.administeredActivity)?.value else {
      Issue.record("no administered activity")
      return
    }
    #expect(given == 7391 && unit.value == "MBq")
    #expect(events[0].first(Concept.route)?.code?.isSame(Concept.intravenous) == true)
    #expect(events[1].first(Concept.route)?.code?.isSame(Concept.intraArterial) == true)
    #expect(events[0].first(Concept.agent)?.code?.value == "781259000")
    #expect(roots[0].first(Concept.associatedProcedure)?.first(Concept.intent) != nil)
    let organ = try #require(events[1].first(Concept.organDoses))
    #expect(
      organ.children.map(\.relation) == ["HAS CONCEPT MOD", "HAS CONCEPT MOD", "CONTAINS", "CONTAINS"])
    #expect(organ.first(Concept.site)?.code?.value == "64033007")
    #expect(organ.first(Concept.laterality)?.code?.value == "51440002")
    #expect(organ.first(Concept.mass)?.first(Concept.measurementMethod)?.relation == "HAS CONCEPT MOD")
    #expect(organ.first(Concept.organDose)?.first(Concept.authority)?.relation == "HAS PROPERTIES")
    guard case .number(let dose, _)? = organ.first(Concept.organDose)?.value else {
      Issue.record("no organ dose")
      return
    }
    #expect(dose == 4950, "in milligray")
  }

  @Test(arguments: [Matrix3.identity, Written.oblique]) func mapsComeBack(_ direction: Matrix3) throws {
    let folder = try Fixtures.temporaryFolder()
    let values = Written.ramp(Written.grid(direction)).map { $0 * 0.7311 - 3 }
    let units: [MappedQuantity: ImageUnit] = [
      .absorbedDose: .gray, .doseUncertainty: .gray, .bed: .gray,
      .activityConcentration: .becquerelPerMillilitre,
    ]
    for quantity in MappedQuantity.allCases {
      let object = try DICOMWriter.writeMap(values, of: quantity, Written.context, to: folder, name: "PM")
      let read = try ParametricMapFile.read(object.url.path)
      #expect(read.values.voxels == values.voxels && read.values.grid.matches(values.grid))
      if let unit = units[quantity] { #expect(read.unit == unit) }
    }
  }

  @Test func picturesAndDocumentsKeepTheirBytes() throws {
    let folder = try Fixtures.temporaryFolder()
    let pdf = Data("%PDF-1.7 made up".utf8)
    let document = try DICOMWriter.writeDocument(pdf, title: "Report", Written.context, to: folder)
    let read = try DataSet.read(document.url.path)
    #expect(read.bytes(.encapsulatedDocument).map { Data($0) } == pdf)
    #expect(read.string(.mimeType) == "application/pdf")
    let capture = try DICOMWriter.writeCaptures([Written.picture], Written.context, to: folder)[0]
    #expect(try DataSet.read(capture.url.path).bytes(.pixelData) == Written.picture.pixels)
    #expect(throws: Problem.self) {
      try DICOMWriter.writeDocument(Data("<html>".utf8), title: "", Written.context, to: folder)
    }
    #expect(throws: Problem.self) {
      try DICOMWriter.writeKeyObjects([], note: "", Written.context, to: folder)
    }
  }

  @Test func uncertaintyIsASeriesOfItsOwn() throws {
    let folder = try Fixtures.temporaryFolder()
    let objects = try DICOMWriter.writeDose(Written.dose(Written.grid()), Written.context, to: folder)
    let heads = try objects.map { try DataSet.read($0.url.path) }
    #expect(Set(heads.map { $0.string(.seriesInstanceUID) }).count == 2)
    #expect(heads.map { $0.int(.seriesNumber) } == [7, 9])
    #expect(heads[1].string(.seriesDescription)?.contains("Uncertainty") == true)
    #expect(heads.allSatisfy { $0.int(.bitsAllocated) == 16 })
  }
}
