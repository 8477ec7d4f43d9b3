import Checks
import Diagnostics
import Foundation

/// The one gate: whatever is read as a volume, label image, dose, map or structure set has passed its findings.
extension Inventory {
  /// What stands against the use of an entry: the blocking findings that `inspect` shows, less those that the statements
  /// settle.
  ///
  /// - Parameter apart: keys that do not matter for the use, such as `unit` for an image of labels.
  func obstacles(
    to entry: SeriesEntry, answers: SeriesAnswers = SeriesAnswers(), apartFrom apart: Set<CaseKey> = []
  ) -> [ImageFinding] {
    var all = entry.findings
    if let stack = entry.stack {
      all = Interpretation(stack, answers, halfLife: halfLife).findings + (stack.first.object?.findings ?? [])
    } else if let header = try? VolumeFile.header(entry) {
      all = VolumeFile.findings(header, answers, entry.files[0])
    }
    return SeriesEntry.gathered(
      all.filter { $0.severity == .blocking && ($0.keys.isEmpty || apart.isDisjoint(with: $0.keys)) })
  }

  /// - Throws: `Problem` or `Problems` with all obstacles.
  package func check(
    _ entry: SeriesEntry, answers: SeriesAnswers = SeriesAnswers(), apartFrom apart: Set<CaseKey> = [],
    inCase: Bool
  ) throws {
    let open = obstacles(to: entry, answers: answers, apartFrom: apart).map { $0.problem(inCase: inCase) }
    if open.count == 1 { throw open[0] }
    if !open.isEmpty { throw Problems(open) }
  }

  /// Checks a file that is read alone.
  /// - Throws: as `check`; `Problem` with the reason for a file that is not among the entries.
  package static func check(
    file path: String, answers: SeriesAnswers = SeriesAnswers(), apartFrom apart: Set<CaseKey> = [],
    inCase: Bool
  ) throws {
    let inventory = try Inventory.scan([path])
    if let passed = inventory.skipped.first, inventory.entries.isEmpty {
      throw Problem(.dataRejected, what: passed.reason, at: path)
    }
    for entry in inventory.entries {
      try inventory.check(entry, answers: answers, apartFrom: apart, inCase: inCase)
    }
  }
}
