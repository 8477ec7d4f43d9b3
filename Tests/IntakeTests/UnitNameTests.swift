@testable import Checks
@testable import DICOM
import Fixtures
import Foundation
import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// One image under the name of every unit: a wrong name is told wherever the numbers show it.
///
/// The test volume has its greatest stored value at 18,214; `slope` brings it to the greatest value of a real image in a unit.
@Suite struct UnitNameTests {
  /// The unit that the numbers are in, and what they reach in it.
  struct Truth: Sendable, CustomTestStringConvertible {
    var name: String
    var greatest: Double
    var testDescription: String { name }

    var slope: Double { name == "counts" ? 1 : greatest / UnitNameTests.greatestStored }
  }

  static let greatestStored: Double = {
    let grid = try! testGrid()
    return (0..<4).flatMap { stored(grid, k: $0) }.map(Double.init).max()!
  }()

  private static func questions(_ series: ImageSeries) -> [String] {
    Inventory.findings(onValuesOf: series).filter { $0.severity == .review }.map(\.problem.what)
  }

  private static func loaded(_ sets: [DataSet]) throws -> (SeriesEntry, ImageSeries) {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for (n, set) in sets.enumerated() { try folder.write(set, "f\(n)") }
    let inventory = try folder.scan()
    let entry = try #require(inventory.entries.first)
    return (entry, try inventory.load(entry))
  }

  // MARK: PET

  /// Ga-68, 185 MBq, 70 kg, an hour: SUV 15 is 21.5 kBq/mL.
  static let pet = [
    Truth(name: "BQML", greatest: 21_470), Truth(name: "kBq/mL", greatest: 21.47),
    Truth(name: "MBq/mL", greatest: 0.02147), Truth(name: "GML", greatest: 15),
    Truth(name: "counts", greatest: greatestStored),
  ]

  /// The only wrong name that no value shows: a kBq/mL is about an SUV.
  private static let alike: Set<[String]> = [["kBq/mL", "GML"]]

  @Test(arguments: pet, ["BQML", "GML", "CNTS", "PROPCPS", "1CM"])
  func ofPET(_ truth: Truth, called: String) throws {
    let sets = try (0..<4).map { k in
      try petSlice(of: testGrid(), k: k) {
        try $0.set(.units, called)
        try $0.set(.rescaleSlope, truth.slope)
      }
    }
    let (entry, series) = try Self.loaded(sets)
    let told = Self.questions(series) + entry.findings.filter { $0.severity != .note }.map(\.problem.what)
    let isRight = truth.name == called
    let isAlike = Self.alike.contains([truth.name, called])
    #expect(told.isEmpty == (isRight || isAlike), "\(truth.name) called \(called): \(told)")
  }

  /// What the header says was given tells too, at any patient: a third of the mean of the body is nowhere the maximum.
  @Test(arguments: [(21_470.0, false), (4000, false), (600, false), (500, true), (300, true), (2e6, true)])
  func byWhatWasGiven(_ greatest: Double, isTold: Bool) throws {
    let sets = try (0..<4).map { k in
      try petSlice(of: testGrid(), k: k) {
        try $0.set(.rescaleSlope, greatest / Self.greatestStored)
        // 185 MBq in 70 kg: SUV 0.3 are 429 Bq/mL; twice as much was given here.
        try $0.items(.radiopharmaceuticalInformationSequence)[0].set(.radionuclideTotalDose, 2.3e8)
      }
    }
    let told = try Self.questions(Self.loaded(sets).1)
    #expect(told.contains { $0.contains("greatest") } == isTold, "\(told)")
  }

  /// SUV called Bq/mL, with urine above every limit of a maximum: the mean of the field tells.
  @Test func numbersOfUptakeCalledActivity() throws {
    func told(_ background: Float) throws -> [String] {
      let grid = try Grid(size: GridSize(40, 40, 4), spacing: Vector3(2, 3, 5), origin: Vector3(0, 0, 0))
      var values = Volume<Float>(grid: grid, repeating: background + 0.37)
      values.voxels[0] = 800 * max(1, background / 2)
      let series = ImageSeries(id: "P", modality: "PT", values: values, unit: .becquerelPerMillilitre)
      return Inventory.findings(onValuesOf: series).map(\.problem.what)
    }
    #expect(try told(0.6).contains { $0.contains("mean activity concentration") && $0.contains("3 to") })
    #expect(try told(600).isEmpty)
  }

  /// `inspect` reads the values: what a run would ask about stands with the series.
  @Test func valuesAreLookedAtBeforeAnythingIsComputed() throws {
    func inventory(_ slope: Double) throws -> Inventory {
      let folder = try ImageFolder()
      defer { folder.remove() }
      for k in 0..<4 {
        let set = try petSlice(of: testGrid(), k: k) {
          try $0.set(.rescaleSlope, slope / Self.greatestStored)
        }
        try folder.write(set, "\(k)")
      }
      var inventory = try folder.scan()
      #expect(inventory.entries.allSatisfy { !$0.told.contains("activity concentration") })
      inventory.lookAtValues()
      return inventory
    }
    #expect(try inventory(15).entries[0].told.contains("greatest activity concentration"))
    #expect(try !inventory(21_470).entries[0].told.contains("activity concentration"))
  }

  // MARK: SPECT with a mapping

  /// Lu-177, 7.4 GBq, a day: SUV 20 is 1.9 MBq/mL.
  static let spect = [
    Truth(name: "Bq/ml", greatest: 1_903_000), Truth(name: "kBq/ml", greatest: 1903),
    Truth(name: "MBq/ml", greatest: 1.903), Truth(name: "{SUVbw}g/ml", greatest: 20),
  ]

  @Test(arguments: spect, ["Bq/ml", "kBq/ml", "MBq/ml", "{SUVbw}g/ml"])
  func ofMappedSPECT(_ truth: Truth, called: String) throws {
    let set = try nm(of: testGrid()) {
      let item = try $0.addItem(.realWorldValueMappingSequence)
      try item.set(.realWorldValueSlope, truth.slope)
      try item.set(.realWorldValueIntercept, 0)
      try item.set(.doubleRealWorldValueFirstValueMapped, -32768)
      try item.set(.doubleRealWorldValueLastValueMapped, 32767)
      try item.addItem(.measurementUnitsCodeSequence).set(.codeValue, called)
      let drug = try #require($0.items(.radiopharmaceuticalInformationSequence).first)
      try drug.set(.radionuclideTotalDose, 7400)
      try drug.set(.radionuclideHalfLife, 574_300)
      try drug.set(.radiopharmaceuticalStartDateTime, "20210303093000")
    }
    let told = try Self.questions(Self.loaded([set]).1)
    // 20 kBq/mL of 7.4 GBq are an SUV of 0.2: even this is told. SUV and MBq/mL are too near here; the law of activity refuses
    // one, which is ten times what was given, and tells the other.
    let isAlike = Set([truth.name, called]) == ["MBq/ml", "{SUVbw}g/ml"]
    #expect(told.isEmpty == (truth.name == called || isAlike), "\(truth.name) called \(called): \(told)")
  }

  // MARK: Files whose unit the user states

  /// Of a patient with Lu-177, a day after 7.4 GBq and over all time.
  static let files: [(unit: String, greatest: Float)] = [
    ("Bq/mL", 1.903e6), ("kBq/mL", 1903), ("MBq/mL", 1.903), ("SUVbw", 20), ("Bq·s/mL", 4.7e11),
    ("MBq·h/mL", 131), ("Gy", 11.2), ("HU", 1450), ("counts", 5311),
  ]

  /// Wrong names that no value shows: the numbers are possible in both units. With administrations the law of activity tells
  /// those of activity.
  private static let unseen: [String: Set<String>] = [
    "kBq/mL": ["Bq/mL", "Gy", "MBq·h/mL"], "MBq/mL": ["SUVbw", "Gy", "MBq·h/mL"],
    "SUVbw": ["Gy", "MBq·h/mL"], "MBq·h/mL": ["SUVbw", "Gy"], "Gy": ["SUVbw", "MBq·h/mL"],
    "counts": ["Gy", "MBq·h/mL"],
  ]

  @Test(arguments: 0..<9)
  func ofAFile(_ n: Int) throws {
    let (truth, greatest) = Self.files[n]
    let grid = try testGrid()
    let values = (0..<grid.size.count).map { Float($0) / Float(grid.size.count - 1) * greatest }
    var voxels = truth == "counts" ? values.map { $0.rounded() } : values
    if truth == "HU" { voxels[0] = -1000.5 }
    for called in ["Bq/mL", "SUVbw", "Bq·s/mL", "MBq·h/mL", "Gy", "HU", "counts"] {
      let unit = try #require(ImageUnit(word: called))
      let told = Self.questions(
        ImageSeries(id: "V", modality: "NIfTI", values: try Volume(grid: grid, voxels: voxels), unit: unit))
      let isSilent = truth == called || Self.unseen[truth]?.contains(called) == true
      #expect(told.isEmpty == isSilent, "\(truth) called \(called): \(told)")
    }
  }

  /// A prefix is no unit that could be stated: it is refused, not read as its unit without.
  @Test(arguments: ["kBq/mL", "MBq/mL", "Bq/l", "mGy", "cGy", "bq/ml", "SUVlbm", "GML", "Bq"])
  func unitsThatAreNotKnownAreRefused(_ word: String) { #expect(ImageUnit(word: word) == nil) }
}
