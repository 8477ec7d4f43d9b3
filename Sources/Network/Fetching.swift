internal import CDICOMNetwork
import DICOM
import Diagnostics
import Foundation

/// What is to be fetched: whole studies, or some series of one.
package struct FetchRequest: Sendable {
  package var studies: [String] = []
  package var series: [String] = []
  /// All studies of this patient.
  package var patientID = ""
  /// Overrides the way of the configuration.
  package var retrieval: DICOMPeer.Retrieval?
  package init() {}
}

/// What fetching came to.
package struct FetchResult: Sendable, Codable {
  package var studies: Int
  package var tally: ObjectStore.Tally
  package var seconds: Double
}

/// Fetches objects from an archive into a store: C-MOVE to a listener of its own, C-GET, or WADO-RS.
package enum Fetching {
  /// - Throws: `Problem` if the archive failed to send all that it has; what came before stays in the store.
  package static func run(
    _ request: FetchRequest, from peer: Peer, of archives: Archives, into store: ObjectStore,
    progress: @escaping ProgressHandler = { _, _ in }
  ) throws(Problem) -> FetchResult {
    let start = ContinuousClock.now
    let units = try FetchUnit.all(of: request, at: peer, of: archives)
    switch peer.way {
    case .fhir(let peer): throw FHIRServer.withoutImages(peer)
    case .web(let peer):
      for (n, unit) in units.enumerated() {
        progress(Double(n) / Double(units.count), "study \(n + 1) of \(units.count)")
        try WebArchive(peer).fetch(unit, into: store)
      }
    case .dicom(let peer):
      let retrieval = Retrieval(peer: peer, title: archives.title, store: store, progress: progress)
      try retrieval.run(units, by: request.retrieval ?? peer.retrieval, listening: archives.listening)
    }
    try complain(of: store.tally)
    return FetchResult(
      studies: Set(units.map(\.study)).count, tally: store.tally,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  private static func complain(of tally: ObjectStore.Tally) throws(Problem) {
    guard tally.refused > 0 else { return }
    let reasons = tally.reasons.sorted { $0.key < $1.key }.map { "\($0.value)× \($0.key)" }
    let isDisk = tally.unwritten > 0
    throw Problem(
      isDisk ? .inputOutput : .dataRejected,
      what: "\(tally.refused) objects were not stored: \(reasons.joined(separator: "; "))",
      why: "the studies are incomplete; \(tally.stored) objects are stored",
      remedy: isDisk
        ? "free some disk space, then fetch again" : "fetch again, or ask for a repair at the archive")
  }
}

/// One request of a fetch: a study, or one series of it.
struct FetchUnit {
  var study: String
  var series: String?

  static func all(
    of request: FetchRequest, at peer: Peer, of archives: Archives
  ) throws(Problem) -> [FetchUnit] {
    for uid in request.studies + request.series where !UID.isValid(uid) {
      throw Problem(
        .usage, what: "“\(uid.prefix(70))” is not a UID", remedy: "hepatica archive find lists them")
    }
    if !request.series.isEmpty {
      guard request.studies.count == 1 else {
        throw Problem(
          .usage, what: "series are fetched from one study", at: "--series", remedy: "name it with --study")
      }
      return request.series.map { FetchUnit(study: request.studies[0], series: $0) }
    }
    let found = request.patientID.isEmpty ? [] : try studies(of: request.patientID, at: peer, archives)
    let studies = request.studies + found
    guard !studies.isEmpty else {
      throw Problem(.usage, what: "nothing is asked for", remedy: "give --study or --patient-id")
    }
    return studies.map { FetchUnit(study: $0, series: nil) }
  }

  private static func studies(
    of patientID: String, at peer: Peer, _ archives: Archives
  ) throws(Problem) -> [String] {
    var query = Query(.study)
    query.patientID = patientID
    let result = try Search.run(query, at: peer, of: archives)
    // Some archives match more than was asked, such as other cases of letters.
    let own = result.answers.filter { $0["PatientID"] == patientID }.compactMap { $0["StudyInstanceUID"] }
    guard !own.isEmpty else {
      throw Problem(
        .inputMissing, what: "the archive \(peer.name) has no study of this patient", at: "--patient-id",
        remedy: "check the ID; hepatica archive find searches with wildcards")
    }
    return own
  }

  /// The identifier of C-MOVE and C-GET (PS3.4 C.4.2.1.4).
  func keys(_ texts: CTexts) -> [HNValue] {
    var keys = [
      HNValue(tag: 0x0008_0052, text: texts.text(series == nil ? "STUDY" : "SERIES")),
      HNValue(tag: 0x0020_000D, text: texts.text(study)),
    ]
    if let series { keys.append(HNValue(tag: 0x0020_000E, text: texts.text(series))) }
    return keys
  }
}
