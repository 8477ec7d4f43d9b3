import Arguments
import Diagnostics
import Documents
import Files
import Foundation

extension Workstation {
  var caseFileRoutes: [Route] {
    [
      .get("/api/cases/:case/casefile", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        let isProposed = call.query("init") == "1"
        let text = try isProposed ? self.proposal(home, call) : home.text ?? ""
        return .json(self.answer(text, home))
      },
      .change("PUT", "/api/cases/:case/casefile", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        let change = try decoded(CaseFileChange.self, body)
        let text = try self.edits.withLock { _ in
          try self.refuseOutdated(change, home)
          let base = try change.text ?? home.text ?? self.proposal(home, call)
          let text = try change.applied(to: base)
          try self.refusePathsOutside(JSON5Text(text))
          try change.refuseWrongValues(in: text, before: base, at: home.file)
          try writeAtomically(text, to: home.file, over: .state)
          return text
        }
        self.tellCase(home.id)
        return .json(self.answer(text, home))
      },
    ]
  }

  private func answer(_ text: String, _ home: CaseFolder) -> JSON {
    var problems: [Problem] = []
    if !text.isEmpty {
      do { _ = try CaseFile.parse(text, at: home.file) } catch { problems = ErrorReport(error).problems }
    }
    return .object([
      ("text", .text(text)), ("form", CaseForm.fields(text)), ("digest", .text(sha256(text.utf8))),
      ("problems", .array(problems.map(\.json))),
    ])
  }

  /// What `hepatica init` would write, which is not kept.
  private func proposal(_ home: CaseFolder, _ call: Call) throws -> String {
    let name = "proposal-\(hex(randomBytes(4))).json5"
    let file = home.url.appending(path: name)
    defer { unlink(file.path) }
    _ = try run("init", ["folder": "cases/\(home.id)/images", "output": "cases/\(home.id)/\(name)"], call)
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  private func refuseOutdated(_ change: CaseFileChange, _ home: CaseFolder) throws {
    guard let base = change.base, let now = home.text, base != sha256(now.utf8) else { return }
    throw Refusal(
      409, "the case file was changed by somebody else meanwhile", at: "base",
      why: "their change would be lost", remedy: "load it again")
  }

  /// Whoever shares a server names no file outside its folder.
  func refusePathsOutside(_ document: JSON5Text) throws {
    guard accounts != nil else { return }
    for value in document.values where value.isLeaf {
      let word = document.word(of: value)
      if word.hasPrefix("/") || word.split(separator: "/").contains("..") {
        throw Refusal(422, "a file on a server names files of its own folder alone", at: value.path)
      }
    }
  }
}

/// A new text, or values by key.
private struct CaseFileChange: Decodable {
  var text: String?
  var values: [String: Scalar]?
  /// Digest of the text that it is based on.
  var base: String?

  func applied(to base: String) throws -> String {
    var text = base
    for (key, value) in (values ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let next = try JSON5Text(text).setting(key, to: value.json) else {
        throw Refusal(422, "the case file has no such key", at: key)
      }
      text = next
    }
    return text
  }

  /// A value that the program does not take is refused at its field, and nothing is kept.
  func refuseWrongValues(in text: String, before: String, at file: URL) throws {
    let known = Self.problems(before, file).map(\.what)
    let new = Self.problems(text, file).filter { !known.contains($0.what) }
    let document = try JSON5Text(text)
    for key in (values ?? [:]).keys.sorted() {
      guard let value = document[key], document.word(of: value) != CaseTemplate.open,
        let problem = new.first(where: { $0.location == "\(file.lastPathComponent):\(value.json.line)" })
      else { continue }
      var refusal = Refusal(
        422, FaultText(made: problem.what), at: key, why: FaultText(made: problem.why),
        remedy: FaultText(made: problem.remedy))
      refusal.more = [("field", .text(key))]
      throw refusal
    }
  }

  private static func problems(_ text: String, _ file: URL) -> [Problem] {
    guard !text.isEmpty else { return [] }
    do { _ = try CaseFile.parse(text, at: file) } catch { return ErrorReport(error).problems }
    return []
  }
}

/// A text, a number or a truth value. Numbers that were typed are numbers.
private enum Scalar: Decodable {
  case text(String), number(Double), flag(Bool)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
  var json: String {
    switch self {
    case .text(let text): JSON.text(text).printed
    case .number(let number): JSON.number(number).printed
    case .flag(let flag): "\(flag)"
    }
  }
}
