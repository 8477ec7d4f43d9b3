import Fixtures
import Foundation
import Testing

@testable import Reporting
@testable import Studies

/// Every table that is written as a file stands in the data dictionary: the list is made of the sources.
@Suite struct DictionaryCoverageTests {
  /// The dictionary itself.
  private static let exempt: Set<String> = ["dictionary.csv"]

  @Test func everyTableIsExplained() throws {
    let known = DataDictionary.all.files.joined(separator: " ")
    var found: Set<String> = []
    for room in ["Studies", "Reporting"] {
      let folder = Fixtures.repository.appending(path: "Sources/\(room)")
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      where name.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        found.formUnion(text.matches(of: /file: "([A-Za-z0-9_\/.-]+\.csv)"/).map { String($0.output.1) })
      }
    }
    let missing = found.filter { !known.contains($0) && !Self.exempt.contains($0) }
    #expect(missing.isEmpty, "\(missing.sorted())")
    #expect(found.count > 60)
  }

  @Test func everyColumnHasItsMeaning() {
    for entry in DataDictionary.all.entries {
      #expect(!entry.meaning.isEmpty && !entry.uncertainty.isEmpty, "\(entry.file) \(entry.column)")
    }
  }
}
