import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Files

@Suite struct TableFileTests {
  private func table(_ text: String) throws -> TableFile { try table(Data(text.utf8)) }

  private func table(_ data: Data) throws -> TableFile {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "t.csv")
    try data.write(to: url)
    return try TableFile(url.path)
  }

  @Test(arguments: [",", ";", "\t"])
  func splitsByTheSeparatorOfTheHeader(_ separator: String) throws {
    let text = ["a, b ,c", "1,,\"x\"\"y\"", "", "4,\"5\n6\",7"].joined(separator: "\r\n").replacing(
      ",", with: separator)
    let table = try table("\u{FEFF}" + text + "\n")
    #expect(table.header == ["a", "b", "c"])
    #expect(table.count == 2)
    #expect(table.fields(0) == ["1", "", "x\"y"])
    #expect(table.fields(1) == ["4", "5\n6", "7"])
    #expect((0..<2).map(table.number) == [2, 4], "an empty row keeps its number")
    #expect(table.field(2, of: 1) == "7" && table.field(9, of: 1).isEmpty)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesEndInThreeWays(_ end: String) throws {
    let table = try table(["# a remark, of more", "a,b", "1,\"x\"", "2,y"].joined(separator: end) + end)
    #expect(table.header == ["a", "b"] && table.count == 2)
    #expect(table.fields(0) == ["1", "x"] && table.fields(1) == ["2", "y"])
    #expect(table.number(1) == 4, "a remark is a row of the file")
  }

  @Test func readsWhatIsInMemory() throws {
    let table = try TableFile(Data("#,b\n1,2\n".utf8), path: "memory")
    #expect(table.header == ["#", "b"] && table.fields(0) == ["1", "2"] && table.path == "memory")
  }

  @Test func keepsEmptyFieldsAtTheEnd() throws {
    #expect(try table("a,b\n1,\n").fields(0) == ["1", ""])
  }

  @Test func refusesWhatCannotBeRead() throws {
    #expect(throws: Problems.self) { try table("a,b\n1,\"2\n") }
    #expect(throws: Problems.self) { try table(Data([0x61, 0x0A, 0xFF, 0x0A])) }
    #expect(throws: Problem.self) { try table("") }
    #expect(throws: Problem.self) { try TableFile("/nowhere/t.csv") }
  }
}
