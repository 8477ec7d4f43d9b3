import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Studies
@testable import Workflow

/// What `inspect` calls blocking is refused by every command, with remedies that the command has.
@Suite struct ImageGateTests {
  /// Takes both transforms of a label image away; its voxels stay.
  private static func withoutTransform(_ folder: URL) throws {
    let path = folder.appending(path: "labels.nii.gz")
    let labels = try ImageFiles.readLabels(path.path)
    let plain = folder.appending(path: "labels.nii")
    try ImageFiles.write(labels, plain.path)
    var bytes = [UInt8](try Data(contentsOf: plain))
    for n in 252..<256 { bytes[n] = 0 }
    try Data(bytes).write(to: plain)
  }

  private static func said(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  @Test func labelImagesWithoutATransformAreRefusedEverywhere() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      try Self.withoutTransform(folder)
      let labels = folder.appending(path: "labels.nii")
      var request = UptakeTests.request(folder)
      request.structures = labels
      var job = try MeasureJob(structures: labels, patient: "P", date: "2026-03-02")
      job.uptake = UptakeTests.request(folder)
      let burden = try Burden(
        structures: labels, liver: "Liver", tumours: ["Lesion"], lobes: [], names: ["1=Liver", "2=Lesion"],
        anatomy: nil, around: false)
      let map = folder.appending(path: "map.nii.gz")
      try ImageFiles.write(Volume<Float>(grid: UptakeTests.grid, repeating: 1), map.path)
      let refusals = [
        Self.said { _ = try UptakeMeasurement.run(request) { _, _ in } },
        Self.said { _ = try LesionMeasurement.run(job) { _, _ in } },
        Self.said { _ = try BurdenTask.run(burden, to: folder.appending(path: "burden")) { _, _ in } },
        Self.said {
          _ = try Comparison.run(map, with: map, structures: labels, criteria: .init(), map: nil) { _, _ in }
        },
        Self.said {
          _ = try Comparison.run(map, with: labels, structures: nil, criteria: .init(), map: nil) { _, _ in }
        },
      ]
      for (n, text) in refusals.enumerated() {
        #expect(text.contains("no spatial transform"), "\(n): \(text)")
        #expect(!text.contains("case file") && !text.contains("confirmGeometry"), "\(n): \(text)")
      }
      // The negative twin: with its transform the same image is taken.
      #expect(try UptakeMeasurement.run(UptakeTests.request(folder)) { _, _ in }.text.contains("Lesion"))
    }
  }

  @Test func aSeriesIsChosenByAnOptionThatExists() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      let ct = folder.appending(path: "ct")
      for (name, value) in [("a", Float(40)), ("b", 90)] {
        let context = WriteContext(
          study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: UptakeTests.scan,
          seriesDescription: name, seriesNumber: name == "a" ? 1 : 2)
        var values = Volume<Float>(grid: UptakeTests.grid, repeating: value)
        values.voxels[0] = -1000
        try DICOMWriter.writeCT(values, context, to: ct.appending(path: name))
      }
      let ids = try Inventory.scan([ct.path]).entries.map(\.id)
      var job = try MeasureJob(
        structures: folder.appending(path: "labels.nii.gz"), patient: "P", date: "2026-03-02")
      job.anatomy = ct
      if ids.count == 2 {
        let text = Self.said { _ = try LesionMeasurement.run(job) { _, _ in } }
        #expect(text.contains("with --series: ") && ids.allSatisfy(text.contains), "\(text)")
      }
      let values = try ids.map { id in
        job.series = id
        return try LesionMeasurement.run(job) { _, _ in }.text.contains(",40.0,")
      }
      #expect(Set(values).count == ids.count, "each identifier names its own image")
    }
  }

  /// A lesion of which no voxel holds enough: the others keep their rows.
  @Test func oneBadLesionDoesNotCostTheOthers() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      let fine = try Grid(
        size: GridSize(160, 160, 160), spacing: Vector3(1, 1, 1), origin: Vector3(-1.5, -1.5, -1.5))
      var labels = Volume<UInt16>(grid: fine, repeating: 0)
      labels[80, 80, 80] = 1
      for k in 32..<64 { for j in 32..<64 { for i in 32..<64 { labels[i, j, k] = 2 } } }
      let path = folder.appending(path: "fine.nii.gz")
      try ImageFiles.write(labels, path.path)
      var job = try MeasureJob(structures: path, patient: "P", date: "2026-03-02")
      job.uptake = UptakeTests.request(folder)
      job.labelNames = [1: "speck", 2: "lesion"]
      let outcome = try LesionMeasurement.run(job) { _, _ in }
      #expect(outcome.text.contains("P,lesion,"))
      #expect(outcome.text.contains("P,speck,") || outcome.review.contains { $0.contains("speck") })
    }
  }

  @Test func aLoneFaultyFileIsNamedWithItsReason() throws {
    try JourneyTests.inFolder { folder in
      let path = folder.appending(path: "broken.mhd")
      try Data("NDims = 3\nDimSize = 2 2 2\nElementSpacing = 1 1 -4\n".utf8).write(to: path)
      let text = Self.said { _ = try Inspection.run([folder.path]) { _, _ in } }
      #expect(text.contains("broken.mhd:") && text.contains("1 file"), "\(text)")
    }
  }
}

/// Numbers of a standardised uptake that no patient has.
@Suite struct UptakeNatureTests {
  struct Wrong: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (inout UptakeRequest) -> Void
  }

  static let wrong: [Wrong] = [
    Wrong(testDescription: "grams") { $0.weight = 70_000 },
    Wrong(testDescription: "metres") { ($0.height, $0.leanMass) = (1.75, "janmahasatian") },
    Wrong(testDescription: "lean mass above body mass") {
      ($0.weight, $0.height, $0.leanMass) = (3, 200, "james128")
    },
    Wrong(testDescription: "0.15 MBq") { $0.injectedMegabecquerel = 0.15 },
    Wrong(testDescription: "150 GBq of Ga-68") { $0.injectedMegabecquerel = 150_000 },
    Wrong(testDescription: "the day before") { $0.injected = "2026-02-28T23:30:00" },
    Wrong(testDescription: "seven years before") { $0.injected = "2019-03-01T23:30:00" },
  ]

  @Test(arguments: wrong) func impossibleNumbersAreRefused(_ wrong: Wrong) throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      var request = UptakeTests.request(folder)
      wrong.change(&request)
      let problem = #expect(throws: Problem.self) { try UptakeTests.measure(request) }
      #expect(problem?.kind == .dataRejected && problem?.location.isEmpty == false)
    }
  }

  /// What a scanner wrote with the half-life of another nuclide, unless the user states the right one.
  @Test func halfLivesMustFitTheirNuclide() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      for wrong in [TimeSpan(67.71), TimeSpan(6586), .hours(67.71)] {
        try FileManager.default.removeItem(at: folder.appending(path: "pet"))
        let image = EmissionImage(
          values: Volume<Float>(grid: UptakeTests.grid, repeating: 1000.5), unit: .becquerelPerMillilitre,
          nuclide: "Ga-68", halfLife: wrong, start: UptakeTests.scan, duration: TimeSpan(120),
          frameDuration: TimeSpan(120), decayReference: UptakeTests.scan,
          administeredActivity: .megabecquerels(150), administered: UptakeTests.given)
        let context = WriteContext(
          study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: UptakeTests.scan)
        _ = try DICOMWriter.writePET(image, context, to: folder.appending(path: "pet"))
        var request = UptakeTests.request(folder)
        request.liver = nil
        let problem = #expect(throws: Problem.self) { try UptakeTests.measure(request) }
        #expect(problem?.what.contains("Ga-68") == true && problem?.remedy.contains("--half-life") == true)
        request.halfLifeHours = 67.71 / 60
        #expect(
          agree(try UptakeTests.measure(request).regions[0].mean, 1000.5 * UptakeTests.factor, relative: 1e-3)
        )
        #expect(
          try Inspection.run([folder.appending(path: "pet").path]) { _, _ in }.text.contains("but Ga-68 has"))
      }
    }
  }

  /// More in the image than was injected is reported, and ten times as much refused.
  @Test func theImageCannotHoldMoreThanWasGiven() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      var request = UptakeTests.request(folder)
      func isQuestioned() throws -> Bool {
        try UptakeMeasurement.run(request) { _, _ in }.review.contains { $0.contains("over the injected") }
      }
      #expect(try !isQuestioned())
      request.injectedMegabecquerel = 20
      #expect(try isQuestioned())
      request.injectedMegabecquerel = 4
      #expect(throws: Problem.self) { try UptakeTests.measure(request) }
    }
  }
}
