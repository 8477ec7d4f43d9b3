import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Studies
@testable import Workflow
@Suite struct BurdenTests {
  private func measure(_ text: String, in folder: URL) throws -> BurdenRecord {
    let input = try BurdenFile.parse(text, at: folder.appending(path: "burden.json5"))
    return try BurdenMeasurement(input, BurdenScene(input) { _, _ in }).record
  }

  private func percent(_ record: BurdenRecord, _ method: String) throws -> BurdenRecord.Row {
    try #require(record.rows.first { $0.method == method && $0.region == "liver" })
  }

  @Test(arguments: try PhantomFiles.all())
  func phantomFilesGiveTheReferenceNumbers(_ phantom: PhantomFiles) throws {
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      let record = try measure(phantom.burdenFile, in: folder)
      let e = phantom.expected
      let drawn = try percent(record, "structures")
      #expect(agree(drawn.liverMl, e.liver_ml) && agree(drawn.tumourMl, e.tumour_ml))
      #expect(agree(drawn.percent.value, e.burden_percent))
      let threshold = try percent(record, "PET threshold")
      #expect(agree(threshold.tumourMl, e.absolute_threshold_ml))
      #expect(agree(threshold.percent.value, e.absolute_threshold_burden_percent))
      let confirmed = try percent(record, "receptor-confirmed lesions")
      #expect(agree(confirmed.percent.value, e.confirmed_burden_percent))
      #expect(confirmed.flags.first { $0.name == "veryHigh" }?.isCrossed == e.gt75_confirmed)
      // A limit within the standard uncertainty is neither crossed nor kept; one outside is told.
      for row in record.rows {
        let u = try #require(row.percent.u)
        let near = abs(row.percent.value - 75) < u * (1 - 1e-6),
          far = abs(row.percent.value - 75) > u * (1 + 1e-6)
        let flag = try #require(row.flags.first { $0.name == "veryHigh" })
        if near { #expect(flag.verdict == "cannot be told apart", "\(row.percent.value) ± \(u)") }
        if far {
          #expect(flag.verdict == (row.percent.value > 75 ? "yes" : "no"), "\(row.percent.value) ± \(u)")
        }
        let isNamed = record.review.contains {
          $0.hasPrefix(row.method) && $0.contains("cannot be told apart")
        }
        #expect(row.region != "liver" || isNamed == near)
      }
      for (lesion, expected) in zip(record.lesions, e.lesions) {
        #expect(agree(lesion.ml.value, expected.ml) && agree(lesion.suvMax!, expected.suvmax))
        #expect(agree(lesion.suvMean!, expected.suvmean))
        #expect(lesion.isConfirmed == expected.confirmed_gt_2x_normal_suvmax)
      }
      #expect(record.lesions.count == e.lesions.count)
    }
  }

  /// The same picture as CT and as PET: the contrast-enhanced anatomy finds what the PET's threshold finds, its parts are the
  /// lesions, and the PET confirms them.
  @Test(arguments: try PhantomFiles.all())
  func enhancingTumourOnTheAnatomy(_ phantom: PhantomFiles) throws {
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      let ct = try ImageFiles.read(folder.appending(path: "pet.nii.gz").path)
      let values = ct.map { 20 * $0 }
      try ImageFiles.write(values, folder.appending(path: "ct.nii.gz").path)
      let level = phantom.parameters.absolute_threshold
      let text = phantom.burdenFile
        .replacing("threshold: { suv: \(level) }", with: "enhancement: { atLeast: \(20 * level) }")
        .replacing(/, \{ path: 'lesion[^}]*\}, roles: \{[^}]*\} \}/, with: "")
      let anatomy = "anatomy: { path: 'ct.nii.gz', role: 'ct', unit: 'HU', confirmGeometry: true },"
      let record = try measure(
        text.replacing("pet: {", with: anatomy + " pet: { registered: true,"), in: folder)
      let enhancing = try percent(record, "enhancement on CT")
      #expect(agree(enhancing.tumourMl, phantom.expected.absolute_threshold_ml))
      #expect(record.rows.allSatisfy { $0.method != "structures" })
      #expect(record.lesions.contains { $0.name == "enhancing lesion 1" && $0.isConfirmed != nil })
      let confirmed = try percent(record, "receptor-confirmed lesions")
      #expect(confirmed.tumourMl <= enhancing.tumourMl && confirmed.tumourMl > 0)
      // Without anatomy there is nothing to enhance.
      #expect(throws: Problems.self) { try measure(text, in: folder) }
    }
  }

  /// The oracle's sphere lies outside tumour only; with the voxels above the threshold left out as well it may be
  /// smaller, so it is asked for without a threshold.
  @Test(arguments: try PhantomFiles.all())
  func theSphereIsTheOracles(_ phantom: PhantomFiles) throws {
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      let text = phantom.burdenFile.replacing(/threshold: \{[^}]*\},/, with: "")
      let record = try measure(text, in: folder)
      let sphere = try #require(record.sphere)
      #expect(sphere.voxels == phantom.expected.normal_roi_voxels)
      #expect(agree(sphere.suvMax, phantom.expected.normal_roi_suvmax))
      #expect(agree(sphere.suvMean, phantom.expected.normal_roi_suvmean))
      for (lesion, expected) in zip(record.lesions, phantom.expected.lesions) {
        #expect(agree(lesion.tumourToNormal!, expected.tn_mean_over_normal_mean))
      }
      // Placed automatically it is as large as asked, or says that it shrank, and holds no tumour.
      let automatic = try measure(text.replacing(/sphere: \{[^}]*\},/, with: ""), in: folder)
      let placed = try #require(automatic.sphere)
      #expect(placed.diameterMm <= 30 && placed.notes.first?.contains("automatically") == true)
      #expect(placed.suvMax <= phantom.parameters.liver_suv + phantom.parameters.noise)
    }
  }

  @Test func thePageShowsContoursAndSphere() throws {
    let phantom = try #require(PhantomFiles.all().first)
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      let input = try BurdenFile.parse(phantom.burdenFile, at: folder.appending(path: "burden.json5"))
      let outcome = try BurdenTask.run(input, to: folder.appending(path: "out")) { _, _ in }
      let page = try String(contentsOf: folder.appending(path: "out/burden.html"), encoding: .utf8)
      #expect(
        page.contains("normal-liver sphere") && page.contains("Research use only") && page.contains("SUV"))
      #expect(try Fixtures.table(folder.appending(path: "out/burden.csv")).count == 3)
      let lesions = try Fixtures.table(folder.appending(path: "out/lesions.csv"))
      #expect(lesions.count == phantom.parameters.lesions.count)
      #expect(outcome.json.contains("\"kind\" : \"burden\""))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "out/burden.pdf").path))
    }
  }

  /// Readers A and B draw the lesions of the phantom, C draws one of them: A and B agree fully.
  @Test func threeReadersInsteadOfOneOpinion() throws {
    let phantom = try #require(PhantomFiles.all().last)
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      func reader(_ name: String, _ file: String) -> String {
        "{ name: '\(name)', structures: [\(phantom.structure(file, "T", "tumour"))] }"
      }
      let text = """
        { hepatica: 1, patient: { pseudonym: "R" }, structures: [\(phantom.structure("liver", "Liver", "liver"))],
          readers: [\(reader("A", "union")), \(reader("B", "union")), \(reader("C", "lesion0"))] }
        """
      let record = try measure(text, in: folder)
      let readers = try #require(record.readers)
      #expect(readers.dice.first?.dice == 1 && readers.diceWithMajority["A"] == 1)
      let whole = phantom.expected.tumour_ml, part = phantom.expected.lesions[0].ml
      #expect(agree(readers.dice[1].dice, 2 * part / (whole + part)))
      let majority = try percent(record, "majority of readers")
      #expect(agree(majority.percent.value, phantom.expected.burden_percent))
      #expect(readers.fleissKappa! > 0 && readers.fleissKappa! < 1 && readers.isUnanimous)
    }
  }

  /// Visual and quantitative scores stand beside each other; without spleen and blood pool the latter says why not.
  @Test func krenningBesideEachOther() throws {
    let phantom = try #require(PhantomFiles.all().first)
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      let text = phantom.burdenFile.replacingOccurrences(
        of: "threshold:", with: "visualKrenning: { L0: 3, L1: 0 }, threshold:")
      let lesions = try measure(text, in: folder).lesions
      #expect(lesions[0].krenningVisual == 3 && lesions[0].krenningQuantitative == nil)
      #expect(lesions[0].krenningWhy.contains("spleen"))
      #expect(lesions[1].krenningQuantitative == 0)
      let full = text.replacingOccurrences(
        of: "structures: [",
        with:
          "bloodPool: 'Pool', structures: [\(phantom.structure("lesion1", "Pool", "other")), \(phantom.structure("lesion2", "Spleen", "spleen")), "
      )
      let scored = try measure(full, in: folder).lesions
      #expect(scored.dropFirst().first?.krenningQuantitative == 0 && scored[0].krenningQuantitative != nil)
    }
  }

  @Test func lesionsOutsideTheLiverAreNotCountedSilently() throws {
    let phantom = try #require(PhantomFiles.all().first)
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      // The liver drawn around its lesions: liver less union.
      let liver = try ImageFiles.read(folder.appending(path: "liver.nii.gz").path)
      let union = try ImageFiles.read(folder.appending(path: "union.nii.gz").path)
      var rest = Volume<UInt8>(grid: liver.grid, repeating: 0)
      for n in rest.voxels.indices where liver.voxels[n] > 0 && union.voxels[n] == 0 { rest.voxels[n] = 1 }
      try ImageFiles.write(rest, folder.appending(path: "rest.nii.gz").path)
      let text = """
        { hepatica: 1, patient: { pseudonym: "A" },
          structures: [\(phantom.structure("rest", "Liver", "liver")), \(phantom.structure("union", "T", "tumour"))] }
        """
      let apart = try measure(text, in: folder)
      #expect(try percent(apart, "structures").percent.value == 0)
      #expect(apart.review.contains { $0.contains("not counted") })
      let around = try measure(
        text.replacingOccurrences(of: "structures:", with: "drawnAround: true, structures:"), in: folder)
      #expect(agree(try percent(around, "structures").percent.value, phantom.expected.burden_percent))
    }
  }

  @Test func everyMistakeIsNamed() throws {
    let text = """
      { hepatica: 1, patient: {},
        threshold: { suv: 3, timesNormal: 2 },
        readers: [{ name: "A" }],
        visualKrenning: { L1: 7 },
        structures: [{ path: "nowhere.nii" }],
      }
      """
    let problems = #expect(throws: Problems.self) {
      try BurdenFile.parse(text, at: URL(filePath: "/nowhere/b.json5"))
    }
    let all = (problems?.all ?? []).map { "\($0.location) \($0.what)" }
    for word in ["pseudonym", "either", "no structures", "0, 1, 2, 3 or 4", "does not exist", "one reader"] {
      #expect(all.contains { $0.contains(word) }, "\(word) in \(all)")
    }
    #expect(throws: Problem.self) {
      try Burden(
        structures: URL(filePath: "/nowhere.nii"), liver: "L", tumours: ["T"], lobes: [], names: [],
        anatomy: nil, around: false)
    }
  }
}
