import Checks
import Diagnostics
import Foundation
import Intake
import Quantities
import Stages
import Volumes

extension Inventory {
  /// The inventory as text: one block per series, then what was passed over. No patient data.
  package var table: [String] {
    let width = entries.map(\.id.count).max() ?? 0
    var lines = entries.flatMap { $0.lines(idWidth: width) }
    let reasons = Dictionary(grouping: skipped, by: \.reason).sorted { $0.key < $1.key }
    for (reason, files) in reasons {
      lines.append("passed over: \(counted(files.count, "file")): \(reason), such as \(files[0].path)")
    }
    return lines
  }
}

extension SeriesEntry {
  func lines(idWidth: Int) -> [String] {
    let margin = String(repeating: " ", count: idWidth + 2)
    let title = id + String(repeating: " ", count: max(0, idWidth - id.count)) + "  " + headline
    let facts = [geometryLine, valueLine, contentLine, timeLine].compactMap { $0 }.map { margin + $0 }
    return [title] + facts + findings.flatMap { finding in finding.lines.map { margin + $0 } }
  }

  private var headline: String {
    let count =
      files.count == 1 && kind.hasPixels
      ? "1 file, \(counted(frameCount, "frame"))" : counted(files.count, "file")
    return [kind.rawValue, count, studyLabel, detail].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private var geometryLine: String? {
    guard let grid else { return nil }
    let s = grid.size, d = grid.spacing
    let size = "\(s.i) × \(s.j) × \(s.k), \(rounded(d.x)) × \(rounded(d.y)) × \(rounded(d.z)) mm"
    return orientation.map { "\(size), \($0)" } ?? size
  }

  private var valueLine: String? {
    guard let unit else { return nil }
    return "unit \(unit.word) (\(unitSource))"
  }

  private var contentLine: String? {
    contents.isEmpty ? nil : "holds " + contents.joined(separator: "; ")
  }

  private var timeLine: String? {
    var parts: [String] = []
    if let start { parts.append("start \(start)") }
    if let hours = hoursAfterAdministration { parts.append("\(elapsed(hours)) after administration") }
    if let acquisition { parts.append(acquisition.decay.words) }
    if let nuclide { parts.append(nuclide) }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension DecayState {
  /// For tables: to which instant the values are corrected.
  var words: String {
    switch self {
    case .uncorrected: "not decay-corrected"
    case .reference(let time): "decay-corrected to \(time)"
    }
  }
}

extension ImageFinding {
  /// As many lines as the text has, the first marked with the severity.
  var lines: [String] {
    let mark = severity == .blocking ? "BLOCKING" : severity == .review ? "review" : "note"
    return "\(mark): \(problem)".split(separator: "\n").map(String.init)
  }
}

/// Minutes below two hours, hours with one decimal above.
private func elapsed(_ hours: Double) -> String {
  abs(hours) < 2 ? "\(Int(saturating: (hours * 60).rounded())) min" : hours.printedShort(decimals: 1) + " h"
}
