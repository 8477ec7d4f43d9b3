import Checks
import Stages

/// Finds what the numbers mean and how stored values become them.
struct UnitChoice {
  /// Unit, scale per frame of the stack, and how it is known.
  struct Result: Sendable {
    var unit: ImageUnit
    var scales: [Linear]
    var source: String
  }

  let stack: Stack
  let kind: SeriesKind
  let answers: SeriesAnswers
  var findings: [ImageFinding] = []

  init(_ stack: Stack, kind: SeriesKind, _ answers: SeriesAnswers) {
    (self.stack, self.kind, self.answers) = (stack, kind, answers)
  }

  var place: String { stack.first.path }
  var rescaled: [Linear] { stack.frames.map { $0.rescale ?? .identity } }

  mutating func choose() -> Result? {
    guard checkScales(), checkUnits() else { return nil }
    noteTables()
    var stated: ImageUnit?
    if let word = answers.unit {
      guard let unit = ImageUnit(word: word) else {
        findings.append(
          .blocking(.values(.unitWordUnknown(word))))
        return nil
      }
      stated = unit
    }
    if let stated, let mapped = mapped(to: stated) { return mapped }
    guard let read = fromFile() else { return fromStatement(stated) }
    guard let own = compared(read) else { return nil }
    guard let stated, stated != own.unit else { return own }
    return contradicted(own, stated)
  }

  // MARK: What the file says

  private mutating func fromFile() -> Result? {
    switch kind {
    case .ct: computedTomography()
    case .mr: Result(unit: .other("MR signal"), scales: rescaled, source: "MR object")
    case .pet, .spectAsPET: pet()
    case .spect, .planar, .wholeBody: nuclearMedicine()
    default: nil
    }
  }

  private mutating func fromStatement(_ stated: ImageUnit?) -> Result? {
    if let stated { return Result(unit: stated, scales: rescaled, source: "stated by the user") }
    if kind == .secondaryCapture || kind == .other || kind == .volumeFile {
      findings.append(
        .blocking(.values(.unitSilent), at: place, keys: [.unit]))
    }
    return nil
  }

  /// Counts are what is left when an NM file is silent, so there the user knows better; elsewhere the file speaks.
  private mutating func contradicted(_ own: Result, _ stated: ImageUnit) -> Result? {
    if own.unit == .counts || own.unit.isUnnamed {
      return Result(
        unit: stated, scales: own.scales, source: "stated by the user; the file: \(own.unit.word)")
    }
    findings.append(
      .blocking(.values(.unitContradicted(stated: stated.word, own: own.unit.word)), at: place))
    return nil
  }
}
