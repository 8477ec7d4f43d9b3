import Foundation
import Testing

@testable import Files

@Suite("Tables of the program are read back as they were")
struct GuardedTableTests {
  @Test func formulasOfUsersSurvive() throws {
    let rows = [["=1+x", "-3.5", "a,b"], ["'=2", "@me", "\"q\""], ["+x\ny", "'plain", " blank "]]
    let text = csvLine(["a", "b", "c"]) + rows.map { csvLine($0) }.joined()
    let table = try TableFile(Data(text.utf8), path: "t.csv")
    #expect((0..<table.count).map { table.fields($0) } == rows)
    #expect(table.field(0, of: 0) == "=1+x")
  }
}
