import Foundation
import ImageFiles
import Testing
import Volumes

@testable import Documents
@testable import Server

/// Perfused volumes that are drawn on the images of a plan.
@Suite struct TerritoryTests {
  private static let text = """
    { hepatica: 1, patient: { pseudonym: "P-1", sex: "F", weightKg: 60, heightCm: 165 },
      tare: { microspheres: "glass", energyConstant: "label", lungs: { shuntFraction: { value: 0.04, u: 0.005 }, use: "given" },
        images: {
          spect: { path: "spect.nii.gz", role: "emission", unit: "counts", nuclide: "Tc-99m",
            start: "2026-03-05T09:00:00", decay: "none", confirmGeometry: true },
          ct: { path: "ct.nii.gz", role: "ct", unit: "HU", confirmGeometry: true }, engine: "local",
          structures: [{ path: "labels.nii.gz", names: { "1": "Liver", "2": "Lesion" },
            roles: { Liver: "liver", Lesion: "tumour" } }] }, // the images of the day
        injections: [{ perfusedMl: 20 /* typed, at first */, name: "right hepatic artery", session: 1, prescribe: 2 }] } }
    """

  private static func plan(_ house: House) throws -> URL {
    let folder = house.folder.appending(path: "plans/P-1")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try ImageFiles.write(SmallCase.cube(100), folder.appending(path: "spect.nii.gz").path)
    try ImageFiles.write(SmallCase.cube(60), folder.appending(path: "ct.nii.gz").path)
    try ImageFiles.write(SmallCase.labels(), folder.appending(path: "labels.nii.gz").path)
    let file = folder.appending(path: "plan.json5")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file
  }

  /// A drawing as a page sends it.
  private static func drawing(_ house: House, _ range: Range<Int>) throws -> Data {
    let file = house.folder.appending(path: "drawing.nii")
    try ImageFiles.write(SmallCase.cube(1, range).map { UInt8($0) }, file.path)
    return try Data(contentsOf: file)
  }

  @Test func whatIsDrawnHasItsDosesAndGoesIntoThePlan() throws {
    let house = try SmallCase.house()
    let file = try Self.plan(house)
    let (browser, place) = (house.alone(), "/api/plans/P-1")
    let volumes = browser.get("\(place)/volumes")
    #expect(volumes.list.compactMap { $0["id"] as? String } == ["ct", "spect", "labels"], "\(volumes.text)")
    for name in ["ct", "spect", "labels"] {
      #expect(browser.get("\(place)/volumes/\(name).nii.gz").status == 200)
    }
    #expect(browser.get("\(place)/volumes/dose.nii.gz").status == 404)
    let liver = browser.post("\(place)/contours/liver", "{}")
    #expect(liver.status == 200 && liver.body.count > 16 * 14 * 12, "\(liver.text.prefix(200))")
    let ask = { (range: Range<Int>, gigabecquerels: Double) throws -> Answer in
      let activity = "%7B%22right%20hepatic%20artery%22:\(gigabecquerels)%7D"
      return browser.ask(
        "POST", "\(place)/territories?activity=\(activity)", try Self.drawing(house, range))
    }
    let whole = try ask(3..<10, 2)
    let row = try #require((whole.json["rows"] as? [[String: Any]])?.first, "\(whole.text)")
    #expect(abs((row["volume_mL"] as? Double ?? 0) - 343 * 0.125) < 1e-6)
    #expect(abs((row["tumour_mL"] as? Double ?? 0) - 27 * 0.125) < 1e-6)
    let doses = try [(3..<10, 2.0), (3..<10, 4.0), (3..<8, 2.0)].map { try Self.normal(ask($0.0, $0.1)) }
    #expect(abs(doses[1] - 2 * doses[0]) < 1e-9 * doses[1], "twice the activity")
    #expect(doses[2] > doses[0], "less tissue for the same activity")
    #expect(try ask(12..<12, 2).json["rows"] as? [Any] != nil, "nothing drawn is no error")
    #expect(try ask(4..<7, 2).status == 422, "a volume of tumour alone perfuses no liver")
    try Self.save(browser, house, file)
  }

  /// Tissue that two arteries reach has a number of its own, and counts for both.
  @Test func tissueCanBeShared() throws {
    let house = try SmallCase.house()
    let file = try Self.plan(house)
    let two = Self.text.replacing(
      "session: 1, prescribe: 2 }]",
      with: "session: 1, prescribe: 2 },\n{ perfusedMl: 10, name: \"left\", session: 1, prescribe: 1 }]")
    try two.write(to: file, atomically: true, encoding: .utf8)
    let (browser, place) = (house.alone(), "/api/plans/P-1")
    let listed = browser.get("\(place)/volumes").list.last?["regions"] as? [[String: Any]] ?? []
    #expect(
      listed.compactMap { $0["name"] as? String } == [
        "right hepatic artery", "left", "right hepatic artery + left",
      ])
    var drawn = Volume<UInt8>(grid: SmallCase.grid, repeating: 0)
    for k in 3..<10 { for j in 3..<10 { for i in 3..<10 { drawn[i, j, k] = i < 5 ? 1 : i < 8 ? 3 : 2 } } }
    try ImageFiles.write(drawn, house.folder.appending(path: "drawing.nii").path)
    let body = try Data(contentsOf: house.folder.appending(path: "drawing.nii"))
    let answer = browser.ask("POST", "\(place)/territories?activity=%7B%7D", body)
    let rows = try #require(answer.json["rows"] as? [[String: Any]], "\(answer.text)")
    let volumes = rows.compactMap { $0["volume_mL"] as? Double }.map { Int(($0 / 0.125).rounded()) }
    #expect(volumes == [245, 245, 147] && rows[2]["tumour_mL"] == nil)
    try Self.matches(answer)
    #expect(browser.ask("PUT", "\(place)/structures?base=0", body).status == 201)
    let record = browser.get(place).json["radioembolisation"] as? [String: Any]
    let injections = record?["injections"] as? [[String: Any]] ?? []
    let perfused = injections.compactMap { $0["perfusedMl"] as? Double }
    #expect(perfused.count == 2 && perfused.allSatisfy { abs($0 - 245 * 0.125) < 0.01 }, "\(perfused)")
    let again = house.folder.appending(path: "again.nii.gz")
    try browser.get("\(place)/volumes/labels.nii.gz").body.write(to: again)
    #expect(try ImageFiles.readLabels(again.path).voxels == drawn.voxels.map(Int32.init))
  }

  /// Where the counts are the same everywhere, so is the dose: the histogram falls at the dose of the model.
  private static func matches(_ answer: Answer) throws {
    let plan = try #require(answer.json["plan"] as? [String: Any])
    for injection in try #require(plan["injections"] as? [[String: Any]]) {
      let model = try #require((injection["models"] as? [[String: Any]])?.last)
      let one = (model["dosesGy"] as? [String: Any])?["perfusedNormalLiver"] as? [String: Any]
      let mean = try #require(one?["value"] as? Double)
      let curves = try #require(injection["dvh"] as? [[String: Any]])
      #expect((1...2).contains(curves.count), "of a tumour only where one is perfused")
      let gray = try #require(curves.last?["gray"] as? [Double])
      #expect(abs((gray.last ?? 0) - mean) < 1e-5 * mean, "\(gray) \(mean)")
    }
  }

  @Test func numbersOfOneInjectionStay() {
    for count in 1...Territory.most {
      let all = Territory.all((0..<count).map { "artery \($0)" })
      #expect(all.count == 1 << count - 1 && all.map(\.region.label) == Array(1...all.count))
      #expect(all.prefix(count).map(\.injections) == (0..<count).map { [$0] })
      #expect(Set(all.map(\.injections)).count == all.count)
    }
  }

  private static func normal(_ answer: Answer) throws -> Double {
    let plan = try #require(answer.json["plan"] as? [String: Any], "\(answer.text)")
    let injection = try #require((plan["injections"] as? [[String: Any]])?.first)
    let model = try #require((injection["models"] as? [[String: Any]])?.last)
    let doses = model["dosesGy"] as? [String: Any], one = doses?["perfusedNormalLiver"] as? [String: Any]
    return try #require(one?["value"] as? Double, "\(injection)")
  }

  private static func save(_ browser: Browser, _ house: House, _ file: URL) throws {
    let put = { (base: Int, range: Range<Int>) throws -> Answer in
      browser.ask("PUT", "/api/plans/P-1/structures?base=\(base)", try drawing(house, range))
    }
    #expect(try put(0, 3..<10).status == 201)
    let plan = try PlanFile.read(file).radioembolisation?.injections.first
    #expect(plan?.perfused == nil && plan?.perfusedStructure == "right hepatic artery")
    #expect(try String(contentsOf: file, encoding: .utf8).contains("// the images of the day"))
    #expect(try put(0, 3..<9).status == 409, "somebody saved meanwhile")
    #expect(try put(1, 3..<9).status == 201, "drawn again")
    #expect(try put(2, 12..<12).status == 422, "nothing is left")
    let record = browser.get("/api/plans/P-1").json["radioembolisation"] as? [String: Any]
    let injection = (record?["injections"] as? [[String: Any]])?.first
    #expect(abs((injection?["perfusedMl"] as? Double ?? 0) - 216 * 0.125) < 0.01, "\(injection ?? [:])")
    #expect(browser.get("/api/plans/P-1/structures").list.count == 2)
    #expect(browser.get("/api/plans/P-1/structures/1").status == 200)
  }

  @Test(arguments: [
    ("{ a: 1, /* , */ b: 2 }", "a", "{ b: 2 }"), ("{ a: 1 }", "a", "{ }"),
    ("{ a: 1, b: [2], c: 3, }", "b", "{ a: 1, c: 3, }"),
    ("{ a: 1 // one, two\n, b: 2 }", "a", "{ b: 2 }"), ("{ a: 1, b: 2 }", "c", "{ a: 1, b: 2 }"),
  ])
  func aMemberIsTakenOut(_ text: String, _ path: String, _ expected: String) throws {
    let left = try JSON5Text(text).removing(path)
    #expect(
      left.filter { !$0.isWhitespace }.replacing("/*,*/", with: "") == expected.filter { !$0.isWhitespace })
  }
}
