@testable import Checks
@testable import DICOM
import Fixtures
import Foundation
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// Header numbers against nature, against the nuclide, and against themselves.
@Suite struct HeaderNatureTests {
  static let halfLife: HalfLifeTable = { ["Ga-68": TimeSpan(4062.6), "F-18": TimeSpan(6586)][$0] }

  private static func drug(_ tag: DICOM.Tag, _ value: String) -> @Sendable (DataSet) throws -> Void {
    { try $0.items(.radiopharmaceuticalInformationSequence)[0].set(tag, value) }
  }

  /// The PET of 185 MBq Ga-68, 70 kg, one hour after injection, changed.
  private func pet(_ change: @escaping (DataSet) throws -> Void) throws -> (SeriesEntry, ImageSeries?) {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for k in 0..<4 { try folder.write(petSlice(of: testGrid(), k: k, change), "p\(k)") }
    let inventory = try Inventory.scan([folder.url.path], halfLife: Self.halfLife)
    let entry = try #require(inventory.entries.first)
    return (entry, try? inventory.load(entry))
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var name: String
    var change: @Sendable (DataSet) throws -> Void
    var words: String
    /// True where the value is gone from the acquisition.
    var isDropped: @Sendable (Acquisition) -> Bool = { _ in true }
    var testDescription: String { name }
  }

  static let wrong: [Wrong] = [
    Wrong(name: "minutes for seconds", change: drug(.radionuclideHalfLife, "67.71"), words: "Ga-68 has 4063"),
    Wrong(name: "grams", change: { try $0.set(.patientWeight, "70000") }, words: "2 to 300 kg") {
      $0.patient?.weight == nil
    },
    Wrong(name: "weight 1", change: { try $0.set(.patientWeight, "1") }, words: "2 to 300 kg") {
      $0.patient?.weight == nil
    },
    Wrong(name: "centimetres", change: { try $0.set(.patientSize, "175") }, words: "looks like centimetres") {
      $0.patient?.height == nil
    },
    Wrong(name: "0.2 MBq", change: drug(.radionuclideTotalDose, "200000"), words: "0.05 to 60 MBq/kg") {
      $0.administeredActivity == nil
    },
    Wrong(name: "185 GBq", change: drug(.radionuclideTotalDose, "1.85e11"), words: "looks like another unit")
    {
      $0.administeredActivity == nil
    },
    Wrong(
      name: "the day before", change: drug(.radiopharmaceuticalStartDateTime, "20210228080000"),
      words: "half-lives"
    ) { $0.administered == nil },
    Wrong(
      name: "seven years before", change: drug(.radiopharmaceuticalStartDateTime, "20140301090000"),
      words: "half-lives"
    ) { $0.administered == nil },
    Wrong(name: "seconds for ms", change: { try $0.set(.actualFrameDuration, 120) }, words: "0.5 to 7200 s") {
      $0.frameDuration == nil
    },
    Wrong(
      name: "two starts, minutes apart",
      change: { try $0.set(.acquisitionDateTime, "20210301100500") }, words: "300 s apart"),
  ]

  @Test(arguments: wrong) func implausibleNumbersAreReportedAndNotUsed(_ wrong: Wrong) throws {
    let (entry, series) = try pet(wrong.change)
    #expect(entry.needsReview && entry.told.contains(wrong.words), "\(entry.told)")
    let acquisition = try #require(series?.acquisition)
    #expect(wrong.isDropped(acquisition))
  }

  static let right: [@Sendable (DataSet) throws -> Void] = [
    drug(.radionuclideHalfLife, "4090"), drug(.radionuclideTotalDose, "5e6"),
    drug(.radiopharmaceuticalStartDateTime, "20210301010000"),
    { try $0.set(.patientWeight, "2") }, { try $0.set(.patientWeight, "300") },
    { try $0.set(.patientSize, "0.4") }, { try $0.set(.patientSize, "2.5") },
    { try $0.set(.actualFrameDuration, 500) }, { try $0.set(.acquisitionDateTime, "20210301100030") },
  ]

  /// The negative twin: at and inside the limits nothing is said.
  @Test(arguments: right.indices) func plausibleNumbersPass(_ n: Int) throws {
    let (entry, series) = try pet { set in
      try Self.right[n](set)
      // 300 kg and 2 kg with an activity that suits them.
      let weight = set.double(.patientWeight) ?? 70
      if weight != 70 {
        try set.items(.radiopharmaceuticalInformationSequence)[0].set(.radionuclideTotalDose, weight * 2e6)
      }
    }
    #expect(entry.findings.filter { $0.severity != .note }.isEmpty, "\(entry.told)")
    #expect(series?.acquisition?.administered != nil && series?.acquisition?.administeredActivity != nil)
  }

  /// Half-life of another nuclide, or none: the scanner corrected decay by it, so somebody has to say what it was.
  @Test(arguments: [
    ("0", "Half Life is 0"), ("-4062", "Half Life is -4062"), ("6586.2", "that of F-18"),
    ("6600", "that of F-18"),
  ])
  func aHalfLifeOfAnotherNuclideBlocksUntilTheNuclideIsStated(_ written: String, _ words: String) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for k in 0..<4 {
      try folder.write(petSlice(of: testGrid(), k: k, Self.drug(.radionuclideHalfLife, written)), "p\(k)")
    }
    let inventory = try Inventory.scan([folder.url.path], halfLife: Self.halfLife)
    let entry = try #require(inventory.entries.first)
    #expect(entry.findings.contains { $0.severity == .blocking && $0.keys == [.nuclide] })
    #expect(entry.told.contains(words), "\(entry.told)")
    #expect(throws: (any Error).self) { try inventory.load(entry) }
    var answers = SeriesAnswers()
    answers.nuclide = "Ga-68"
    #expect(try inventory.load(entry, answers: answers).acquisition?.nuclide == "Ga-68")
    #expect(inventory.findings(entry, answers: answers).contains { $0.problem.what.contains(words) })
  }

  /// Without a name the half-life decides, where one nuclide alone has it.
  @Test(arguments: [("6586.2", "F-18"), ("4062.6", "Ga-68"), ("5000", nil)] as [(String, String?)])
  func aNuclideWithoutNameIsThatOfItsHalfLife(_ written: String, _ nuclide: String?) throws {
    let (entry, series) = try pet { set in
      let drug = set.items(.radiopharmaceuticalInformationSequence)[0]
      try drug.items(.radionuclideCodeSequence)[0].set(.codeValue, "999")
      try drug.set(.radionuclideHalfLife, written)
    }
    #expect(series?.acquisition?.nuclide == nuclide)
    #expect(entry.told.contains(nuclide.map { "by its half-life it is \($0)" } ?? "is not named"))
  }

  @Test func startsThatAreHoursApartBlockUntilStated() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for k in 0..<4 {
      try folder.write(
        petSlice(of: testGrid(), k: k) { try $0.set(.acquisitionDateTime, "20210301130000") }, "p\(k)")
    }
    let inventory = try folder.scan()
    let entry = inventory.entries[0]
    #expect(entry.isBlocked && entry.told.contains("10800 s apart"), "\(entry.told)")
    let stated = SeriesAnswers(start: DateTime(iso8601: "2021-03-01T10:00:00"))
    #expect(try inventory.load(entry, answers: stated).acquisition?.start == stated.start)
  }

  // MARK: Several items

  private func second(_ change: @escaping (DataSet) throws -> Void) -> (DataSet) throws -> Void {
    { set in
      let drug = try set.addItem(.radiopharmaceuticalInformationSequence)
      try drug.set(.radionuclideTotalDose, 1.85e8)
      try drug.set(.radionuclideHalfLife, 4062.6)
      try drug.set(.radiopharmaceuticalStartDateTime, "20210301090000")
      try drug.addItem(.radionuclideCodeSequence).set(.codeValue, "35337001")
      try change(drug)
    }
  }

  @Test func twoInjectionsAreNotTakenForOne() throws {
    let changes: [(DataSet) throws -> Void] = [
      { try $0.set(.radionuclideTotalDose, 5e7) },
      { try $0.set(.radiopharmaceuticalStartDateTime, "20210301080000") },
    ]
    for (n, change) in changes.enumerated() {
      let (entry, series) = try pet(second(change))
      #expect(entry.told.contains("several administrations"), "\(n): \(entry.told)")
      #expect(series?.acquisition?.administeredActivity == nil && series?.acquisition?.administered == nil)
      #expect(series?.acquisition?.nuclide == "Ga-68")
    }
  }

  @Test func oneInjectionWrittenTwiceIsOne() throws {
    let (entry, series) = try pet(second { _ in })
    #expect(!entry.needsReview, "\(entry.told)")
    #expect(series?.acquisition?.administeredActivity == .megabecquerels(185))
  }

  @Test func aSecondNuclideBlocksEvenWhereItIsUnknown() throws {
    for code in ["77004003", "no such code"] {
      let (entry, series) = try pet(
        second { try $0.items(.radionuclideCodeSequence)[0].set(.codeValue, code) })
      #expect(series == nil && entry.told.contains("several radionuclides"), "\(entry.told)")
    }
  }

  @Test func rotationsAreSummedOrNotUsed() throws {
    func rotations(_ all: [(frames: Int, milliseconds: Int)]) throws -> Acquisition? {
      let folder = try ImageFolder()
      defer { folder.remove() }
      let set = try nm(of: testGrid()) { set in
        for one in all {
          let item = try set.addItem(.rotationInformationSequence)
          try item.set(.actualFrameDuration, one.milliseconds)
          try item.set(.numberOfFramesInRotation, one.frames)
        }
      }
      try folder.write(set, "nm")
      let inventory = try folder.scan()
      return try inventory.load(inventory.entries[0]).acquisition
    }
    #expect(try rotations([(60, 20_000), (60, 20_000)])?.duration == TimeSpan(2400))
    #expect(try rotations([(60, 20_000), (30, 20_000)])?.duration == TimeSpan(1800))
    #expect(try rotations([(60, 20_000), (60, 10_000)])?.duration == nil)
    #expect(try rotations([(60, 20)])?.duration == nil, "seconds for milliseconds")
  }

  // MARK: Two statements of one thing

  @Test func positionsOfNuclearMedicineMustAgree() throws {
    func scanned(_ change: @escaping Change) throws -> (Inventory, SeriesEntry, ImageFolder) {
      let folder = try ImageFolder()
      try folder.write(nm(of: testGrid(), change), "nm")
      let inventory = try folder.scan()
      return (inventory, inventory.entries[0], folder)
    }
    let wrong: [Change] = [
      { try $0.set(.imagePositionPatient, [11, -2, 3]) },
      { try $0.set(.imageOrientationPatient, [0, 1, 0, 1, 0, 0]) },
      { try $0.addItem(.detectorInformationSequence).set(.imagePositionPatient, [1, -2, 13]) },
    ]
    for change in wrong {
      let (_, entry, folder) = try scanned(change)
      defer { folder.remove() }
      #expect(entry.isBlocked && entry.told.contains("(0054,0022)"), "\(entry.told)")
    }
    let right: [Change] = [
      { try $0.set(.imagePositionPatient, [1.01, -2, 3]) },
      { _ = try $0.addItem(.detectorInformationSequence) },
    ]
    for change in right {
      let (inventory, entry, folder) = try scanned(change)
      defer { folder.remove() }
      #expect(!entry.isBlocked, "\(entry.told)")
      #expect(showsField(try inventory.load(entry).values))
    }
  }

  @Test func rescaleAndMappingMustAgree() throws {
    func mapped(_ slope: Double, _ unit: String) throws -> SeriesEntry {
      try pet { set in
        try set.set(.rescaleSlope, 2)
        let item = try set.addItem(.realWorldValueMappingSequence)
        try item.set(.realWorldValueSlope, slope)
        try item.set(.realWorldValueIntercept, 0)
        try item.addItem(.measurementUnitsCodeSequence).set(.codeValue, unit)
      }.0
    }
    #expect(try !mapped(2, "Bq/ml").isBlocked)
    #expect(try !mapped(0.002, "kBq/ml").isBlocked)
    #expect(try mapped(3, "Bq/ml").told.contains("lead to different values"))
    #expect(try mapped(2, "kBq/ml").isBlocked)
    #expect(try !mapped(3, "{SUVbw}g/ml").isBlocked, "another unit does not contradict")
  }

  @Test func slopesAndVoxelsBeyondNatureAreRefused() throws {
    let wrong: [Change] = [
      { try $0.set(.rescaleSlope, "-1") }, { try $0.set(.rescaleSlope, "1e15") },
      { try $0.set(.pixelSpacing, [0.002, 0.002]) }, { try $0.set(.pixelSpacing, [300, 300]) },
    ]
    for change in wrong {
      let (entry, _) = try pet(change)
      #expect(entry.isBlocked)
    }
    for slope in ["1e-9", "1e6"] {
      let (entry, _) = try pet { try $0.set(.rescaleSlope, slope) }
      #expect(!entry.isBlocked)
    }
  }

  @Test func dynamicPETIsNamedAndTakenApart() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for frame in 0..<3 {
      for k in 0..<4 {
        let set = try petSlice(of: testGrid(), k: k) { set in
          try set.set(.sopInstanceUID, UID.derived(from: "\(frame) \(k)"))
          try set.set(.seriesType, ["DYNAMIC", "IMAGE"])
          try set.set(.acquisitionTime, "100\(frame)00")
          try set.set(.actualFrameDuration, 60_000)
        }
        try folder.write(set, "\(2 - frame)-\(k)")
      }
    }
    let inventory = try folder.scan()
    #expect(inventory.entries.count == 3 && Set(inventory.entries.map(\.id)).count == 3)
    for entry in inventory.entries {
      #expect(entry.told.contains("dynamic: 3 time frames of 4 slices"), "\(entry.told)")
      #expect(showsField(try inventory.load(entry).values))
    }
    #expect(Set(inventory.entries.compactMap(\.start)).count == 3)
  }

  @Test func everyRowOfTheTableHasItsReason() {
    // What no single attribute states.
    let others: Set = [
      "the recovered share", "the spacing of voxels", "the distance of the first voxel from the origin",
    ]
    for row in Plausibility.headerRows {
      #expect(!row.source.isEmpty && !row.crossCheck.isEmpty)
      #expect(row.attribute.contains(",") || others.contains(row.quantity), "\(row.quantity)")
      #expect(BeyondRange(row, row.range.lowerBound) == nil && BeyondRange(row, row.range.upperBound) == nil)
      let beyond = row.range.upperBound + 0.01 * abs(row.range.upperBound) + 1e-12
      #expect(BeyondRange(row, beyond)?.limit == row)
      #expect(BeyondRange(row, .nan) != nil && BeyondRange(row, .infinity) != nil)
    }
  }
}
