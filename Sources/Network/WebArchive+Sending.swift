import Diagnostics
import Foundation

extension WebArchive {
  /// STOW-RS: objects in requests of limited size, streamed from their files.
  func send(_ objects: [Outgoing.Object], _ progress: ProgressHandler) throws -> SendResult {
    var result = SendResult()
    var refused: [Problem] = []
    for batch in Self.batches(objects) {
      do throws(Problem) { refused += try send(batch, &result) } catch {
        var problem = error
        problem.why = "\(result.sent) of \(objects.count) objects were sent, the others were not"
        throw problem
      }
      progress(
        Double(result.sent + refused.count) / Double(objects.count),
        "\(result.sent) of \(objects.count) objects")
    }
    guard refused.isEmpty else { throw Problems(refused) }
    return result
  }

  /// At most 200 objects or 64 MiB, but at least one.
  private static func batches(_ objects: [Outgoing.Object]) -> [[Outgoing.Object]] {
    var batches: [[Outgoing.Object]] = []
    var bytes = 0
    for object in objects {
      let size = Self.size(object.path)
      if batches.isEmpty || bytes + size > 64 << 20 || batches[batches.count - 1].count == 200 {
        batches.append([])
        bytes = 0
      }
      batches[batches.count - 1].append(object)
      bytes += size
    }
    return batches
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// - Returns: one problem for each object that the service refused.
  private func send(_ batch: [Outgoing.Object], _ result: inout SendResult) throws(Problem) -> [Problem] {
    let boundary = "hepatica-\(UUID().uuidString)"
    var request = WebRequest(path: "/studies", accept: "application/dicom+json")
    request.contentType = "multipart/related; type=\"application/dicom\"; boundary=\(boundary)"
    for object in batch {
      request.body.append(.bytes(Data("--\(boundary)\r\nContent-Type: application/dicom\r\n\r\n".utf8)))
      request.body.append(.file(object.path, size: Self.size(object.path)))
      request.body.append(.bytes(Data("\r\n".utf8)))
    }
    request.body.append(.bytes(Data("--\(boundary)--\r\n".utf8)))
    let answer = try WebCall(peer, request).run()
    // 200 all stored, 202 some, 409 none (PS3.18 10.5.3).
    guard [200, 202, 409].contains(answer.status) else {
      throw WebFault.problem(status: answer.status, peer, during: "storing")
    }
    let reply = StowReply(answer.body)
    if answer.status == 409, reply.failed.isEmpty {
      throw WebFault.problem(status: 409, peer, during: "storing")
    }
    return try judge(batch, reply, &result)
  }

  /// Only what the service names as stored is stored.
  private func judge(
    _ batch: [Outgoing.Object], _ reply: StowReply, _ result: inout SendResult
  ) throws(Problem) -> [Problem] {
    var refused: [Problem] = []
    for object in batch {
      let uid = object.head.sopInstance
      if let reason = reply.failed[uid] {
        refused.append(
          Problem(
            .serviceUnavailable, what: "the archive refused an object: \(DIMSEStatus.meaning(reason))",
            at: object.path,
            remedy: DIMSEStatus.remedy(reason)))
      } else if reply.stored.contains(uid) {
        result.sent += 1
      } else {
        refused.append(
          Problem(
            .serviceUnavailable, what: "the archive did not confirm that it stored an object",
            at: object.path,
            why: "it may be lost", remedy: "send it again, and compare with hepatica archive find"))
      }
    }
    return refused
  }
}

/// The answer of STOW-RS: what is stored, and why something is not (PS3.18 I.2).
private struct StowReply {
  var stored: Set<String> = []
  var failed: [String: UInt16] = [:]

  init(_ body: Data) {
    guard let root = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { return }
    for item in Self.items(root, "00081199") { if let uid = Self.uid(item) { stored.insert(uid) } }
    for item in Self.items(root, "00081198") {
      let reason = WebArchive.value(item["00081197"]).flatMap(UInt16.init) ?? 0x0110
      if let uid = Self.uid(item) { failed[uid] = reason }
    }
  }

  private static func items(_ root: [String: Any], _ tag: String) -> [[String: Any]] {
    (root[tag] as? [String: Any])?["Value"] as? [[String: Any]] ?? []
  }

  private static func uid(_ item: [String: Any]) -> String? { WebArchive.value(item["00081155"]) }
}
