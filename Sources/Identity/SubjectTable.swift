import Diagnostics
import Files
import Foundation

/// The patient of each pseudonym, in a table next to the key that its owner alone may read: the way back, where ethics and law
/// allow it.
struct SubjectTable {
  let url: URL
  private var rows: [String: [String]] = [:]

  /// The table of a key; what it holds already stays.
  init(beside key: URL) throws(Problem) {
    url = key.deletingLastPathComponent().appending(path: key.lastPathComponent + ".patients.csv")
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    let text = String(decoding: try readPrivately(url), as: UTF8.self)
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      if cells.count == 3 { rows[cells[0]] = cells }
    }
  }

  mutating func add(_ subject: Subject, patient: String) {
    let plain = patient.replacing("\u{1f}", with: " ").trimmingCharacters(in: .whitespaces)
    rows[subject.pseudonym] = [
      subject.pseudonym, "\(subject.days)", "\"" + plain.replacing("\"", with: "\"\"") + "\"",
    ]
  }

  func write() throws(Problem) {
    let lines = rows.values.sorted { $0[0] < $1[0] }.map { $0.joined(separator: ",") }
    let text = (["pseudonym,days,patient"] + lines).joined(separator: "\n") + "\n"
    try writePrivately(Data(text.utf8), to: url, over: .state)
  }
}
