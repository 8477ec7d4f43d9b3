import Diagnostics
import Documents
import Files
import Foundation

/// One case of the workspace: `cases/ID/`.
struct CaseFolder: Sendable {
  let id: String
  let url: URL
  private let name: String

  /// - Throws: `Refusal` 404 for a name that is none, or has no folder unless it is new.
  init(_ workspace: Workspace, _ id: String, isNew: Bool = false) throws(Refusal) {
    let url = workspace.cases.appending(path: id)
    let isThere = isFolder(url.path) == true
    guard Workspace.isName(id), isThere || isNew else { throw Refusal(404, "there is no such case", at: id) }
    (self.id, self.url, name) = (id, url, "case.json5")
  }

  /// A plan with its images, `plans/ID/`, of which one draws as of a case.
  /// - Throws: `Refusal` 404 for a name that is none, or has no plan.
  init(_ workspace: Workspace, plan id: String) throws(Refusal) {
    (self.id, url, name) = ("plan/\(id)", workspace.plans.appending(path: id), "plan.json5")
    guard Workspace.isName(id), FileManager.default.fileExists(atPath: file.path) else {
      throw Refusal(404, "there is no such plan", at: id)
    }
  }

  var file: URL { url.appending(path: name) }
  var images: URL { url.appending(path: "images") }
  var results: URL { url.appending(path: "results") }
  var versions: URL { url.appending(path: "structures/versions") }
  var signatures: URL { url.appending(path: "signatures.json") }
  /// What the server makes for the eye; can be thrown away.
  var view: URL { url.appending(path: ".view") }

  /// The text of the case file; `nil` where there is none yet.
  var text: String? {
    FileManager.default.contents(atPath: file.path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The case, or what stands against it.
  func read() -> Result<Case, any Error> {
    guard text != nil else {
      return .failure(Problem(.inputMissing, what: "there is no case file yet", at: "case.json5"))
    }
    return Result { try CaseFile.read(file) }
  }

  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: results.appending(path: name).path)
  }
  func changed(_ file: URL) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
  }

  /// The newest change of anything that shows.
  var lastChange: Date? {
    [file, images, results, versions, signatures, results.appending(path: "report.json")].compactMap(changed)
      .max()
  }
}
