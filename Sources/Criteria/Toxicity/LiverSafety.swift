import Diagnostics
import Quantities

/// Peak aminotransferase against peak bilirubin under treatment (eDISH; Merz 2014, doi:10.1007/s40264-014-0184-5).
public struct LiverSafety: Sendable {
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("liver-safety") }

  /// Where a patient stands. Multiples are for drawing; the quadrant is judged on decimals.
  public struct Point: Sendable, Hashable {
    /// Which aminotransferase reached the higher multiple.
    public var aminotransferase: String
    /// Multiples of the upper limit of normal of the same sample.
    public var aminotransferaseMultiple: Double
    public var bilirubinMultiple: Double
    /// Multiples of the patient's own baseline; `nil` without one.
    public var aminotransferaseOfBaseline: Double?
    /// Peak bilirubin as a multiple (ratio) of the patient's own baseline; `nil` without one.
    public var bilirubinOfBaseline: Double?
    public var quadrant: Verdict<String>
  }

  /// `nil` unless the window has an aminotransferase and a bilirubin, both exact and with their limit.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func point(_ courses: [TermCourse]) throws(Problem) -> Point? {
    let enzymes = courses.filter { $0.code == "ALT" || $0.code == "AST" }.compactMap(peak)
    guard let enzyme = enzymes.max(by: { $0.multiple < $1.multiple }),
      let bilirubin = courses.first(where: { $0.code == "TBIL" }).flatMap(peak)
    else { return nil }
    let verdict = try rules.decide(
      "quadrant",
      [
        "aminotransferase": .number(enzyme.value), "aminotransferaseULN": .number(enzyme.limit),
        "bilirubin": .number(bilirubin.value), "bilirubinULN": .number(bilirubin.limit),
      ])
    return Point(
      aminotransferase: enzyme.code, aminotransferaseMultiple: enzyme.multiple,
      bilirubinMultiple: bilirubin.multiple, aminotransferaseOfBaseline: enzyme.ofBaseline,
      bilirubinOfBaseline: bilirubin.ofBaseline, quadrant: verdict)
  }

  /// The peak of a test as a multiple of its limit and of the patient's own baseline.
  struct Peak: Sendable {
    var code: String
    var value, limit: ExactDecimal
    var multiple: Double
    var ofBaseline: Double?

    init(_ code: String, _ value: ExactDecimal, limit: ExactDecimal, baseline: ExactDecimal?) {
      (self.code, self.value, self.limit) = (code, value, limit)
      multiple = value.doubleValue / limit.doubleValue
      ofBaseline = baseline.map(\.doubleValue).flatMap { $0 > 0 ? value.doubleValue / $0 : nil }
    }
  }

  /// The outcome of a patient with these peaks, without its explanation.
  func quadrant(_ enzyme: Peak, _ bilirubin: Peak) -> String? {
    rules.outcome(
      "quadrant",
      [
        "aminotransferase": .number(enzyme.value), "aminotransferaseULN": .number(enzyme.limit),
        "bilirubin": .number(bilirubin.value), "bilirubinULN": .number(bilirubin.limit),
      ])
  }

  /// The value with the highest multiple of its own limit in the window.
  private func peak(_ course: TermCourse) -> Peak? {
    let baseline = course.baseline?.value.amount.canonical
    let peaks = course.timeline.filter { $0.period == .window && $0.value.bound == .exact }.compactMap {
      graded in
      graded.grade.finding.upper.map {
        Peak(course.code, graded.value.amount.canonical, limit: $0.canonical, baseline: baseline)
      }
    }
    return peaks.max { $0.multiple < $1.multiple }
  }
}
