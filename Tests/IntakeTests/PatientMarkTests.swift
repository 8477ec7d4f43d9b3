@testable import DICOM
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Intake

/// Images of two people are told apart by what identifies them, and nothing of it is shown.
@Suite struct PatientMarkTests {
  private static func mark(_ id: String, _ name: String = "", _ birth: String = "") throws -> PatientMark {
    let set = DataSet()
    try set.set(.patientID, id)
    try set.set(.patientName, name)
    try set.set(.patientBirthDate, birth)
    return PatientMark(set)
  }

  @Test func whoCanBeWho() throws {
    let one = try Self.mark("A-1", "Doe^Jane", "19600102")
    #expect(try one.canBe(Self.mark(" a-1 ", "", "")))
    // Another number of another hospital, the same person.
    #expect(try one.canBe(Self.mark("9988", "DOE^JANE^", "19600102")))
    #expect(try one.canBe(Self.mark("9988", "DOE, JANE", "19600102")))
    #expect(try !one.canBe(Self.mark("9988", "Doe^Jane", "19610102")))
    #expect(try !one.canBe(Self.mark("A-2", "Doe^Jane", "")))
    #expect(try one.canBe(Self.mark("", "", "")) && Self.mark("", "Doe", "").isEmpty)
    #expect(try PatientMark.persons([one, Self.mark("A-1"), Self.mark("")]).count == 1)
    // What neither shares with the other, a third may join.
    let apart = try [Self.mark("A-1"), Self.mark("77", "Doe^Jane", "19600102")]
    #expect(PatientMark.persons(apart).count == 2 && PatientMark.persons(apart + [one]).count == 1)
  }

  private func scan(_ write: (ImageFolder) throws -> Void) throws -> Inventory {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try write(folder)
    return try folder.scan()
  }

  @Test(arguments: [DICOM.Tag.patientID, .patientBirthDate])
  func aSeriesOfAnotherPatientIsTold(_ tag: DICOM.Tag) throws {
    let grid = try testGrid()
    func write(_ folder: ImageFolder, _ other: String) throws {
      for k in 0..<4 {
        try folder.write(slice(of: grid, k: k) { try $0.set(.patientBirthDate, "19600102") }, "c\(k)")
        try folder.write(
          petSlice(of: grid, k: k) {
            try $0.set(.patientBirthDate, "19600102")
            if tag == .patientBirthDate { try $0.set(.patientID, "ANOTHER") }
            try $0.set(tag, other)
          }, "p\(k)")
      }
    }
    func told(_ other: String) throws -> [String] {
      try scan { try write($0, other) }.entries.flatMap(\.findings).map(\.problem.what).filter {
        $0.contains("another patient")
      }
    }
    let (same, different) = tag == .patientID ? ("SECRET-ID", "OTHER") : ("19600102", "19700102")
    #expect(try told(same).isEmpty)
    // Another number alone may be that of another hospital, as long as name and birth are the same.
    #expect(try told(different).count == (tag == .patientID ? 0 : 2))
    if tag == .patientID { #expect(try told("").isEmpty) }
  }

  @Test func theOtherOfThreeIsTheOther() throws {
    let grid = try testGrid()
    let inventory = try scan { folder in
      for k in 0..<4 {
        try folder.write(slice(of: grid, k: k), "c\(k)")
        try folder.write(petSlice(of: grid, k: k), "p\(k)")
        try folder.write(
          slice(of: grid, k: k, series: "other") {
            try $0.set(.patientID, "Z-9")
            try $0.set(.patientName, "Z")
          }, "o\(k)")
      }
    }
    let told = inventory.entries.filter {
      $0.findings.contains { $0.problem.what.contains("another patient") }
    }
    #expect(told.count == 1 && told[0].kind == .ct)
    #expect(inventory.ofMainPatient.count == 2)
    let json = String(decoding: try JSONEncoder().encode(InventoryRecord(inventory)), as: UTF8.self)
    #expect(!json.contains("Z-9") && !json.contains("SECRET"))
  }

  @Test func slicesOfTwoPatientsInOneSeriesAreTold() throws {
    let grid = try testGrid()
    let inventory = try scan { folder in
      for k in 0..<4 {
        try folder.write(slice(of: grid, k: k) { if k == 2 { try $0.set(.patientID, "Z-9") } }, "c\(k)")
      }
    }
    #expect(inventory.entries[0].findings.contains { $0.problem.what.contains("several patients") })
  }
}
