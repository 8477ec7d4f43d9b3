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

/// A phantom of `voxel_phantoms.json` as files that a user could have.
struct PhantomFiles: Decodable, Sendable, CustomTestStringConvertible {
  struct Ellipsoid: Decodable, Sendable { var c: [Double], r: [Double] }
  struct Lesion: Decodable, Sendable { var c: [Double], r: Double, suv: Double }
  struct Parameters: Decodable, Sendable {
    var name: String
    var dims: [Int], spacing_mm: [Double], normal_roi_centre: [Double]
    var background, liver_suv, noise, absolute_threshold, activity_gbq, lsf, density_g_ml: Double
    var liver: Ellipsoid
    var lesions: [Lesion]
  }
  struct LesionExpected: Decodable, Sendable {
    var ml, suvmax, suvmean, tn_mean_over_normal_mean: Double
    var confirmed_gt_2x_normal_suvmax: Bool
  }
  struct Dose: Decodable, Sendable { var mean: Double }
  struct Expected: Decodable, Sendable {
    var liver_ml, tumour_ml, burden_percent, normal_roi_suvmax, normal_roi_suvmean: Double
    var absolute_threshold_ml, absolute_threshold_burden_percent, confirmed_burden_percent,
      dose_lung_1kg: Double
    var normal_roi_voxels: Int
    var gt75_confirmed: Bool
    var lesions: [LesionExpected]
    var dose_tumour, dose_normal: Dose
  }
  struct File: Decodable { var cases: [PhantomFiles] }
  var parameters: Parameters
  var expected: Expected
  var testDescription: String { parameters.name }

  static func all() throws -> [PhantomFiles] {
    try JSONDecoder().decode(
      File.self, from: Data(contentsOf: Fixtures.vectors.appending(path: "voxel_phantoms.json"))
    ).cases
  }

  private var grid: Grid {
    let s = parameters.spacing_mm, n = parameters.dims
    let spacing = Vector3(s[0], s[1], s[2])
    return try! Grid(size: GridSize(n[0], n[1], n[2]), spacing: spacing, origin: spacing / 2)
  }

  private func vector(_ x: [Double]) -> Vector3 { Vector3(x[0], x[1], x[2]) }

  /// Image, liver, each lesion by its full mask, and their union.
  func write(to folder: URL) throws {
    let p = parameters
    var image = Volume<Float>(grid: grid, repeating: Float(p.background))
    var liver = Volume<UInt8>(grid: grid, repeating: 0), union = liver
    var lesions = p.lesions.map { _ in Volume<UInt8>(grid: grid, repeating: 0) }
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          let at = grid.position(Vector3(Double(i), Double(j), Double(k)))
          let d = (at - vector(p.liver.c)) / vector(p.liver.r)
          guard d.dot(d) <= 1 else { continue }
          let n = grid.offset(i, j, k)
          liver.voxels[n] = 1
          let hash = UInt64(i) &* 73_856_093 ^ UInt64(j) &* 19_349_663 ^ UInt64(k) &* 83_492_791
          var suv = p.liver_suv
          for (m, lesion) in p.lesions.enumerated() {
            let e = at - vector(lesion.c)
            guard e.dot(e) <= lesion.r * lesion.r else { continue }
            (lesions[m].voxels[n], union.voxels[n], suv) = (1, 1, lesion.suv)
          }
          image.voxels[n] = Float(suv + p.noise * (Double(hash % 1000) / 1000 - 0.5))
        }
      }
    }
    try ImageFiles.write(image, folder.appending(path: "pet.nii.gz").path)
    try ImageFiles.write(liver, folder.appending(path: "liver.nii.gz").path)
    try ImageFiles.write(union, folder.appending(path: "union.nii.gz").path)
    for (m, lesion) in lesions.enumerated() {
      try ImageFiles.write(lesion, folder.appending(path: "lesion\(m).nii.gz").path)
    }
  }

  func structure(_ file: String, _ name: String, _ role: String) -> String {
    "{ path: '\(file).nii.gz', names: { '1': '\(name)' }, roles: { '\(name)': '\(role)' } }"
  }

  var burdenFile: String {
    let p = parameters
    let lesions = p.lesions.indices.map { structure("lesion\($0)", "L\($0)", "tumour") }
    return """
      { hepatica: 1, patient: { pseudonym: "\(p.name)" },
        pet: { image: { path: "pet.nii.gz", role: "emission", unit: "SUVbw", nuclide: "Ga-68",
          start: "2026-01-05T10:00:00", decay: "start", confirmGeometry: true } },
        structures: [\(([structure("liver", "Liver", "liver")] + lesions).joined(separator: ", "))],
        threshold: { suv: \(p.absolute_threshold) }, sphere: { centre: \(p.normal_roi_centre) },
      }
      """
  }
}

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

/// The voxel method from files: the image spreads the activity, whatever engine makes the dose.
@Suite struct VoxelPlanTests {
  /// The oracle's 49.67 J/GBq is not the energy of the program's decay data: both differ by one factor everywhere.
  @Test(arguments: try PhantomFiles.all())
  func doseOfAGigabecquerel(_ phantom: PhantomFiles) throws {
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      let p = phantom.parameters, e = phantom.expected
      let text = """
        { hepatica: 1, patient: { pseudonym: "V" },
          tare: {
            microspheres: "resin", energyConstant: "literature", densityGPerMl: \(p.density_g_ml),
            lungs: { shuntFraction: \(p.lsf) }, limits: [{ region: "normalLiver", gray: 40, source: "test" }],
            injections: [{ name: "liver", perfusedStructure: "Liver", prescribe: \(p.activity_gbq) }],
            images: {
              spect: { path: "pet.nii.gz", role: "emission", unit: "counts", nuclide: "Tc-99m",
                start: "2026-01-05T10:00:00", decay: "none", confirmGeometry: true },
              structures: [\(phantom.structure("liver", "Liver", "liver")), \(phantom.structure("union", "T", "tumour"))],
              engine: "local",
            },
          } }
        """
      let plan = try PlanFile.parse(text, at: folder.appending(path: "plan.json5"))
      let tare = try #require(try PlanTask.record(plan, work: folder) { _, _ in }.radioembolisation)
      let injection = try #require(tare.injections.first)
      let voxel = try #require(injection.models.last { $0.model.hasPrefix("voxel") }?.dosesGy)
      let (tumour, normal) = (
        try #require(voxel.tumour?.value), try #require(voxel.perfusedNormalLiver?.value)
      )
      #expect(agree(tumour / normal, e.dose_tumour.mean / e.dose_normal.mean, relative: 1e-5))
      #expect(agree(tumour, e.dose_tumour.mean, relative: 0.015))
      #expect(agree(try #require(voxel.lungs?.value), e.dose_lung_1kg))
      // The partition model with measured volumes and ratio gives the same means, with the oracle's constant exactly.
      let partition = try #require(injection.models.first { $0.model == "partition" }?.dosesGy)
      #expect(agree(try #require(partition.tumour?.value), e.dose_tumour.mean, relative: 1e-5))
      #expect(agree(try #require(partition.perfusedNormalLiver?.value), e.dose_normal.mean, relative: 1e-5))
      let solved = try #require(injection.proposals.first { $0.method == "voxel" })
      #expect(agree(solved.activityGBq, 40 / normal * p.activity_gbq, relative: 1e-9))
      #expect(
        FileManager.default.fileExists(
          atPath: folder.appending(path: "voxel/dose-of-1-GBq_liver.nii.gz").path))
    }
  }
}

/// The samples of the repository run as its README says.
@Suite struct PlanningSampleTests {
  private let samples = Fixtures.repository.appending(path: "Samples")

  /// Ellipsoids of 32, 14 and 9 SUV in a liver of 5: the first two are above twice normal liver.
  @Test func burden() throws {
    let input = try BurdenFile.read(samples.appending(path: "burden/burden.json5"))
    let record = try BurdenMeasurement(input, BurdenScene(input) { _, _ in }).record
    #expect(record.lesions.map(\.isConfirmed) == [true, true, false])
    #expect(record.lesions.map(\.krenningQuantitative) == [4, 3, 3])
    let drawn = record.rows.filter { $0.method == "structures" }
    #expect(drawn.map(\.region) == ["liver", "Right lobe", "Left lobe"])
    // The lobes share the liver and its tumours out without rest.
    #expect(agree(drawn[1].liverMl + drawn[2].liverMl, drawn[0].liverMl, relative: 1e-9))
    #expect(agree(drawn[1].tumourMl + drawn[2].tumourMl, drawn[0].tumourMl, relative: 1e-9))
    let sphere = try #require(record.sphere)
    #expect(sphere.diameterMm == 30 && abs(sphere.suvMean - 5) < 0.1)
    #expect(record.readers?.isUnanimous == true && record.readers?.names.count == 3)
  }

  @Test func voxelPlan() throws {
    try JourneyTests.inFolder { folder in
      let plan = try PlanFile.read(samples.appending(path: "plan-voxel.json5"))
      let tare = try #require(try PlanTask.record(plan, work: folder) { _, _ in }.radioembolisation)
      #expect(tare.injections.map(\.session) == [1, 2] && tare.lungMassSource == "densities of the CT")
      // Lungs of −740 HU weigh about a quarter of their volume.
      #expect(tare.lungMassGrams.value > 400 && tare.lungMassGrams.value < 530)
      let right = try #require(tare.injections.first)
      #expect(right.proposals.first { $0.isPrescribed }?.limiting?.region == "normal liver")
      // What the first session gave to the lungs counts against the cumulative limit of the second.
      let first = try #require(tare.sessions.first?.judged.first { $0.limit.scope == "cumulative" })
      let second = try #require(tare.sessions.last?.judged.first { $0.limit.scope == "cumulative" })
      #expect(agree(second.limit.receivedGray, first.doseGy.value, relative: 1e-9))
    }
  }

  @Test(arguments: ["plan-tare", "plan-prrt"])
  func plans(_ name: String) throws {
    let plan = try PlanFile.read(samples.appending(path: name + ".json5"))
    let record = try PlanTask.record(plan, work: samples) { _, _ in }
    guard let tare = record.radioembolisation else {
      #expect(record.prrt?.gates.count == 2)
      return
    }
    #expect(tare.injections.first?.given?.isWithinTolerance == true)
    #expect(tare.injections.first?.comparison.count == 2 && tare.total.count == 1)
    // Only the treated injection can have been delivered: normal liver of the first session alone.
    let first = try #require(tare.injections.first?.given?.dosesGy.normalLiver?.value)
    #expect(agree(tare.total[0].predictedGy.value, first, relative: 1e-9))
  }
}
