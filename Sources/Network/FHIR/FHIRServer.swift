import Diagnostics
import Files
import Foundation

/// A service of FHIR R4: search with all its pages, and transactions.
package struct FHIRServer {
  let peer: WebPeer
  static let type = "application/fhir+json"

  init(_ peer: WebPeer) { self.peer = peer }

  /// - Throws: a usage `Problem` for a peer that is not a FHIR service.
  package init(_ peer: Peer) throws(Problem) {
    guard case .fhir(let web) = peer.way else {
      throw Problem(
        .usage, what: "“\(peer.name)” is an archive of images, not a FHIR service", at: peer.name,
        remedy: "name a peer that the configuration gives as fhir: \"https://…\"")
    }
    self.peer = web
  }

  /// What a command for images says of a FHIR service.
  static func withoutImages(_ peer: WebPeer) -> Problem {
    Problem(
      .usage, what: "“\(peer.name)” is a FHIR service and holds no images", at: peer.name,
      remedy: "take hepatica archive record or hepatica archive report for it")
  }

  /// - Throws: `Problem` unless it states that it speaks release 4.
  func ask() throws(Problem) {
    let statement = try get("/metadata")
    guard statement["resourceType"]?.text == "CapabilityStatement" else { throw strange("its capabilities") }
    let version = statement["fhirVersion"]?.text ?? ""
    guard version.hasPrefix("4.") else {
      throw Problem(
        .serviceUnavailable,
        what: "the service speaks FHIR \(version.isEmpty ? "of an unknown version" : version)",
        at: place, why: "resources of other releases have other elements",
        remedy: "enter the address of its R4 (4.0.1) service")
    }
  }

  /// All resources of a type that belong to a patient.
  ///
  /// - Throws: `Problem` if a page is missing, lies elsewhere, or holds resources of somebody else.
  func search(_ type: String, _ conditions: [(String, String)]) throws(Problem) -> FHIRPageSet {
    var pages = FHIRPageSet()
    var seen: Set<String> = []
    var next: String? =
      "/\(type)?"
      + (conditions + [("_count", "500")]).map { "\($0)=\(WebCall.escaped($1))" }
      .joined(separator: "&")
    while let path = next {
      guard seen.insert(path).inserted, seen.count <= 10_000 else {
        throw Problem(
          .serviceUnavailable, what: "the pages of the answer do not end", at: place,
          why: "whether all resources came is not known", remedy: "see the service's own log")
      }
      let bundle = try get(path)
      guard bundle["resourceType"]?.text == "Bundle" else { throw strange("a search for \(type)") }
      next = try self.next(bundle)
      pages.add(bundle, type)
    }
    guard pages.isWhole else {
      throw Problem(
        .serviceUnavailable,
        what: "the service counts \(pages.total ?? 0) resources of \(type) and sent \(pages.resources.count)",
        at: place, why: "the others would be missing silently",
        remedy: "try again, or see the service's own log")
    }
    return pages
  }

  /// - Parameter bundle: a transaction: all of it is stored, or nothing.
  /// - Returns: how many resources were made, and how many were there already.
  /// - Throws: `Problem` if the service did not store them all.
  package func send(_ bundle: String) throws(Problem) -> (made: Int, known: Int) {
    var request = WebRequest(path: "", accept: Self.type)
    request.contentType = Self.type
    request.body = [.bytes(Data(bundle.utf8))]
    let answer = try WebCall(peer, request).run()
    guard answer.status == 200 else { throw fault(answer.status, during: "the report") }
    let states = (try read(answer.body)["entry"]?.elements ?? []).map {
      $0["response"]?["status"]?.text?.prefix(3) ?? ""
    }
    guard !states.isEmpty, states.allSatisfy({ $0.hasPrefix("2") }) else { throw strange("the report") }
    return (states.count { $0 == "201" }, states.count { $0 != "201" })
  }

  // MARK: One request

  private func get(_ path: String) throws(Problem) -> FHIRText {
    var body = Data()
    var request = WebRequest(path: path, accept: Self.type)
    request.headers = ["Prefer: handling=strict"]
    request.take = { bytes throws(Problem) in
      guard body.count + bytes.count <= 1 << 28 else { throw self.strange("a page of more than 256 MiB") }
      body.append(contentsOf: bytes)
    }
    let answer = try WebCall(peer, request).run()
    guard answer.status == 200 else { throw fault(answer.status, during: "the query") }
    return try read(body)
  }

  private func read(_ body: Data) throws(Problem) -> FHIRText {
    guard let text = String(validating: body, as: UTF8.self) else {
      throw strange("a text that is not UTF-8")
    }
    do throws(Problem) { return try FHIRText(text) } catch { throw strange("a text that is not JSON") }
  }

  /// The path of the next page on this service. Behind a proxy a service may name itself by another scheme or port; another
  /// host gets no token.
  private func next(_ bundle: FHIRText) throws(Problem) -> String? {
    let link = (bundle["link"]?.elements ?? []).first { $0["relation"]?.text == "next" }
    guard let text = link?["url"]?.text else { return nil }
    let base = URL(string: peer.address + "/")
    guard let base, let url = URL(string: text, relativeTo: base), url.host() == base.host() else {
      throw Problem(
        .serviceUnavailable, what: "the next page of the answer is at another host", at: place,
        why: "a token is not carried elsewhere", remedy: "enter the address by which the service names itself"
      )
    }
    let own = base.path(percentEncoded: true)
    let path = url.path(percentEncoded: true)
    guard path.hasPrefix(own) || path + "/" == own else {
      throw Problem(
        .serviceUnavailable, what: "the next page of the answer is not below the service's address",
        at: place,
        remedy: "enter the address by which the service names itself")
    }
    return "/" + path.dropFirst(own.count) + (url.query(percentEncoded: true).map { "?" + $0 } ?? "")
  }

  private var place: String { "\(peer.name) (\(peer.address))" }

  private func fault(_ status: Int, during action: String) -> Problem {
    guard status == 404 else { return WebFault.problem(status: status, peer, during: action) }
    return Problem(
      .serviceUnavailable, what: "there is no FHIR service at this address (HTTP 404)", at: place,
      remedy: "check the address: it ends before the type of a resource, such as …/fhir")
  }

  private func strange(_ what: String) -> Problem {
    Problem(
      .serviceUnavailable, what: "the service answers \(what) in a way that FHIR R4 does not have", at: place,
      remedy: "check that the address is that of a FHIR R4 service that answers in JSON")
  }
}
