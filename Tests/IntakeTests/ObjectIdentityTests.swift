import DICOM
import Files
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Identity
@testable import Intake

/// Clinical objects file under the patient of the images; research objects under nobody.
@Suite struct ObjectIdentityTests {
  private struct Bench {
    let folder: URL
    let image: String
    let key: URL

    init() throws {
      folder = try Fixtures.temporaryFolder()
      let made = try DICOMWriter.writeSPECT(
        Written.counts(Written.grid()), Written.context, to: folder, name: "source")
      let data = try DataSet.read(made.path)
      try data.set(.patientName, "Quixote^Alonso")
      try data.set(.patientID, "MRN-7734521")
      try data.set(.patientBirthDate, "19470929")
      try data.set(.patientSex, "M")
      try data.set(.accessionNumber, "ACC-99812")
      try data.set(.studyDescription, "SPECT of Quixote")
      image = folder.appending(path: "image.dcm").path
      try data.write(to: image)
      key = folder.appending(path: "keys/k")
    }

    func objects(_ choice: IdentityChoice) throws -> [DataSet] {
      var context = Written.context
      context.identity = try choice.identity(of: image)
      let out = folder.appending(path: "\(choice)".prefix(4) == "clin" ? "clinical" : "research")
      let structures = Written.structures(Written.grid())
      let segmentation = try DICOMWriter.segmentation(structures, coding: .binary, context, to: out)
      let report = try DICOMWriter.writeMeasurements(
        Written.groups, segmentation: segmentation.reference, sourceSeries: "2.25.33", context, to: out)
      let dose = try DICOMWriter.writeDose(Written.dose(Written.grid()), context, to: out)
      return try ([segmentation, report] + dose).map { try DataSet.read($0.url.path) }
    }
  }

  @Test func clinicalObjectsHaveThePatientAndStudyOfTheImages() throws {
    let bench = try Bench()
    let source = try DataSet.read(bench.image)
    for object in try bench.objects(.clinical) {
      for tag in PatientModules.tags where source.contains(tag) {
        #expect(object.text(tag) == source.text(tag), "\(tag)")
      }
    }
  }

  @Test func researchObjectsNameNobodyAndHangTogether() throws {
    let bench = try Bench()
    try createFolder(bench.folder)
    let objects = try bench.objects(.research(key: bench.key))
    let files = try FileManager.default.contentsOfDirectory(
      at: bench.folder.appending(path: "research"), includingPropertiesForKeys: nil)
    for url in files {
      let bytes = try Data(contentsOf: url)
      for trace in [
        "Quixote", "Alonso", "7734521", "19470929", "99812", Written.study, Written.frame, "HEP-0001",
      ] {
        #expect(bytes.range(of: Data(trace.utf8)) == nil, "\(trace) in \(url.lastPathComponent)")
      }
    }
    #expect(Set(objects.map { $0.string(.patientID) }).count == 1)
    #expect(Set(objects.map { $0.string(.studyInstanceUID) }).count == 1)
    #expect(objects.allSatisfy { $0.string(.patientIdentityRemoved) == "YES" })
    let referenced = try #require(
      objects[1].items(.currentRequestedProcedureEvidenceSequence).first?.items(.referencedSeriesSequence)
        .first?
        .items(.referencedSOPSequence).first)
    #expect(referenced.string(.referencedSOPInstanceUID) == objects[0].string(.sopInstanceUID))
  }

  /// The same key makes the same patient of the images and of the results.
  @Test func researchResultsJoinResearchCopies() throws {
    let bench = try Bench()
    let key = try IdentityKey.open(bench.key)
    let source = try DataSet.read(bench.image)
    let (copy, _) = try Deidentifier(key, of: source).cleaned(source)
    let results = try bench.objects(.research(key: bench.key))
    #expect(results.contains { $0.contains(.frameOfReferenceUID) })
    for object in results {
      for tag in [DICOM.Tag.patientID, .studyInstanceUID, .studyDate, .frameOfReferenceUID]
      where object.contains(tag) {
        #expect(object.text(tag) == copy.text(tag), "\(tag)")
      }
    }
  }

  /// Values and geometry do not depend on whose objects they are.
  @Test func numbersAreTheSameUnderEveryIdentity() throws {
    let bench = try Bench()
    let clinical = try bench.objects(.clinical), research = try bench.objects(.research(key: bench.key))
    for (a, b) in zip(clinical, research) {
      for tag in [
        DICOM.Tag.pixelData, .doseGridScaling, .imagePositionPatient, .pixelSpacing, .gridFrameOffsetVector,
      ] {
        #expect(a.bytes(tag) == b.bytes(tag), "\(tag)")
      }
    }
    #expect(ContentItem(clinical[1]).first(Concept.measurements)?.children.count == 2)
    let numbers = [clinical[1], research[1]].map { ContentItem($0).numbers }
    #expect(numbers[0] == numbers[1] && !numbers[0].isEmpty)
  }
}

extension ContentItem {
  fileprivate var numbers: [Double] {
    var own: [Double] = []
    if case .number(let value, _) = value { own = [value] }
    return own + children.flatMap(\.numbers)
  }
}
