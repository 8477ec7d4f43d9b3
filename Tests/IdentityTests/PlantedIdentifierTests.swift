import DICOM
import Fixtures
import Foundation
import Testing

@testable import Identity

/// Identifiers in every attribute and VR, in sequences, private blocks and file meta information: none is left.
struct PlantedIdentifierTests {
  /// Every way in which a planted identifier may stand in a file, as bytes.
  private static let traces: [[UInt8]] = {
    func bytes<T>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
    let texts = [Planting.marker, "Zorro", "Diego", "4829173", Planting.birth].map { Array($0.utf8) }
    return texts + [bytes(UInt32(Planting.number)), bytes(Float(Planting.number)), bytes(Planting.number)]
  }()

  private static func count(_ url: URL) throws -> Int {
    let data = try Data(contentsOf: url)
    return traces.reduce(0) { sum, trace in
      var found = 0
      var from = data.startIndex
      while let range = data.range(of: Data(trace), in: from..<data.endIndex) {
        found += 1
        from = range.upperBound
      }
      return sum + found
    }
  }

  @Test func tenThousandPlantedNoneLeft() throws {
    let bench = try Workbench()
    var planting = Planting()
    for (n, syntax) in [TransferSyntax.explicitLittleEndian, .implicitLittleEndian].enumerated() {
      try bench.write(n + 1, as: syntax) { data in
        try planting.plantAll(data, skipping: Planting.needed)
        try planting.plantPrivate(data)
        let item = try data.addItem(Attribute(0x0040, 0xA730), vr: "SQ")
        try planting.plantAll(item, skipping: Deidentifier.bulk.union([.specificCharacterSet]))
        try planting.plantPrivate(item)
      }
    }
    try plantMeta(bench, &planting)
    #expect(planting.planted > 10_000)
    let before = try Workbench.files(bench.originals).map(Self.count)
    #expect(before[0] > 5000, "the search finds what was planted")
    let report = try bench.run()
    #expect(report.objects == 2, "\(report.leftOut)")
    var left = 0
    for url in Workbench.files(bench.copies) {
      left += try Self.count(url)
      #expect(try Self.elements(url) > 300, "the object is not merely emptied")
    }
    #expect(left == 0)
    print("identifiers planted: \(planting.planted), left: \(left)")
  }

  /// The preamble and the names in the file meta information.
  private func plantMeta(_ bench: Workbench, _ planting: inout Planting) throws {
    for url in Workbench.files(bench.originals) {
      var data = try Data(contentsOf: url)
      data.replaceSubrange(0..<16, with: Data("ZORRO1000ZORRO10".utf8))
      let name = try #require(data.range(of: Data("HEPATICA".utf8)))
      data.replaceSubrange(name, with: Data("ZORRO100".utf8))
      try data.write(to: url)
      planting.planted += 3
    }
  }

  private static func elements(_ url: URL) throws -> Int {
    func count(_ data: DataSet) -> Int {
      data.tags.reduce(0) { $0 + 1 + data.items($1).reduce(0) { $0 + count($1) } }
    }
    return count(try DataSet.read(url.path))
  }

  @Test func aCopyWithOneIdentifierLeftIsFound() throws {
    let bench = try Workbench()
    try bench.write(1) { try $0.set(.seriesDescription, "ZORRO100001") }
    #expect(try Self.count(Workbench.files(bench.originals)[0]) > 3)
  }

  /// The same name in other scripts and character sets, with accents, inside of longer texts.
  @Test(arguments: [
    "Thorax of Zorro00", "ZORRO00,DIEGO abdomen 5 mm", "zorro00_liver", "CT LIVER 4829173",
    "Leber d\u{E9} Z\u{F3}rro00",
    "liver 23.08.1957", "Prof. Quixote, Villa Rosa 12", "DOB 19570823", "\u{5C71}\u{7530}\u{592A}\u{90CE} CT",
  ])
  func wordsOfTextsThatNameSomebodyGo(_ text: String) throws {
    let bench = try Workbench()
    try bench.write(1) { try $0.set(.seriesDescription, text) }
    _ = try bench.run()
    let result = try #require(try bench.results()[1]?.string(.seriesDescription) ?? "")
    let words = result.lowercased().split(separator: " ").map(String.init)
    #expect(
      Set(words).isSubset(of: ["thorax", "of", "abdomen", "5", "mm", "liver", "ct", "leber", "12"]),
      "\(result)")
  }
}
