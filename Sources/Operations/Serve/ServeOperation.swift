import Arguments
import Diagnostics
import Files
import Foundation
import Server
import Studies
import Workflow

public struct ServeOperation: Operation {
  var workspace = FilePath("")
  var port = 8571
  var address = "127.0.0.1"
  var registry: String?
  var accounts: FilePath?
  var certificate: FilePath?
  var key: FilePath?
  var hosts: [String] = []
  var isBehindTLS = false
  var idle = 30.0
  var jobs = 2
  var listKeys: FilePath?
  public init() {}

  public static let about = About(
    "serve", .program, "the workstation: Hepatica in the browser", takes: "a folder to work in",
    gives: "a page, and a route for each operation",
    """
    Serves one page to browsers until it is ended with Ctrl-C. WORKSPACE holds cases, plans and uploads, and is made if it \
    is not there. Alone, it listens on this machine only and prints an address with a token that opens one session. For a \
    department it needs --accounts, and TLS of its own or of a proxy in front (--behind-tls).
    """,
    examples: [
      .init("hepatica serve workspace", "alone, on this machine"),
      .init("hepatica serve workspace --registry department.sqlite", "with a registry"),
      .init(
        "hepatica serve /srv/hepatica --accounts accounts.json --address 10.0.0.5 --tls-certificate c.pem --tls-key k.pem",
        "for a department"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.workspace, "WORKSPACE", "folder of cases, plans and uploads", completes: .folders)
    Field.option(\.port, "port", nil, "N", "port; 0: any that is free", in: .within(0...65535))
    Field.option(\.address, "address", nil, "ADDRESS", "address to listen on")
    Field.option(
      \.registry, "registry", nil, "REGISTRY", "a file of SQLite, or postgresql://USER@HOST/DATABASE")
    Field.option(\.accounts, "accounts", nil, "FILE", "file of accounts; hepatica accounts makes it")
    Field.option(\.certificate, "tls-certificate", nil, "FILE", "certificates, PEM")
    Field.option(\.key, "tls-key", nil, "FILE", "their key, PEM")
    Field.options(
      \.hosts, "host", nil, "NAME", "a name under which browsers reach it, such as that of a proxy")
    Field.flag(\.isBehindTLS, "behind-tls", nil, "a proxy in front of it speaks TLS")
    Field.option(\.idle, "idle", nil, "MINUTES", "a session ends after so long without use", in: .aboveZero)
    Field.option(\.jobs, "jobs", nil, "N", "operations that run at a time", in: .within(1...64))
    Field.option(
      \.listKeys, "list-keys", nil, "FOLDER",
      "folder of the keys of sealed allocation lists, TRIAL.key, which the server alone may read")
  }

  /// Serves until the context is cancelled.
  ///
  /// - Throws: `Problem` for settings that would not be safe, an address or workspace in use, files that cannot be read.
  public func run(_ context: Context) throws -> Outcome {
    let running = try Workstation(settings(context), OperationCatalogue.served).start()
    context.say(
      """
      Hepatica \(Version.current) at \(running.address)
      \(accounts == nil ? "The address opens one session; Ctrl-C ends the server." : "Ctrl-C ends the server.")
      """)
    context.cancellation.savingState {
      while !context.cancellation.isRequested { usleep(50_000) }
    }
    running.stop()
    return Outcome(text: "The server has ended.", json: "{\"hepatica\": 1}")
  }

  private func settings(_ context: Context) throws -> Workstation.Settings {
    var settings = Workstation.Settings(workspace: context.url(workspace))
    settings.place.address = address
    settings.place.port = UInt16(port)
    settings.place.certificate = try certificate.map { try text(context.path($0)) }
    settings.place.key = try key.map { try text(context.path($0)) }
    settings.registry = registry.map { $0.contains("://") ? $0 : context.url($0).absoluteURL.path }
    settings.accounts = context.url(accounts)
    (settings.hosts, settings.isBehindTLS, settings.slots) = (hosts, isBehindTLS, jobs)
    settings.length.idle = .seconds(idle * 60)
    settings.keys = context.url(listKeys)
    settings.assets = context.environment("HEPATICA_ASSETS").map { URL(filePath: $0) }
    return settings
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try readFile(path, called: "PEM file"), as: UTF8.self)
  }
}
