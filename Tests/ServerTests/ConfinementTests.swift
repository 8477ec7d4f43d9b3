import Arguments
import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Operations
@testable import Server

/// Whoever uses a server reads and writes its folder and nothing else.
@Suite struct ConfinementTests {
  static let folder: URL = {
    let folder = House.newFolder().resolvingSymlinksInPath()
    try? FileManager.default.createDirectory(
      at: folder.appending(path: "cases/P01"), withIntermediateDirectories: true)
    try? FileManager.default.createSymbolicLink(
      at: folder.appending(path: "cases/out"), withDestinationURL: URL(filePath: "/etc"))
    try? FileManager.default.createSymbolicLink(
      at: folder.appending(path: "cases/nowhere"), withDestinationURL: URL(filePath: "/etc/none-such"))
    return folder
  }()

  @Test(arguments: ["", "cases", "cases/P01/new/file.json", "cases/../cases/P01", "a b/ü"])
  func inside(_ path: String) {
    #expect(Confinement(Self.folder).admits(Self.folder.appending(path: path).path))
  }

  @Test(arguments: [
    "..", "../x", "cases/../../x", "cases/out/passwd", "cases/out/../x", "cases/nowhere", "cases/nowhere/x",
    "new/../../x", ".server/audit.jsonl", "cases/P01/../../.server/keys", "a\0b",
  ])
  func outside(_ path: String) {
    #expect(!Confinement(Self.folder).admits(Self.folder.path + "/" + path))
    #expect(!Confinement(Self.folder).admits("/etc/passwd"))
    #expect(!Confinement(Self.folder).admits(Self.folder.path + "2/x"))
  }

  /// Every field of every operation that takes a file or a registry, by what its help says.
  @Test(arguments: [true, false])
  func noOperationLeavesTheFolder(isShared: Bool) throws {
    var setting = ServedOperation.Setting(folder: Self.folder, registry: "/srv/own.sqlite", account: "mp")
    setting.isShared = isShared
    var tried = 0
    for kind in OperationCatalogue.all where !["serve", "accounts"].contains(kind.about.name) {
      guard case .array(let fields) = kind.fieldList() else { continue }
      let fill = Dictionary(
        uniqueKeysWithValues: fields.filter { $0["required"].isTrue }.map { ($0.name, $0.sample) })
      for field in fields where field.isPlace {
        for path in [
          "/etc/passwd", "../x", "cases/out/passwd", ".server/keys/T.key", "postgresql://u@evil/db",
        ] {
          var request = fill
          request[field.name] = field["repeats"].isTrue ? [path] as Any : path
          let body = try JSONSerialization.data(withJSONObject: request)
          // In a department the server's own registry takes the place of any that is named.
          if isShared, ["registry", "registries"].contains(field.name) { continue }
          let error = #expect(throws: (any Error).self, "\(kind.about.name) \(field.name) \(path)") {
            try kind.served.check(body, setting)
          }
          let text = error.map { ErrorReport($0).json } ?? ""
          #expect(text.contains("workspace of the server"), "\(kind.about.name) \(field.name): \(text)")
          tried += 1
        }
      }
    }
    #expect(tried > 200)
  }

  @Test func aDepartmentHasOneRegistry() throws {
    let own = House.newFolder().appending(path: "own.sqlite").path
    let house = try House(OperationCatalogue.served) {
      $0.accounts = try House.accounts([.nurse, .administrator, .statistician], in: House.newFolder())
      $0.registry = own
    }
    let administrator = house.logIn("administrator")
    #expect(
      administrator.post("/api/operations/registry-init?wait=1", #"{"registry": "other.sqlite"}"#).status
        == 200)
    #expect(FileManager.default.fileExists(atPath: own))
    #expect(!FileManager.default.fileExists(atPath: house.folder.appending(path: "other.sqlite").path))
    let verified = administrator.post(
      "/api/operations/audit-verify?wait=1", #"{"registries": ["/etc/passwd"]}"#)
    #expect(verified.status == 403)
    let statistician = house.logIn("statistician")
    #expect(
      statistician.post("/api/operations/audit-verify?wait=1", #"{"registries": ["/etc/passwd"]}"#).status
        == 200)
    let nurse = house.logIn("nurse")
    let add = { (table: String) in
      nurse.post(
        "/api/operations/registry-add?wait=1",
        #"{"registry": "registry", "table": "\#(table)", "values": ["id=A", "name=D"], "why": "a test"}"#)
    }
    #expect(add("sites").status == 200)
    for table in ServedOperation.protectedTables.sorted() { #expect(add(table).status == 400, "\(table)") }
    for name in ["registry-set", "registry-remove"] {
      let answer = nurse.post(
        "/api/operations/\(name)?wait=1",
        #"{"registry": "", "table": "allocations", "id": "A", "values": ["arm=B"], "why": "a test"}"#)
      #expect(answer.status == 400, "\(name)")
    }
    try Data("id,arm\n1,B\n".utf8).write(to: house.folder.appending(path: "a.csv"))
    try Data(#"{ hepatica: 1, rows: [{ table: "allocations", id: "{id}", columns: { arm: "arm" } }] }"#.utf8)
      .write(to: house.folder.appending(path: "map.json5"))
    for more in [#""table": "allocations""#, #""map": "map.json5""#] {
      let answer = nurse.post(
        "/api/operations/registry-import?wait=1",
        #"{"registry": "", "files": ["a.csv"], \#(more), "why": "a test"}"#)
      #expect(answer.status == 400 && answer.text.contains("not entered"), "\(answer.text)")
    }
  }

  /// A case file that was put there by other means is read within the same bounds.
  @Test func aCaseFileNamesNothingElsewhere() throws {
    let house = try SmallCase.house {
      $0.accounts = try House.accounts([.physicist], in: House.newFolder())
    }
    let folder = try SmallCase.make(house, "P01")
    let elsewhere = House.newFolder().appending(path: "dose.nii.gz")
    try FileManager.default.copyItem(at: folder.appending(path: "images/dose.nii.gz"), to: elsewhere)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "link.nii.gz"), withDestinationURL: elsewhere)
    let browser = house.logIn("physicist")
    #expect(["done", "review"].contains(SmallCase.run(browser, "P01")))
    for path in [elsewhere.path, "link.nii.gz", "../../.server/audit.jsonl"] {
      let text = SmallCase.text("P01").replacing("images/dose.nii.gz", with: path)
      try text.write(to: folder.appending(path: "case.json5"), atomically: true, encoding: .utf8)
      #expect(browser.get("/api/cases/P01/casefile").text.contains("outside the workspace"), "\(path)")
      #expect(SmallCase.run(browser, "P01") == "failed", "\(path)")
      #expect(browser.get("/api/cases/P01/volumes/labels").status >= 400)
    }
    // One whose header names its voxels elsewhere.
    let header = """
      NDims = 3
      DimSize = 16 14 12
      ElementSpacing = 5 5 5
      ElementType = MET_FLOAT
      ElementDataFile = /etc/passwd

      """
    try header.write(to: folder.appending(path: "images/dose.mhd"), atomically: true, encoding: .utf8)
    let text = SmallCase.text("P01").replacing("images/dose.nii.gz", with: "images/dose.mhd")
    try text.write(to: folder.appending(path: "case.json5"), atomically: true, encoding: .utf8)
    #expect(SmallCase.run(browser, "P01") == "failed")
    let jobs = browser.get("/api/jobs").list
    #expect("\(jobs.first ?? [:])".contains("outside the workspace"))
  }

  /// Escapes of JSON5 hide no path, and depth ends no server.
  @Test func aCaseFileIsReadAsTheProgramReadsIt() throws {
    let house = try House {
      $0.accounts = try House.accounts([.physicist], in: House.newFolder())
    }
    let browser = house.logIn("physicist")
    _ = browser.post("/api/cases", #"{"id": "P01"}"#)
    let put = { (text: String) in
      browser.ask(
        "PUT", "/api/cases/P01/casefile", try! JSONSerialization.data(withJSONObject: ["text": text]))
    }
    for path in [#"\u002fetc/passwd"#, #"\x2fetc/passwd"#, #"..\u002fx"#, #"a/\x2e./x"#, "\\\n/etc/passwd"] {
      #expect(put("{ structures: [{ path: \"\(path)\" }] }").status == 422, "\(path)")
    }
    #expect(put(String(repeating: "[", count: 1_000_000)).status == 422)
    #expect(put("{ a: " + String(repeating: "{ a: ", count: 100_000)).status == 422)
    #expect(put("{ a: 1, a: 2 }").status == 422)
    #expect(put("{ a: 1 }").status == 200)
    let plan = { (text: String) in
      browser.ask(
        "POST", "/api/plans", try! JSONSerialization.data(withJSONObject: ["name": "T", "text": text]))
    }
    #expect(plan(#"{ tare: { maa: { path: "\u002fetc/passwd" } } }"#).status == 422)
  }
}

extension JSON {
  fileprivate var isTrue: Bool { if case .flag(true) = self { true } else { false } }
  fileprivate var string: String { if case .text(let text) = self { text } else { "" } }
  fileprivate var name: String { self["name"].string }
  /// Something of its type, to fill a field that must be there.
  fileprivate var sample: Any {
    let one: Any =
      switch self["type"].string {
      case "number", "whole": 1
      case "flag": true
      case "choice": choice
      // Also where NAME=VALUE is wanted.
      default: "1=x"
      }
    return self["repeats"].isTrue ? [one] : one
  }
  private var choice: String {
    guard case .array(let words) = self["choices"], let first = words.first else { return "x" }
    return first.string
  }
  fileprivate var isPlace: Bool {
    self["type"].string == "file" || ["registry", "registries", "tables"].contains(name)
  }
}
