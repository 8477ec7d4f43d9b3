internal import CDICOMNetwork
import Diagnostics
import Foundation

/// Finds patients, studies and series in an archive: C-FIND, or QIDO-RS.
package enum Search {
  /// - Throws: `Problem` for a query that cannot be asked, or an archive that does not answer it.
  package static func run(_ query: Query, at peer: Peer, of archives: Archives) throws(Problem) -> QueryResult
  {
    try query.check()
    return switch peer.way {
    case .dicom(let peer): try run(query, at: peer, as: archives.title)
    case .web(let peer): try WebArchive(peer).find(query)
    case .fhir(let peer): throw FHIRServer.withoutImages(peer)
    }
  }

  static func run(_ query: Query, at peer: DICOMPeer, as title: String) throws(Problem) -> QueryResult {
    let model = RetrieveModel(query.level).find
    let link = try Link(peer, as: title, for: [ProposedContext(abstractSyntax: model)])
    let collector = Collector(query)
    do throws(Trouble) {
      try link.perform { find($0, $1, model, peer.characterSet, query, collector) }
    } catch {
      throw error.problem(peer, calling: title, during: "the query")
    }
    link.close()
    return collector.result
  }

  private static func find(
    _ handle: OpaquePointer, _ failure: UnsafeMutablePointer<HNFailure>, _ model: String, _ set: String,
    _ query: Query, _ collector: Collector
  ) -> Int32 {
    let texts = CTexts()
    let level = HNValue(tag: 0x0008_0052, text: texts.text(query.level.rawValue.uppercased()))
    let keys = [level] + query.conditions.map { HNValue(tag: $0.attribute.tag, text: texts.text($0.value)) }
    let context = Unmanaged.passUnretained(collector).toOpaque()
    let take: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<HNValue>, Int) -> Int32 = {
      let collector = Unmanaged<Collector>.fromOpaque($0!).takeUnretainedValue()
      return collector.take(UnsafeBufferPointer(start: $1, count: $2)) ? 0 : 1
    }
    return withExtendedLifetime((texts, collector)) {
      hn_find(handle, model, set, keys, keys.count, context, take, failure)
    }
  }

  /// Answers as they come.
  private final class Collector {
    private let query: Query
    private(set) var result: QueryResult
    private let keywords: [UInt32: String]

    init(_ query: Query) {
      self.query = query
      result = QueryResult(level: query.level, answers: [], isCutShort: false)
      keywords = Dictionary(query.conditions.map { ($0.attribute.tag, $0.attribute.keyword) }) { a, _ in a }
    }

    /// - Returns: whether more are wanted.
    func take(_ values: UnsafeBufferPointer<HNValue>) -> Bool {
      guard result.answers.count < query.limit else {
        result.isCutShort = true
        return false
      }
      var answer = QueryAnswer()
      for value in values {
        guard let keyword = keywords[value.tag], let bytes = value.text else { continue }
        let trimmed = swiftText(bytes).trimmingCharacters(in: .whitespaces.union(.controlCharacters))
        if !trimmed.isEmpty { answer[keyword] = trimmed }
      }
      result.answers.append(answer)
      return true
    }
  }
}

/// SOP classes of query and retrieve (PS3.4 C.6.1 and C.6.2).
struct RetrieveModel {
  let find, move, get: String

  init(_ level: QueryLevel) {
    let root = level == .patient ? "1.2.840.10008.5.1.4.1.2.1" : "1.2.840.10008.5.1.4.1.2.2"
    (find, move, get) = (root + ".1", root + ".2", root + ".3")
  }
}
