import Diagnostics
import Files
import Fixtures
import Foundation
import ImageFiles
import Stages
import Testing
import Volumes

@testable import Intake

/// Numbers of label images have the meaning of their model's version, and no other.
@Suite struct ClassMapTests {
  /// Spot checks against the models' own tables.
  @Test(arguments: [
    ("TotalSegmentator 2 total", 5, "liver"), ("TotalSegmentator 2 total", 2, "kidney_right"),
    ("TotalSegmentator 2 total", 1, "spleen"), ("TotalSegmentator 1 total", 5, "liver"),
    ("TotalSegmentator 2 liver_segments", 8, "liver_segment_8"), ("MOOSE 2 clin_ct_organs", 5, "liver"),
    ("MONAI VISTA3D", 1, "liver"), ("MONAI VISTA3D", 14, "left kidney"),
    ("MONAI VISTA3D", 26, "hepatic tumor"),
  ])
  func numbersMeanWhatTheModelSays(_ map: String, _ label: Int, _ name: String) throws {
    #expect(try ClassMap.named(map).names[label] == name)
  }

  @Test func versionsOfOneModelDiffer() throws {
    let (one, two) = (
      try ClassMap.named("TotalSegmentator 1 total"), try ClassMap.named("totalsegmentator 2 TOTAL")
    )
    #expect(one.names.count == 104 && two.names.count == 117)
    #expect(one.names != two.names)
  }

  @Test func aLabelOfAnotherVersionIsRefused() throws {
    let map = try ClassMap.named("TotalSegmentator 1 total")
    #expect(try map.checked([1, 5], at: "labels") == [1: "spleen", 5: "liver"])
    #expect(throws: Problem.self) { try map.checked([1, 117], at: "labels") }
    #expect(throws: Problem.self) { try ClassMap.named("TotalSegmentator") }
  }

  /// A proposal is read with its names, and says that it is one until exactly its bytes are confirmed.
  @Test func aProposalIsDoubtedUntilItIsConfirmed() throws {
    let folder = try Fixtures.temporaryFolder()
    let grid = Written.grid()
    var labels = Volume<Float>(grid: grid, repeating: 0)
    for i in 1...4 { for j in 1...3 { labels[i, j, 1] = 5 } }
    let file = folder.appending(path: "structures.nii.gz")
    try ImageFiles.write(labels, file.path)
    func doubts() throws -> [String] {
      let (set, problems) = try StructureReader.read(file.path, onto: grid, roles: ["liver": .liver])
      #expect(set.structures.map(\.name) == ["liver"])
      return problems.map(\.what).filter { $0.contains("proposal") }
    }
    let part = SegmentProposal.Part(
      label: 5, name: "liver", role: .liver, volumeMl: 1, meanHU: nil, touchesEdge: false, pieces: 1,
      largestPiece: 1,
      remarks: [])
    var proposal = SegmentProposal(
      program: .init(name: "Segmenter 1.0", sha256: "0", classes: "none"),
      labels: try sha256(file: file.path),
      parts: [part])
    func keep() throws {
      try JSONEncoder().encode(proposal).write(to: SegmentProposal.file(of: file.path))
    }
    try keep()
    #expect(try doubts().count == 1 && (try doubts())[0].contains("nobody has confirmed"))
    proposal.confirmed = .init(by: "mp1", at: "2026-03-02")
    try keep()
    #expect(try doubts().isEmpty)
    labels[2, 2, 1] = 0
    try ImageFiles.write(labels, file.path)
    #expect(try doubts().count == 1 && (try doubts())[0].contains("changed"))
    try Data("{}".utf8).write(to: SegmentProposal.file(of: file.path))
    #expect(throws: Problem.self) { try doubts() }
  }
}
