import Arguments
import Diagnostics
import Foundation
import Server
import Studies
import Workflow

/// The messages of one assistant: JSON-RPC 2.0 as the Model Context Protocol uses it, one line each.
struct AssistantSession {
  /// Revisions of the protocol whose initialisation and tools are these, the latest first.
  static let revisions = ["2025-06-18", "2025-03-26", "2024-11-05"]

  let tools: [AssistantTool]
  let identity: IdentityCheck
  var setting: ServedOperation.Setting

  init(tools: [AssistantTool], identity: IdentityCheck, setting: ServedOperation.Setting) {
    (self.tools, self.identity, self.setting) = (tools, identity, setting)
    self.setting.isShared = true
  }

  /// The answer to a line; `nil` to a notification.
  func answer(_ line: String) -> String? {
    guard let message = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] else {
      return Self.printed([
        "jsonrpc": "2.0", "id": NSNull(), "error": Self.fault(-32700, "this is not a JSON object"),
      ])
    }
    guard let id = message["id"], let method = message["method"] as? String else { return nil }
    let parameters = message["params"] as? [String: Any] ?? [:]
    var reply: [String: Any] = ["jsonrpc": "2.0", "id": id]
    switch result(method, parameters) {
    case .success(let result): reply["result"] = result
    case .failure(let fault): reply["error"] = Self.fault(fault.code, fault.text)
    }
    return Self.printed(reply)
  }

  private struct Fault: Error {
    var code: Int
    var text: String
  }

  private func result(_ method: String, _ parameters: [String: Any]) -> Result<[String: Any], Fault> {
    switch method {
    case "initialize": .success(hello(parameters))
    case "ping": .success([:])
    case "tools/list": .success(["tools": tools.map(\.description)])
    case "tools/call": call(parameters)
    default: .failure(Fault(code: -32601, text: "there is no method “\(method)”"))
    }
  }

  private func hello(_ parameters: [String: Any]) -> [String: Any] {
    let asked = parameters["protocolVersion"] as? String ?? ""
    return [
      "protocolVersion": Self.revisions.contains(asked) ? asked : Self.revisions[0],
      "capabilities": ["tools": [String: Any]()],
      "serverInfo": ["name": OperationCatalogue.program, "title": "Hepatica", "version": Version.current],
      "instructions": Version.researchUse + " Paths are relative to the folder of the session.",
    ]
  }

  private func call(_ parameters: [String: Any]) -> Result<[String: Any], Fault> {
    let name = parameters["name"] as? String ?? ""
    guard let tool = tools.first(where: { $0.name == name }) else {
      return .failure(Fault(code: -32602, text: "there is no tool “\(name)” in this session"))
    }
    let arguments = parameters["arguments"] as? [String: Any] ?? [:]
    do {
      try identity.check()
      let answer = try tool.call(JSONSerialization.data(withJSONObject: arguments), setting)
      return .success(content(answer.json, review: answer.review, isError: false))
    } catch { return .success(content(ErrorReport(error).json, review: [], isError: true)) }
  }

  /// The answer as text and as an object, and what a person must decide.
  private func content(_ json: String, review: [String], isError: Bool) -> [String: Any] {
    let notes = review.isEmpty ? [] : ["For a person to decide:\n" + review.joined(separator: "\n")]
    var result: [String: Any] = [
      "content": ([json] + notes).map { ["type": "text", "text": $0] }, "isError": isError,
    ]
    if let object = (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [String: Any] {
      result["structuredContent"] = object
    }
    return result
  }

  private static func fault(_ code: Int, _ text: String) -> [String: Any] { ["code": code, "message": text] }

  /// One line.
  private static func printed(_ message: [String: Any]) -> String {
    let data =
      (try? JSONSerialization.data(withJSONObject: message, options: [.sortedKeys, .withoutEscapingSlashes]))
      ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}
