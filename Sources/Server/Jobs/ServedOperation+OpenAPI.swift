import Arguments
import Diagnostics
import Files

extension ServedOperation {
  /// Where a server takes an operation, by its words.
  package static func route(_ name: String) -> String {
    "/api/operations/" + name.split(separator: " ").joined(separator: "-")
  }

  /// One document of OpenAPI 3.1 with a route for each operation.
  package static func openAPI(_ operations: [ServedOperation]) -> JSON {
    let paths = operations.map { (route($0.name), JSON.object([("post", $0.described)])) }
    return .object([
      ("openapi", .text("3.1.0")),
      ("info", .object([("title", .text("Hepatica")), ("version", .text(Version.current))])),
      ("paths", .object(paths)),
    ])
  }

  private var described: JSON {
    let job = JSON.object([
      ("type", .text("object")), ("required", .array([.text("job")])),
      ("properties", .object([("job", .object([("type", .text("string"))]))])),
    ])
    let wait = JSON.object([
      ("name", .text("wait")), ("in", .text("query")), ("schema", .object([("enum", .array([.text("1")]))])),
      ("description", .text("1: the answer is the result itself")),
    ])
    return .object([
      ("operationId", .text(name)), ("summary", description["summary"]), ("parameters", .array([wait])),
      ("requestBody", .object(Self.content(description["input"]))),
      (
        "responses",
        .object([
          ("200", Self.response("with wait=1: " + gives, description["result"])),
          ("202", Self.response("in the queue", job)),
        ])
      ),
    ])
  }

  private var gives: String { if case .text(let text) = description["gives"] { text } else { "the result" } }

  private static func response(_ text: String, _ schema: JSON) -> JSON {
    .object([("description", .text(text))] + content(schema))
  }
  private static func content(_ schema: JSON) -> [(String, JSON)] {
    [("content", .object([("application/json", .object([("schema", schema)]))]))]
  }
}
