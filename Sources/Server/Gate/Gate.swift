import Diagnostics
import Foundation

/// Lets requests in: only those of this address, of pages of this server, and of somebody known.
struct Gate: Sendable {
  let sessions: Sessions
  let tokens: Tokens
  /// `nil` where one works alone.
  let accounts: Accounts?
  /// Names under which the server is reached, with their ports.
  let hosts: Set<String>
  let isSecure: Bool
  let cookieName: String

  init(
    sessions: Sessions, tokens: Tokens, accounts: Accounts?, port: UInt16, hosts: Set<String>, isSecure: Bool
  ) {
    (self.sessions, self.tokens, self.accounts) = (sessions, tokens, accounts)
    (self.hosts, self.isSecure) = (hosts, isSecure)
    // Browsers send cookies to all ports of a host.
    cookieName = "hepatica-\(port)"
  }

  var mode: String { accounts == nil ? "alone" : "department" }

  /// - Throws: `Refusal` 421 for another host (a foreign name that resolves here), 403 for another origin.
  func checkOrigin(_ request: Request) throws(Refusal) {
    guard let host = request[header: "host"]?.lowercased(), hosts.contains(host) else {
      throw Refusal(
        421, "this server does not answer under that name", at: "Host", remedy: "use the printed address")
    }
    guard request.changesState else { return }
    let origin = request[header: "origin"]
    let site = request[header: "sec-fetch-site"] ?? "same-origin"
    guard request[header: "x-hepatica"] == "1", origin == nil || origin == "\(scheme)://\(host)",
      site == "same-origin" || site == "none"
    else { throw Refusal(403, "a change must come from a page of this server", at: "Origin") }
  }

  private var scheme: String { isSecure ? "https" : "http" }

  func session(_ request: Request, quietly: Bool = false) -> Session? {
    sessions.find(request.cookie(cookieName), quietly: quietly)
  }

  /// The header that gives a browser its cookie; `nil` takes it away.
  func cookie(_ value: String?) -> (name: String, value: String) {
    let end = value == nil ? "; Max-Age=0" : ""
    let secure = isSecure ? "; Secure" : ""
    return ("Set-Cookie", "\(cookieName)=\(value ?? ""); Path=/; HttpOnly; SameSite=Strict\(secure)\(end)")
  }
}

/// What every response says in addition: nothing foreign is loaded, nothing inline runs, nothing is guessed or framed.
let securityHeaders: [(name: String, value: String)] = [
  (
    "Content-Security-Policy",
    """
    default-src 'self'; script-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
    worker-src 'self' blob:; connect-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'self'
    """
  ),
  ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
  ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
  ("X-Frame-Options", "SAMEORIGIN"), ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
]
