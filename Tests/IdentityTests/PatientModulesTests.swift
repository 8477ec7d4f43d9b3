import DICOM
import Foundation
import Testing

@testable import Identity

/// Patient and study of a source, exactly: results file under the patient.
struct PatientModulesTests {
  /// A source in Latin-1 as scanners write it, with values that break the rules of their VR.
  private func source() throws -> DataSet {
    let bench = try Workbench()
    try bench.write(1) { data in
      try data.set(.studyDate, "20260131")
      try data.set(.studyTime, "083000")
      try data.set(.accessionNumber, "A-17")
      try data.pass(.studyDescription, String(repeating: "L", count: 70), vr: "LO")
      try data.set(.patientWeight, 81.5)
      try data.set(.patientSex, "F")
      let other = try data.addItem(Attribute(0x0010, 0x1002))
      try other.set(.patientID, "other 1")
      try data.pass(.referringPhysicianName, "M%LLER^ZO%", vr: "PN")
      try data.pass(.specificCharacterSet, "ISO_IR 100", vr: "CS")
      try data.set(.seriesDescription, "of the series")
    }
    let url = bench.originals.appending(path: "1.dcm")
    var bytes = try Data(contentsOf: url)
    while let at = bytes.range(of: Data("%".utf8)) { bytes.replaceSubrange(at, with: [0xDC]) }
    try bytes.write(to: url)
    return try DataSet.read(url.path)
  }

  @Test func everyAttributeIsCopiedAndNothingElse() throws {
    let source = try source()
    let target = DataSet()
    try target.set(.specificCharacterSet, "ISO_IR 192")
    try target.set(.sopClassUID, SOPClass.rtDose)
    try target.set(.sopInstanceUID, "1.2.3")
    try target.set(.patientName, "made up")
    try PatientModules(source).write(into: target)
    let folder = try Workbench().root
    try target.write(to: folder.appending(path: "result.dcm").path)
    let read = try DataSet.read(folder.appending(path: "result.dcm").path)
    #expect(read.string(.referringPhysicianName) == "M\u{DC}LLER^ZO\u{DC}")
    for tag in PatientModules.tags where source.contains(tag) && source.vr(tag) != "SQ" {
      #expect(read.text(tag) == source.text(tag), "\(tag)")
      #expect(read.vr(tag) == source.vr(tag), "\(tag)")
    }
    #expect(read.items(Attribute(0x0010, 0x1002)).first?.string(.patientID) == "other 1")
    #expect(!read.contains(.seriesDescription) && !read.contains(.modality))
  }
}
