import DICOM
import Diagnostics
import Foundation

/// A DICOMweb service (PS3.18): QIDO-RS, WADO-RS and STOW-RS.
struct WebArchive {
  let peer: WebPeer

  init(_ peer: WebPeer) { self.peer = peer }

  /// - Throws: `Problem` that states why it does not answer a query for one study.
  func ask() throws(Problem) {
    let request = WebRequest(path: "/studies", query: [("limit", "1")], accept: Self.json)
    let answer = try WebCall(peer, request).run()
    guard [200, 204].contains(answer.status) else {
      throw WebFault.problem(status: answer.status, peer, during: "a query")
    }
  }

  private static let json = "application/dicom+json"

  // MARK: QIDO-RS

  /// Patients are not a resource of QIDO-RS: they are collected from their studies.
  func find(_ query: Query) throws(Problem) -> QueryResult {
    var asked = query
    if query.level == .patient { asked.level = .study }
    var conditions = asked.conditions
    if query.level == .patient {
      conditions += query.conditions.filter { !asked.level.attributes.contains($0.attribute) }
    }
    var request = WebRequest(path: path(query), accept: Self.json)
    for (attribute, value) in conditions where query.level != .series || attribute != .studyUID {
      if value.isEmpty {
        request.query.append(("includefield", Self.hexadecimal(attribute.tag)))
      } else {
        request.query.append((attribute.keyword, value))
      }
    }
    if query.level != .patient { request.query.append(("limit", String(query.limit + 1))) }
    let answer = try WebCall(peer, request).run()
    if answer.status == 204 { return QueryResult(level: query.level, answers: [], isCutShort: false) }
    guard answer.status == 200 else {
      throw WebFault.problem(status: answer.status, peer, during: "the query")
    }
    return try result(answer.body, query)
  }

  private func path(_ query: Query) -> String {
    query.level == .series ? "/studies/\(query.study)/series" : "/studies"
  }

  private func result(_ body: Data, _ query: Query) throws(Problem) -> QueryResult {
    guard let items = try? JSONSerialization.jsonObject(with: body) as? [[String: Any]] else {
      throw Problem(
        .serviceUnavailable, what: "the answer is not DICOM JSON", at: peer.name,
        remedy: "check that the address is that of a DICOMweb service, such as …/dicom-web")
    }
    var answers: [QueryAnswer] = []
    for item in items {
      var answer = QueryAnswer()
      for (attribute, _) in query.conditions {
        if let value = Self.value(item[Self.hexadecimal(attribute.tag)]) { answer[attribute.keyword] = value }
      }
      if query.level == .patient, answers.contains(answer) { continue }
      answers.append(answer)
    }
    return QueryResult(
      level: query.level, answers: Array(answers.prefix(query.limit)), isCutShort: answers.count > query.limit
    )
  }

  static func hexadecimal(_ tag: UInt32) -> String {
    let digits = String(tag, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Values of an attribute of DICOM JSON (PS3.18 F.2), joined by backslashes as in a data set.
  static func value(_ attribute: Any?) -> String? {
    guard let values = (attribute as? [String: Any])?["Value"] as? [Any] else { return nil }
    let texts = values.map { value -> String in
      switch value {
      case let text as String: text
      case let number as NSNumber: number.stringValue
      case let name as [String: String]:
        [name["Alphabetic"], name["Ideographic"], name["Phonetic"]].map { $0 ?? "" }.joined(separator: "=")
          .trimmingCharacters(in: CharacterSet(charactersIn: "="))
      default: ""
      }
    }
    let joined = texts.joined(separator: "\\")
    return joined.isEmpty ? nil : joined
  }

  // MARK: WADO-RS

  /// Streams a study or series into the store, object by object.
  func fetch(_ unit: FetchUnit, into store: ObjectStore) throws(Problem) {
    let series = unit.series.map { "/series/\($0)" } ?? ""
    let files = PartFiles(store)
    var reader: MultipartReader?
    var request = WebRequest(
      path: "/studies/\(unit.study)\(series)",
      accept: "multipart/related; type=\"application/dicom\"; transfer-syntax=*")
    request.begin = { type throws(Problem) in
      reader = try MultipartReader(contentType: type, files)
    }
    request.take = { bytes throws(Problem) in try reader?.take(bytes) }
    let answer = try WebCall(peer, request).run()
    guard answer.status == 200 else {
      throw WebFault.problem(status: answer.status, peer, during: "fetching")
    }
    guard let reader, reader.isComplete else {
      throw Problem(
        .serviceUnavailable, what: "the answer ended before its last object", at: peer.name,
        why: "the study may be incomplete; \(store.tally.stored) objects are stored",
        remedy: "try again: nothing is stored twice")
    }
  }
}

/// Files of the parts of an answer, each handed to the store when it is whole.
final class PartFiles: MultipartSink {
  private let store: ObjectStore
  private var path = ""
  private var descriptor: Int32 = -1

  init(_ store: ObjectStore) { self.store = store }
  deinit { drop() }

  func begin() throws(Problem) {
    path = store.newPath()
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw ObjectStore.unwritten(errno) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ObjectStore.unwritten(errno) }
      done += count
    }
  }

  func end() throws(Problem) {
    guard fsync(descriptor) == 0 else { throw ObjectStore.unwritten(errno) }
    close(descriptor)
    descriptor = -1
    do throws(Problem) { try store.take(path) } catch {
      // A part that is not an object is counted, and the others are still wanted; a full disk ends it.
      guard error.kind == .dataRejected else { throw error }
    }
  }

  private func drop() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(path)
  }
}
