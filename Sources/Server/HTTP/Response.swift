import Arguments
import Diagnostics
import Files
import Foundation

/// An answer: its status, headers and bytes, or part of a file.
struct Response: Sendable {
  enum Body: Sendable {
    case bytes(Data)
    /// Bytes from `offset` of an open file, which whoever sends it closes.
    case file(descriptor: Int32, offset: UInt64, count: UInt64)
  }
  var status: Int
  var headers: [(name: String, value: String)]
  var body: Body

  init(_ status: Int, _ headers: [(name: String, value: String)] = [], _ body: Body = .bytes(Data())) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }

  static func json(_ json: JSON, _ status: Int = 200) -> Response { text(json: json.printed, status) }

  /// Text that is JSON already.
  static func text(json text: String, _ status: Int = 200) -> Response {
    bytes(Data(text.utf8), "application/json; charset=utf-8", status)
  }

  static func bytes(_ data: Data, _ type: String, _ status: Int = 200) -> Response {
    Response(status, [("Content-Type", type), ("Cache-Control", "no-store")], .bytes(data))
  }

  static func redirect(to place: String) -> Response {
    Response(303, [("Location", place), ("Cache-Control", "no-store")])
  }

  /// The error form of the command line, with the status of HTTP that means the same.
  static func failure(_ error: any Error, _ status: Int? = nil) -> Response {
    let report = ErrorReport(error)
    return json(report.object, status ?? httpStatus(report.status))
  }

  private static func httpStatus(_ code: ExitCode) -> Int {
    switch code {
    case .usage: 400
    case .inputMissing: 404
    case .cannotCreate, .interrupted: 409
    case .dataRejected: 422
    case .serviceUnavailable, .tryAgain: 503
    case .inputOutput: 507
    default: 500
    }
  }
}

/// What the server itself refuses, with a status of HTTP.
package struct Refusal: Error, Sendable {
  package let status: Int
  package let problem: Problem
  /// What a page finds translations by.
  private let texts: [(String, FaultText)]
  package var headers: [(name: String, value: String)] = []
  /// Further keys of the answer.
  package var more: [(String, JSON)] = []

  init(
    _ status: Int, _ what: FaultText, at place: String = "", why: FaultText = "", remedy: FaultText = ""
  ) {
    self.status = status
    problem = Problem(
      Self.kind(status), what: what.text, at: place, why: why.text, remedy: remedy.text)
    texts = [("what", what), ("why", why), ("remedy", remedy)].filter { !$0.1.text.isEmpty }
  }

  private static func kind(_ status: Int) -> Problem.Kind {
    switch status {
    case 404: .inputMissing
    case 409: .cannotCreate
    case 422: .dataRejected
    case 503: .tryAgain
    default: .usage
    }
  }

  var response: Response {
    guard case .object(let members) = ErrorReport(problem).object else { return Response(status, headers) }
    let texts = JSON.object(self.texts.map { ($0.0, $0.1.json) })
    var response = Response.json(.object(members + [("texts", texts)] + more), status)
    response.headers += headers
    return response
  }
}

/// The response to an error of a route.
func response(to error: any Error) -> Response {
  (error as? Refusal)?.response ?? Response.failure(error)
}
