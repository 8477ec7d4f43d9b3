import Foundation
import Testing

@testable import Intake

/// Every attribute that a reader asks for is among those that the fault injection drops, changes or adds: the list is made of the
/// sources, so that a new one fails here until it is injected.
@Suite struct FaultCoverageTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func sources(_ room: String) throws -> [String] {
    let folder = root.appending(path: "Sources/\(room)")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    return try files.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
  }

  /// Number by the name that the sources give a tag.
  static func tags() throws -> [String: UInt32] {
    let pattern = /static let (\w+) = Tag\(0x([0-9A-Fa-f_]+), 0x([0-9A-Fa-f_]+)\)/
    var all: [String: UInt32] = [:]
    for text in try sources("DICOM") + sources("Intake") {
      for match in text.matches(of: pattern) {
        let (group, element) = (match.output.2, match.output.3)
        all[String(match.output.1)] =
          UInt32(group.replacing("_", with: ""), radix: 16)! << 16
          | UInt32(element.replacing("_", with: ""), radix: 16)!
      }
    }
    return all
  }

  /// Names of tags that the readers of images, structures and objects ask for.
  static func asked() throws -> Set<String> {
    let tags = try tags()
    let rooms = ["Intake/Images", "Intake/Structures", "Intake/Objects", "Intake/Nouns"]
    let words = try Set(
      rooms.flatMap(sources).flatMap { $0.matches(of: /\.(\w+)/).map { String($0.output.1) } })
    return words.filter { tags[$0] != nil }
  }

  /// Not an attribute of a header, or what makes an object one of its kind.
  private static let exempt: [String: String] = [
    "pixelData": "the voxels themselves: damaged ones have tests of their own"
  ]

  @Test func everyAttributeThatIsReadIsInjected() throws {
    var injected: Set<UInt32> = []
    for kind in FaultInjectionTests.Kind.allCases {
      let folder = try RoundTrip.folder()
      defer { try? FileManager.default.removeItem(at: folder) }
      try FaultInjectionTests.write(kind, to: folder)
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).min())
      injected.formUnion(try RawElements(folder.appending(path: name).path).paths.map(\.tag))
    }
    injected.formUnion(FaultInjectionTests.additions.map(\.path.tag))
    for addition in FaultInjectionTests.additions { injected.formUnion(addition.inside) }
    let (tags, exempt) = (try Self.tags(), Self.exempt)
    let missing = try Self.asked().filter { !injected.contains(tags[$0]!) && exempt[$0] == nil }
    #expect(missing.isEmpty, "\(missing.sorted())")
    #expect(try Self.asked().count > 100)
  }
}
