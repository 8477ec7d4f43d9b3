import Arguments
import Studies
import Workflow

public struct ProtocolsOperation: Operation {
  var name: FilePath?
  public init() {}

  public static let about = About(
    "protocols", .selection, "the built-in rules with edition and source", takes: "nothing, or a rule file",
    gives: "the rules with edition, limits and source",
    """
    Lists every rule document of the program: eligibility protocols, toxicity and response criteria, liver function. \
    NAME prints one with its limits. A site's own protocol is a file of the same form.
    """,
    examples: [
      .init("hepatica protocols", "the list"), .init("hepatica protocols tare", "one with its limits"),
      .init("hepatica protocols our-protocol.json5", "check a file of your own"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.name, "NAME", "one document, or a file of your own to check", .input)
  }

  public func run(_ context: Context) throws -> Outcome { try Protocols.list(context.ruleName(name)) }
}

extension Context {
  /// The name of built-in rules as it is, else the path of a file.
  func ruleName(_ name: FilePath?) -> String? {
    name.map { $0.path.contains("/") || $0.path.contains(".") ? path($0) : $0.path }
  }
}
