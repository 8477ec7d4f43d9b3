import Checks
import Diagnostics
import Foundation
import Reporting
import Stages
import Testing
import Volumes

@testable import Intake

/// One kind of finding has one code, which results, `inspect` and decisions know it by.
@Suite struct ReadingCodeTests {
  @Test func codesAreWordsWithDots() {
    let all = ReadingCode.allCases.map(\.rawValue)
    #expect(Set(all).count == all.count)
    for code in all { #expect(code.wholeMatch(of: /(image|contours|structures)\.[a-z-]+/) != nil, "\(code)") }
    #expect(!all.contains(Finding.Code.image.rawValue))
  }

  @Test func aFindingKeepsItsCodeInFiles() throws {
    let found = ImageFinding.review(.place(.singleSlice(thickness: 2.5)), at: "a.dcm")
    #expect(found.finding.code.rawValue == "image.single-slice" && found.finding.rank == .decision)
    #expect(found.finding.place == "a.dcm")
    let again = try JSONDecoder().decode(ImageFinding.self, from: JSONEncoder().encode(found))
    #expect(again.code == found.code && again.severity == found.severity && again.problem == found.problem)
    #expect(found.what.contains("2.50 mm"))
    let old = #"{"severity": "note", "what": "written without a code"}"#
    #expect(try JSONDecoder().decode(ImageFinding.self, from: Data(old.utf8)).code == .image)
  }

  /// Every kind of finding of a file of structures is known apart.
  @Test func structuresHaveCodesOfTheirOwn() {
    let all: [StructureNote] = [
      .namesDoubtful, .regionWithoutNumber, .contoursUnreadable(2, region: 1), .segmentsUndescribed([4]),
      .probabilities, .noneFull(greatest: 200, maximum: 255), .sparse(spacing: 3),
      .frameUnknown(isImage: true),
      .frameForeign(own: "1.2", image: "1.3"), .sameName("GTV", count: 2),
      .proposal(program: "x", .unconfirmed),
    ]
    #expect(Set(all.map(\.code)).count == all.count)
    #expect(all.allSatisfy { !ReadingNote.structures($0).wording.what.isEmpty })
  }

  /// The keys that settle it are named where there is a case file, and nowhere else.
  @Test func remediesNameTheCaseFileOnlyWhereThereIsOne() {
    let open = ImageFinding.blocking(
      .place(.positionUnknown), at: "a.dcm", keys: [.position, .confirmGeometry])
    #expect(
      open.problem.remedy.hasSuffix(
        "; state `position` or `confirmGeometry` for this image in the case file"))
    #expect(!open.problem(inCase: false).remedy.contains("case file"))
    let bare = ImageFinding.blocking(.values(.unitAbsent), keys: [.unit])
    #expect(bare.problem(inCase: false).remedy == "give an image that states it, such as the DICOM series")
    #expect(bare.problem.remedy == "state `unit` for this image in the case file")
  }

  @Test func whatWasFoundAlikeInSeveralFilesIsSaidOnce() {
    var found = ImageFinding.review(.values(.intercept(2)), at: "a.dcm")
    found.files = 3
    #expect(found.what == "Rescale Intercept of a PET image is 2.0; it has to be 0 (in 3 files)")
  }

  /// A contour that was stored twice needs no decision; contours that cross do, by their own code.
  @Test func contoursAreToldApart() {
    let square = [Vector3(0, 0, 0), Vector3(10, 0, 0), Vector3(10, 10, 0), Vector3(0, 10, 0)]
    let shifted = square.map { $0 + Vector3(5, 5, 0) }
    func codes(_ contours: [[Vector3]]) -> Set<String> {
      let region = RegionOfInterest(
        name: "A", number: 1, kind: "", frameOfReference: nil,
        contours: contours.map { Contour(kind: .closedPlanar, points: $0, slabThickness: nil) })
      let grid = try! Grid(
        size: GridSize(20, 20, 5), spacing: Vector3(1, 1, 1), direction: .identity,
        origin: Vector3(-2, -2, -2), frameOfReference: nil)
      return Set(region.structure(role: .tumour, on: grid).1.map { "\($0.code) \($0.severity)" })
    }
    #expect(codes([square, square]).contains("contours.repeated note"))
    #expect(codes([square, shifted]).contains("contours.crossing review"))
    #expect(codes([square]) == ["contours.single-plane review"])
  }
}
