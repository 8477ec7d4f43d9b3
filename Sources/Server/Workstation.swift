import Arguments
import Diagnostics
import Files
import Foundation
import Synchronization

/// The server: one process, one page, one workspace.
package final class Workstation: Sendable {
  /// What it is started with.
  package struct Settings: Sendable {
    package var workspace: URL
    package var place = HTTPServer.Place()
    /// A registry of its own: a file of SQLite, or the URL of a database.
    package var registry: String?
    /// The file of accounts; `nil` where one works alone.
    package var accounts: URL?
    /// Further names under which it is reached, such as that of a proxy in front.
    package var hosts: [String] = []
    /// Whether a proxy in front speaks TLS.
    package var isBehindTLS = false
    package var length = Sessions.Length()
    var lockOut = Duration.seconds(15 * 60)
    package var assets: URL?
    package var slots = 2
    /// The file of keys of sealed lists.
    package var keys: URL?
    package init(workspace: URL) { self.workspace = workspace }
  }

  let settings: Settings
  let workspace: Workspace
  let audit: AuditTrail
  let hub = EventHub()
  let queue: JobQueue
  let operations: [ServedOperation]
  let sessions: Sessions
  let tokens = Tokens()
  let accounts: Accounts?
  let assets: Assets
  /// Changes of case files, versions and signatures, one at a time.
  let edits = Mutex(())
  let scenes: Scenes
  let images = ImageCache()
  let cases: CaseMemory
  /// Of the registry, for as long as it stays as it is.
  let answers = Memory<String>(limit: 50)
  let plans = PlanCache()
  let territories = Memory<TerritoryScene>(limit: 3)
  let cohortTables = Memory<CohortPicture.Tables>(limit: 1)
  let office: TrialOffice
  let queries: QueryDesk
  let frozen: FrozenData
  /// Held for as long as this lives; nobody asks it anything.
  private let lock: Mutex<FileLock>

  /// - Throws: `Problem` for settings that would not be safe, or a workspace that cannot be used.
  package init(_ settings: Settings, _ operations: [ServedOperation]) throws {
    try Self.checkSafety(settings)
    self.settings = settings
    let journeys = Journeys()
    (scenes, cases) = (Scenes(journeys), CaseMemory(journeys))
    // Where several work, one reaches sealed lists and whole tables through the routes that ask for roles and two accounts.
    let operations =
      settings.accounts == nil ? operations : operations.filter { !Self.aloneOnly.contains($0.name) }
    self.operations = operations
    workspace = try Workspace(settings.workspace)
    lock = Mutex(try workspace.locked())
    audit = try AuditTrail(workspace.audit)
    sessions = Sessions(settings.length)
    accounts = try settings.accounts.map { try Accounts($0, pause: settings.lockOut) }
    assets = Assets(first: settings.assets)
    office = try TrialOffice(settings.keys ?? workspace.url.appending(path: ".server/keys"))
    queries = try QueryDesk(workspace.url.appending(path: ".server/queries")) {
      try settings.registry.map { try RegistryDesk(place: $0).open() }
    }
    frozen = try FrozenData(workspace.url.appending(path: ".server/frozen"))
    let (folder, hub) = (workspace.url, self.hub)
    let known = Dictionary(operations.map { ($0.name, $0.permission) }, uniquingKeysWith: { $1 })
    queue = try JobQueue(try JobStore(workspace.jobs), operations, slots: settings.slots) { account in
      Self.setting(settings, folder, account)
    } tell: { job in
      let now = Surroundings.current.now()
      hub.tell("job") { job.view(for: $0, known[job.operation])?.json(at: now) }
      if let name = job.case, job.state.isOver || job.state == .running {
        hub.tell(
          "case", .object([("id", .text(name)), ("state", .text(job.state.rawValue))]), to: .readCases)
      }
    }
  }

  func setting(_ account: String) -> ServedOperation.Setting {
    Self.setting(settings, workspace.url, account)
  }
  private static func setting(_ settings: Settings, _ folder: URL, _ account: String)
    -> ServedOperation.Setting
  {
    var setting = ServedOperation.Setting(folder: folder, registry: settings.registry, account: account)
    setting.isShared = settings.accounts != nil
    return setting
  }

  private static let aloneOnly: Set<String> = [
    "trial-lock", "trial-allocate", "trial-reveal", "trial-unblind", "trial-close", "trial-open",
    "registry-list",
    "registry-export",
  ]

  /// Who is reached by others needs accounts, and TLS of its own or in front.
  private static func checkSafety(_ settings: Settings) throws(Problem) {
    if let file = settings.accounts,
      file.standardizedFileURL.path.hasPrefix(settings.workspace.standardizedFileURL.path + "/")
    {
      throw Problem(
        .usage, what: "the file of accounts lies in the workspace", at: "--accounts",
        why: "operations write there", remedy: "keep it elsewhere")
    }
    let isLoopback = ["127.0.0.1", "::1"].contains(settings.place.address)
    let hasTLS = settings.place.certificate != nil && settings.place.key != nil
    let isReachable = !isLoopback || !settings.hosts.isEmpty || settings.isBehindTLS
    guard isReachable else { return }
    if settings.accounts == nil {
      throw Problem(
        .usage, what: "a server that others reach needs accounts", at: "--accounts",
        why: "whoever finds the address would read and change everything",
        remedy: "make a file with hepatica accounts FILE NAME --role ROLE")
    }
    if !isLoopback && !hasTLS || isLoopback && !hasTLS && !settings.isBehindTLS {
      throw Problem(
        .usage, what: "a server that others reach needs TLS", at: "--tls-certificate",
        why: "pass phrases and images would cross the network in the clear",
        remedy:
          "give --tls-certificate and --tls-key, or stay on 127.0.0.1 behind a proxy and say --behind-tls")
    }
  }

  var isSecure: Bool { settings.isBehindTLS || settings.place.certificate != nil }

  /// Serves until it is stopped.
  package func start() throws -> Running {
    let cell = RouterCell()
    let server = try HTTPServer(
      settings.place,
      .init(receive: { cell.router.receive($0) }, decorate: { $0.adding(securityHeaders) }))
    cell.set(router(port: server.port))
    queue.begin()
    return Running(workstation: self, server: server)
  }

  private func router(port: UInt16) -> Router {
    let gate = Gate(
      sessions: sessions, tokens: tokens, accounts: accounts, port: port, hosts: hosts(port),
      isSecure: isSecure)
    return Router(
      gate, audit, open: { try self.openRoutes($0, gate) }, routes(gate),
      confinement: settings.accounts.map { _ in Confinement(workspace.url) })
  }

  private func hosts(_ port: UInt16) -> Set<String> {
    let own = settings.place.address.contains(":") ? "[\(settings.place.address)]" : settings.place.address
    let names = [own, "localhost", "127.0.0.1", "[::1]"] + settings.hosts.map { $0.lowercased() }
    return Set(names.flatMap { [$0, "\($0):\(port)"] })
  }

  func routes(_ gate: Gate) -> [Route] {
    sessionRoutes(gate) + accountRoutes + operationRoutes + jobRoutes(gate) + uploadRoutes + caseRoutes
      + caseRunRoutes
      + caseFileRoutes
      + volumeRoutes + contourRoutes + structureRoutes + signRoutes
      + registryRoutes + queryRoutes + patientPageRoutes + cohortRoutes + trialRoutes + trialDeskRoutes
      + importRoutes + taskRoutes + planRoutes + territoryRoutes
  }
}

/// A server that answers.
package struct Running: Sendable {
  package let workstation: Workstation
  let server: HTTPServer
  package var port: UInt16 { server.port }

  /// Where it is, with a token that opens one session where one works alone.
  package var address: String {
    let settings = workstation.settings
    let scheme = settings.place.certificate == nil ? "http" : "https"
    let host = settings.place.address.contains(":") ? "[\(settings.place.address)]" : settings.place.address
    let token = workstation.accounts == nil ? "?token=\(workstation.tokens.make())" : ""
    return "\(scheme)://\(host):\(port)/\(token)"
  }

  /// Ends streams, lets answers under way go out, and asks running work to save its state.
  package func stop() {
    workstation.hub.end()
    server.stop()
    workstation.queue.end(within: 10)
  }
}

/// The router is made when the port is known, a moment after the first request could come: that one waits.
private final class RouterCell: @unchecked Sendable {
  // Guarded by the condition's lock.
  private let condition = NSCondition()
  private var value: Router?

  func set(_ router: Router) {
    condition.withLock {
      value = router
      condition.broadcast()
    }
  }
  var router: Router {
    condition.withLock {
      while value == nil { condition.wait() }
      return value!
    }
  }
}

extension Response {
  func adding(_ more: [(name: String, value: String)]) -> Response {
    // What a response says itself holds: a second policy would forbid what the first one allows.
    let own = Set(headers.map { $0.name.lowercased() })
    var response = self
    response.headers += more.filter { !own.contains($0.name.lowercased()) }
    return response
  }
}
