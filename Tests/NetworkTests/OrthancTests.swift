import DICOM
import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Network

/// Against an archive of another make.
@Suite(.enabled(if: Orthanc.here), .serialized) struct OrthancTests {
  @Test func aThousandObjectsGoAndComeBackByEveryWay() throws {
    let orthanc = try Orthanc()
    let folder = try memoryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = folder.appending(path: "files")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    // 1,000 objects of 10 studies and 4 patients, one of whom has an ID that no file could have.
    for n in 0..<1000 {
      try Objects.slice(
        n, patient: n % 4 == 0 ? "a/b" : "P\(n % 4)", study: "1.2.840.99.\(n % 20)", in: files)
    }
    let sent = try Objects.digests(below: files)
    let studies = Set((0..<20).map { "1.2.840.99.\($0)" })

    let store = try Sending.run([files.path], to: orthanc.dicom, of: orthanc.archives)
    #expect(store.sent == 1000 && store.copies == 0 && store.warnings.isEmpty)
    print("C-STORE: \(Int(1000 / store.seconds)) objects a second")
    for (way, peer, retrieval) in [
      ("C-GET", orthanc.dicom, DICOMPeer.Retrieval.get), ("C-MOVE", orthanc.dicom, .move),
      ("WADO-RS", orthanc.web, .get),
    ] {
      let target = folder.appending(path: way)
      var request = FetchRequest()
      (request.studies, request.retrieval) = (studies.sorted(), retrieval)
      let result = try Fetching.run(request, from: peer, of: orthanc.archives, into: ObjectStore(target))
      print("\(way): \(Int(1000 / result.seconds)) objects a second")
      #expect(
        result.tally.new == 1000 && result.tally.duplicates == 0 && result.tally.conflicts.isEmpty, "\(way)")
      #expect(try Objects.digests(below: target) == sent, "\(way)")
      #expect(Objects.leftovers(below: target).isEmpty)
      // Once more: nothing is there twice.
      request.studies = ["1.2.840.99.3"]
      let again = try Fetching.run(request, from: peer, of: orthanc.archives, into: ObjectStore(target))
      #expect(again.tally.new == 0 && again.tally.duplicates == 50, "\(way)")
      #expect(try Objects.digests(below: target) == sent, "\(way)")
    }
  }

  @Test func whatIsSentByTheWebIsFoundAndFetchedByDICOM() throws {
    let orthanc = try Orthanc()
    let folder = try memoryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for n in 0..<450 { try Objects.slice(n, in: folder) }
    try Data("not DICOM".utf8).write(to: folder.appending(path: "notes.txt"))
    try FileManager.default.copyItem(
      at: folder.appending(path: "1.2.840.99.1-0-slice.dcm"), to: folder.appending(path: "copy.dcm"))
    let result = try Sending.run([folder.path], to: orthanc.web, of: orthanc.archives)
    print("STOW-RS: \(Int(450 / result.seconds)) objects a second")
    #expect(result.sent == 450 && result.copies == 1 && result.otherFiles == 1)
    for peer in [orthanc.dicom, orthanc.web] {
      var query = Query(.study)
      query.patientID = "P1"
      let found = try Search.run(query, at: peer, of: orthanc.archives)
      #expect(found.answers.count == 1 && !found.isCutShort)
      #expect(found.answers.first?["NumberOfStudyRelatedInstances"] == "450", "\(peer.name)")
      #expect(found.answers.first?["PatientName"] == "M\u{FC}ller^Zo\u{EB}")
      #expect(found.answers.first?["StudyDescription"] == "Leber \u{E4}\u{F6}")
      query = Query(.series)
      query.study = "1.2.840.99.1"
      #expect(try Search.run(query, at: peer, of: orthanc.archives).answers.first?["Modality"] == "CT")
      query = Query(.patient)
      // Orthanc's QIDO-RS does not match letters beyond ASCII; its C-FIND does.
      query.patientName = peer.name == "web" ? "" : "M\u{FC}*"
      query.patientID = "P*"
      #expect(
        try Search.run(query, at: peer, of: orthanc.archives).answers.map { $0["PatientID"] } == ["P1"],
        "\(peer.name)")
      query.patientName = "Nobody*"
      #expect(try Search.run(query, at: peer, of: orthanc.archives).answers.isEmpty)
    }
    var one = FetchRequest()
    (one.studies, one.series) = (["1.2.840.99.1"], ["1.2.840.99.1.1"])
    let store = try ObjectStore(folder.appending(path: "series"))
    #expect(try Fetching.run(one, from: orthanc.dicom, of: orthanc.archives, into: store).tally.new == 450)
  }

  @Test func answersBeyondTheLimitAreReported() throws {
    let orthanc = try Orthanc()
    let folder = try memoryFolder()
    for n in 0..<5 { try Objects.slice(n, patient: "Q\(n)", study: "1.2.840.99.\(n)", in: folder) }
    _ = try Sending.run([folder.path], to: orthanc.dicom, of: orthanc.archives)
    for peer in [orthanc.dicom, orthanc.web] {
      var query = Query(.study)
      (query.patientID, query.limit) = ("Q*", 3)
      let some = try Search.run(query, at: peer, of: orthanc.archives)
      #expect(some.answers.count == 3 && some.isCutShort, "\(peer.name)")
      query.limit = 5
      let all = try Search.run(query, at: peer, of: orthanc.archives)
      #expect(all.answers.count == 5 && !all.isCutShort, "\(peer.name)")
    }
  }

  @Test func theArchiveCommitsToWhatItHas() throws {
    let orthanc = try Orthanc()
    let folder = try memoryFolder()
    for n in 0..<20 { try Objects.slice(n, in: folder) }
    let result = try Sending.run([folder.path], to: orthanc.dicom, of: orthanc.archives, commit: true)
    #expect(
      result.commitment?.isConfirmed == true && result.commitment?.committed == 20,
      "\(String(describing: result.commitment?.note))")
    // It does not commit to what it never got.
    guard case .dicom(let peer) = orthanc.dicom.way else { return }
    let strange = Commitment.ask(
      [(Objects.ct, "1.2.840.99.1.1.3"), (Objects.ct, "1.2.3.4.5")], at: peer, of: orthanc.archives)
    #expect(!strange.isConfirmed && strange.committed == 1 && strange.asked == 2)
  }

  @Test func whatCannotBeIsOneClearFault() throws {
    let orthanc = try Orthanc()
    let folder = try memoryFolder()
    try Objects.slice(1, in: folder)
    _ = try Sending.run([folder.path], to: orthanc.dicom, of: orthanc.archives)
    let archives = orthanc.archives
    func fault(_ peer: Peer) -> Problem? { problem { _ = try Echo.ask(peer, of: archives) } }
    #expect(fault(orthanc.dicom) == nil && fault(orthanc.web) == nil)
    #expect(fault(orthanc.dicom(title: "OTHER"))?.what == "the archive is not called OTHER")
    #expect(fault(orthanc.web(password: "physicist:wrong"))?.what.contains("HTTP 401") == true)
    let closed = Peer(name: "pacs", way: .dicom(.here(freePort())))
    #expect(fault(closed)?.what == "nothing answers at this address and port")
    // An archive that does not know us as a destination.
    var stranger = archives
    stranger.title = "UNKNOWN"
    stranger.listening.port = freePort()
    var request = FetchRequest()
    (request.studies, request.retrieval) = (["1.2.840.99.1"], .move)
    let moved = problem {
      _ = try Fetching.run(
        request, from: orthanc.dicom, of: stranger, into: ObjectStore(folder.appending(path: "moved")))
    }
    #expect(
      moved?.what.contains("UNKNOWN as a destination") == true, "\(moved.map { "\($0)" } ?? "no fault")")
    request.studies = ["1.2.3.4"]
    let none = problem {
      _ = try Fetching.run(
        request, from: orthanc.web, of: archives, into: ObjectStore(folder.appending(path: "none")))
    }
    #expect(none?.kind == .serviceUnavailable)
    let nobody = problem {
      var request = FetchRequest()
      request.patientID = "NOBODY"
      _ = try Fetching.run(
        request, from: orthanc.dicom, of: archives, into: ObjectStore(folder.appending(path: "none")))
    }
    #expect(nobody?.what.contains("no study of this patient") == true)
  }

  @Test func compressedObjectsGoUnchanged() throws {
    let orthanc = try Orthanc()
    let folder = try memoryFolder()
    try Objects.slice(1, in: folder, as: .runLength)
    let sent = try Objects.digests(below: folder)
    #expect(try Sending.run([folder.path], to: orthanc.dicom, of: orthanc.archives).sent == 1)
    for retrieval in DICOMPeer.Retrieval.allCases {
      var request = FetchRequest()
      (request.studies, request.retrieval) = (["1.2.840.99.1"], retrieval)
      let target = folder.appending(path: retrieval.rawValue)
      _ = try Fetching.run(request, from: orthanc.dicom, of: orthanc.archives, into: ObjectStore(target))
      let came = try Objects.digests(below: target)
      if retrieval == .move { #expect(came == sent) } else { #expect(came.count == 1) }
    }
  }

  @Test func bothSidesShowTheirCertificates() throws {
    let certificates = try Certificates()
    let orthanc = try Orthanc(security: certificates)
    func fault(_ security: SecurityFiles?) -> Problem? {
      problem { _ = try Echo.ask(orthanc.dicom(title: "ORTHANC", security: security), of: orthanc.archives) }
    }
    #expect(fault(certificates.files(certificates.client)) == nil)
    #expect(fault(certificates.files(certificates.stranger)) != nil)
    #expect(fault(SecurityFiles(trust: certificates.authority)) != nil)
    #expect(fault(nil)?.kind == .serviceUnavailable)
    var mistrust = certificates.files(certificates.client)
    mistrust.trust = certificates.stranger.certificate
    #expect(fault(mistrust)?.what.contains("no secure connection") == true)
    var swapped = certificates.files(certificates.client)
    swapped.key = certificates.stranger.key
    #expect(fault(swapped)?.what.contains("does not belong to the certificate") == true)
  }
}
