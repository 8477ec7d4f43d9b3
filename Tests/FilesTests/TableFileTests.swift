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

  @Test("UTF-16 with its mark is read, in both orders of bytes", arguments: [false, true])
  func wideCharacters(_ isBig: Bool) throws {
    let units = "\u{FEFF}patient;größe\r\nP1;\"1;2\"\r\n".utf16
    let data = Data(
      units.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] })
    let table = try table(data)
    #expect(table.header == ["patient", "größe"] && table.fields(0) == ["P1", "1;2"])
    #expect(throws: Problem.self) { try self.table(data.dropLast()) }
    #expect(throws: Problems.self, "without the mark") { try self.table(data.dropFirst(2)) }
  }

  /// Ends of lines, quotes and letters at every place of the eight bytes that are looked at at once.
  @Test func linesEndAtEveryPlace() throws {
    for length in 1...20 {
      for end in ["\n", "\r\n", "\r"] {
        for letter in ["x", "é", "\u{0B}", "!"] {
          let cell = String(repeating: letter, count: length)
          let table = try table("a,b\(end)\(cell),1\(end)\"\(cell)\(end)\",2\(end)")
          #expect(table.count == 2 && table.fields(0) == [cell, "1"], "\(length)")
          #expect(table.fields(1) == [cell + end, "2"])
        }
      }
    }
  }

  @Test("A table beyond all measure is refused at once")
  func sizes() throws {
    func fault(_ text: String) -> String {
      do { _ = try table(text) } catch let problem as Problem { return problem.description } catch let all
        as Problems
      {
        return all.all.map(\.description).joined()
      } catch { return "\(error)" }
      return ""
    }
    let wide = (0...10_000).map { "c\($0)" }.joined(separator: ",")
    #expect(fault(wide + "\n").contains("10001 columns"))
    #expect(fault("a,b\n1," + String(repeating: "x", count: (1 << 20) + 1) + "\n").contains("row 2"))
    #expect(fault("a,b\n1,2\n" + String(repeating: "x", count: 17 << 20)).contains("row 3"))
    #expect(fault("a,b\n\"1,2\n" + String(repeating: "x,y\n", count: 5 << 20)).contains("quote"))
    #expect(fault("a,b\n1,\u{0}\n").contains("zeros"))
    #expect(fault("a,b\n1," + String(repeating: "x", count: 1 << 19) + "\n").isEmpty)
  }

  @Test func readsOneField() throws {
    let table = try table("a,b\n1,\"x\"\n2\n")
    #expect(table.field(1, of: 0) == "x" && table.field(1, of: 1).isEmpty)
    #expect(table.separator == UInt8(ascii: ","))
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
