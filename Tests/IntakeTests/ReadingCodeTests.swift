import Foundation
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
    let found = ImageFinding.review(
      .singleSlice, "the series is a single slice", at: "a.dcm", why: "no neighbour confirms it")
    #expect(found.finding.code.rawValue == "image.single-slice" && found.finding.rank == .decision)
    #expect(found.finding.place == "a.dcm")
    let again = try JSONDecoder().decode(ImageFinding.self, from: JSONEncoder().encode(found))
    #expect(again == found)
    let old = #"{"severity": "note", "what": "written without a code"}"#
    #expect(try JSONDecoder().decode(ImageFinding.self, from: Data(old.utf8)).code == .image)
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
