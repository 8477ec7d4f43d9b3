import Diagnostics
import Files

/// What a failed operation says, with `--json` on standard output and by a server:
/// `{"hepatica": 1, "status": 66, "errors": [{"kind": …, "what": …, "at": …, "why": …, "remedy": …}]}`.
public struct ErrorReport: Sendable {
  public let problems: [Problem]
  public let status: ExitCode

  public init(_ error: any Error) {
    switch error {
    case let problem as Problem: (problems, status) = ([problem], ExitCode(problem.kind))
    case let many as Problems: (problems, status) = (many.grouped, ExitCode(many.kind))
    default:
      problems = [
        Problem(
          .internalError, what: "internal error: \(error)",
          remedy: "please report it, with the command that you ran")
      ]
      status = .internalError
    }
  }

  public var json: String { object.printed }

  public var object: JSON {
    .object([
      ("hepatica", .number(1)), ("status", .number(Double(status.rawValue))),
      ("errors", .array(problems.map(\.json))),
    ])
  }
}

extension Problem {
  public var json: JSON {
    .object([
      ("kind", .text(kind.rawValue)), ("what", .text(what)), ("at", .text(location)), ("why", .text(why)),
      ("remedy", .text(remedy)),
    ])
  }
}
