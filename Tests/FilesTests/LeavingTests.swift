import Diagnostics
import Testing

@testable import Files

@Suite("Texts that leave the program")
struct LeavingTests {
  @Test(
    "A field that a spreadsheet would calculate stays a text, and reads back as it was",
    arguments: [
      "=cmd|' /C calc'!A0", "+SUM(A1)", "-2+cmd", "@x", "\tx", "\rx", "'=1+x", "''@a", "=1",
    ])
  func formulas(_ text: String) {
    let field = csvField(text)
    #expect(field.hasPrefix("'") || field.hasPrefix("\"'"))
    #expect(read(field) == text)
  }

  @Test(
    "Numbers, signs and words stay as they are",
    arguments: [
      "-3.2", "+4", "-1e-5", "-12 %", "-", "+", "Liver", "'s", "a=b", "", "−5", "=",
    ])
  func plain(_ text: String) {
    #expect(csvField(text) == text)
    #expect(unguarded(text) == text)
  }

  private func read(_ field: String) -> String {
    let bare =
      field.hasPrefix("\"") ? String(field.dropFirst().dropLast()).replacing("\"\"", with: "\"") : field
    return unguarded(String(bare))
  }

  @Test("File names are never hidden, empty, or longer than a file system takes")
  func names() {
    #expect(safeFileName("../../168") == "_._.._168")
    for text in ["", ".", "..", ".hidden", "../../x", "a/b", String(repeating: "ä", count: 400)] {
      let name = safeFileName(text)
      #expect(!name.isEmpty && name.first != "." && !name.contains("/") && name.utf8.count <= 120)
    }
    let long = String(repeating: "x", count: 300)
    #expect(safeFileName(long + "1") != safeFileName(long + "2"))
  }

  @Test("What moves the cursor or turns the direction of writing reaches no terminal")
  func terminal() {
    let bad = "a\u{1B}]0;x\u{07}b\u{9B}31m\u{202E}c\u{2066}\u{7F}\r"
    let shown = terminalText(bad)
    #expect(shown == "a\\u{1B}]0;x\\u{7}b\\u{9B}31m\\u{202E}c\\u{2066}\\u{7F}\\u{D}")
    #expect(terminalText("Gy ± 5 %\n\tLeber") == "Gy ± 5 %\n\tLeber")
    #expect(terminalJSON("\"\u{9B}\u{202E}\"") == "\"\\u009b\\u202e\"")
  }
}
