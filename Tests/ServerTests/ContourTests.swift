import Diagnostics
import Foundation
import ImageFiles
import Testing
import Volumes

@testable import Operations
@testable import Server

/// Drawing by rule, slices for machines without a canvas, curves without a point: what the pages ask the server for.
@Suite struct ContourTests {
  private func read(_ answer: Answer) throws -> Volume<Int32> {
    let file = House.newFolder().appending(path: "labels.nii")
    try answer.body.write(to: file)
    return try ImageFiles.readLabels(file.path)
  }

  private func count(_ answer: Answer, _ label: Int32 = 1) throws -> Int {
    try read(answer).voxels.count { $0 == label }
  }

  /// A case whose dose rises from voxel to voxel along x.
  private func house() throws -> (House, Browser) {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    var dose = SmallCase.cube(0)
    for k in 0..<12 { for j in 0..<14 { for i in 0..<16 { dose[i, j, k] = Float(i) } } }
    try ImageFiles.write(dose, folder.appending(path: "images/dose.nii.gz").path)
    let browser = house.alone()
    #expect(["done", "review"].contains(SmallCase.run(browser, "P01")))
    return (house, browser)
  }

  @Test func thresholdsAreOfWhatTheyState() throws {
    let (house, browser) = try house()
    let ask = { (more: String) in
      browser.post("/api/cases/P01/contours/threshold", #"{"volume": "dose", \#(more)}"#)
    }
    #expect(try count(ask(#""mode": "absolute", "value": 12"#)) == 4 * 14 * 12)
    #expect(try count(ask(#""mode": "percent", "value": 80"#)) == 4 * 14 * 12)
    // In the liver of voxels 3 to 9 the greatest is 9.
    #expect(try count(ask(#""mode": "percent", "value": 80, "within": "Liver""#)) == 2 * 49)
    let multiple = ask(#""mode": "liver-multiple", "value": 1, "within": "Liver""#)
    #expect(multiple.status == 200 && Double(multiple.headers["x-hepatica-level"] ?? "") ?? 0 > 3)
    #expect(ask(#""mode": "absolute", "value": 0"#).status == 422)
    #expect(ask(#""mode": "absolute""#).status == 400)
    #expect(ask(#""mode": "percent", "value": 50, "within": "Nobody""#).status == 422)
    #expect(
      browser.post("/api/cases/P01/contours/threshold", #"{"volume": "none", "mode": "percent", "value": 5}"#)
        .status == 404)
    _ = house
  }

  @Test func growingStaysWithItsSeed() throws {
    let (house, browser) = try house()
    // RAS of voxel (7, 6, 5) at 5 mm.
    let ask = { (more: String) in
      browser.post(
        "/api/cases/P01/contours/grow", #"{"volume": "dose", "seed_mm": [-35, -30, 25], \#(more)}"#)
    }
    #expect(try count(ask(#""low": 6, "high": 8"#)) == 3 * 14 * 12)
    #expect(try count(ask(#""low": 9"#)) == 0, "the seed is not among them")
    #expect(
      browser.post("/api/cases/P01/contours/grow", #"{"volume": "dose", "seed_mm": [900, 0, 0]}"#).status
        == 422)
    #expect(
      browser.post("/api/cases/P01/contours/grow", #"{"volume": "dose", "seed_mm": [1]}"#).status == 400)
    // The sphere of 30 mm does not fit into a liver of 35 mm with a lesion in it: the reason is told.
    let sphere = browser.post("/api/cases/P01/contours/normal-liver", #"{"volume": "dose"}"#)
    #expect(sphere.status == 200 || sphere.status == 422)
    _ = house
  }

  @Test(arguments: [("axial", "25"), ("coronal", "-30"), ("sagittal", "-35")])
  func aSliceIsAPicture(_ plane: String, _ mm: String) throws {
    let (house, browser) = try house()
    let target = "/api/cases/P01/slice?volume=dose&overlay=labels&plane=\(plane)&mm=\(mm)&low=0&high=15"
    let answer = browser.get(target)
    #expect(answer.status == 200 && answer.headers["content-type"] == "image/png")
    #expect(answer.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(browser.get("/api/cases/P01/slice?volume=dose&plane=oblique").status == 400)
    #expect(browser.get("/api/cases/P01/slice?volume=none&plane=axial").status == 404)
    #expect(browser.get(target.replacing("high=15", with: "high=5")).body != answer.body)
    _ = house
  }

  @Test func aDrawingChangesWhatItTouches() throws {
    let (house, browser) = try house()
    var labels = try read(browser.get("/api/cases/P01/volumes/labels"))
    let regions = browser.get("/api/cases/P01/volumes").list.first { $0["id"] as? String == "labels" }?[
      "regions"]
    let numbers = (regions as? [[String: Any]] ?? []).reduce(into: [String: Int32]()) {
      $0[$1["name"] as? String ?? ""] = ($1["label"] as? Int).map(Int32.init)
    }
    let (liver, lesion) = try (#require(numbers["Liver"]), #require(numbers["Lesion"]))
    let save = { (base: Int) throws -> Answer in
      let file = House.newFolder().appending(path: "l.nii")
      try ImageFiles.write(labels.map { UInt8($0) }, file.path)
      return browser.ask("PUT", "/api/cases/P01/structures?base=\(base)&note=x", try Data(contentsOf: file))
    }
    #expect(try save(0).status == 201)
    #expect(try save(0).status == 409)
    let unchanged = browser.get("/api/cases/P01/casefile").json["text"] as? String ?? ""
    #expect(!unchanged.contains("structures/versions/"), "nothing was drawn")
    labels[5, 5, 7] = lesion
    #expect(try save(1).status == 201)
    let text = browser.get("/api/cases/P01/casefile").json["text"] as? String ?? ""
    #expect(text.contains("2-\(lesion).nii.gz"))
    #expect(!text.contains("2-\(liver).nii.gz"), "the liver holds its lesion, and stays what it was")
    #expect(try read(browser.get("/api/cases/P01/volumes/labels"))[5, 5, 7] == lesion)
    #expect(browser.get("/api/cases").list[0]["state"] as? String == "stale")
    labels[3, 3, 3] = 0
    #expect(try save(2).status == 201)
    #expect(
      (browser.get("/api/cases/P01/casefile").json["text"] as? String ?? "").contains("3-\(liver).nii.gz"))
    _ = house
  }

  @Test func aLinePartsTheLiver() throws {
    let (house, browser) = try house()
    let ask = { (plane: String, from: String, to: String, base: Int) in
      browser.post(
        "/api/cases/P01/structures/lobes",
        #"{"plane": "\#(plane)", "from": \#(from), "to": \#(to), "base": \#(base)}"#)
    }
    // Between voxels 5 and 6 of the liver's 3 to 9: three columns at the patient's right (smaller x of LPS), four at the left.
    #expect(ask("axial", "[-27.5, 0, 25]", "[-27.5, -70, 25]", 1).status == 409)
    #expect(ask("sagittal", "[-27.5, 0, 25]", "[-27.5, -70, 25]", 0).status == 422)
    #expect(ask("axial", "[0, -30, 25]", "[-80, -30, 25]", 0).status == 422, "front from back")
    #expect(ask("axial", "[200, 0, 25]", "[200, -70, 25]", 0).status == 422, "beside the liver")
    let made = ask("axial", "[-27.5, 0, 25]", "[-27.5, -70, 25]", 0)
    #expect(made.status == 201, "\(made.text)")
    let text = browser.get("/api/cases/P01/casefile").json["text"] as? String ?? ""
    #expect(text.contains("Left lobe") && text.contains(#"side: "right""#))
    let folder = house.folder.appending(path: "cases/P01/structures/versions")
    let regions = (made.json["regions"] as? [[String: Any]] ?? []).reduce(into: [String: Int]()) {
      $0[$1["name"] as? String ?? ""] = $1["label"] as? Int
    }
    for (name, columns) in [("Right lobe", 3..<6), ("Left lobe", 6..<10)] {
      let label = try #require(regions[name])
      let lobe = try ImageFiles.readLabels(folder.appending(path: "1-\(label).nii.gz").path)
      #expect(lobe.voxels.count { $0 != 0 } == columns.count * 49, "lesions are part of the lobe")
      #expect(columns.allSatisfy { lobe[$0, 5, 5] != 0 })
    }
    // Drawn anew they replace the first ones, and the liver is what it was.
    #expect(ask("axial", "[-32.5, 0, 25]", "[-32.5, -70, 25]", 1).status == 201)
    #expect(["done", "review"].contains(SmallCase.run(browser, "P01")))
    let report = browser.get("/api/cases/P01/report").text
    #expect(report.contains("Left lobe") && report.contains("Right lobe"))
    _ = house
  }

  @Test(arguments: ["rtstruct", "seg"])
  func structuresGoOutAndComeIn(_ form: String) throws {
    let (house, browser) = try house()
    let object = browser.get("/api/cases/P01/structures.dcm?as=\(form)")
    #expect(object.status == 200 && object.body.dropFirst(128).starts(with: Data("DICM".utf8)))
    #expect(browser.get("/api/cases/P01/structures.dcm?as=pdf").status == 400)
    // As another case takes them in, on the same grid.
    let folder = try SmallCase.make(house, "P02")
    try object.body.write(to: folder.appending(path: "images/regions.dcm"))
    let text = SmallCase.text("P02").replacing(
      #"path: "images/labels.nii.gz", names: { "1": "Liver", "2": "Lesion" }"#,
      with: #"path: "images/regions.dcm""#)
    try text.write(to: folder.appending(path: "case.json5"), atomically: true, encoding: .utf8)
    let (before, after) = (
      try read(browser.get("/api/cases/P01/volumes/labels")),
      try read(browser.get("/api/cases/P02/volumes/labels"))
    )
    #expect(before.voxels.count { $0 != 0 } == 343)
    #expect(zip(before.voxels, after.voxels).count { $0 != $1 } == 0)
    _ = house
  }

  /// It would vanish, or take its voxels from the liver.
  @Test func aLobeIsNotPainted() throws {
    let (house, browser) = try house()
    var labels = try read(browser.get("/api/cases/P01/volumes/labels"))
    labels[3, 3, 3] = 77
    let file = House.newFolder().appending(path: "l.nii")
    try ImageFiles.write(labels.map { UInt8($0) }, file.path)
    let named = #"{"77": {"name": "Left", "role": "liverLobe", "side": "left"}}"#
    let query = named.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
    let answer = browser.ask(
      "PUT", "/api/cases/P01/structures?base=0&regions=\(query)", try Data(contentsOf: file))
    #expect(answer.status == 422 && answer.text.contains("plane"))
    _ = house
  }

  @Test func aPointIsLeftOutForAReason() throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let browser = house.alone()
    let say = { (json: String) in browser.post("/api/cases/P01/curves", json).status }
    #expect(say(#"{"region": "Liver", "exclude": ["4 h"]}"#) == 422)
    #expect(say(#"{"region": "Liver", "exclude": ["4 h"], "reason": " "}"#) == 422)
    #expect(say(#"{"region": "Liver", "exclude": ["4 h", "24 h"], "reason": "moved \"twice\""}"#) == 201)
    #expect(say(#"{"region": "Lesion", "exclude": ["4 h"], "reason": "moved"}"#) == 201)
    let left = browser.get("/api/cases/P01").json["leftOut"] as? [[String: Any]] ?? []
    #expect(left.compactMap { $0["timePoint"] as? String } == ["4 h", "24 h", "4 h"])
    #expect(left.first?["reason"] as? String == #"moved "twice""#)
    #expect(say(#"{"region": "Liver", "exclude": []}"#) == 201)
    let now = browser.get("/api/cases/P01").json["leftOut"] as? [[String: Any]] ?? []
    #expect(now.compactMap { $0["region"] as? String } == ["Lesion"])
    _ = folder
  }

  @Test func aWrongValueIsRefusedAtItsField() throws {
    let house = try SmallCase.house()
    try SmallCase.make(house, "P01")
    let browser = house.alone()
    let before = browser.get("/api/cases/P01/casefile").json["text"] as? String
    for (key, value) in [
      ("administrations.0.start", "yesterday"), ("therapy.kind", "XYZ"),
      ("administrations.0.activityGBq", "seven"), ("structures.0.roles.Liver", "leaver"),
    ] {
      let body = try JSONSerialization.data(withJSONObject: ["values": [key: value]])
      let answer = browser.ask("PUT", "/api/cases/P01/casefile", body)
      #expect(answer.status == 422 && answer.json["field"] as? String == key, "\(key): \(answer.text)")
      #expect(browser.get("/api/cases/P01/casefile").json["text"] as? String == before)
    }
    let fine = Data(#"{"values": {"administrations.0.activityGBq": 7.5}}"#.utf8)
    #expect(browser.ask("PUT", "/api/cases/P01/casefile", fine).status == 200)
  }
}
