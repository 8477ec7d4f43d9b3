/// How the state before treatment enters a rate of toxicity. Papers differ in it, and seldom say which they took.
public enum BaselineReading: String, Sendable, Hashable, CaseIterable, Codable {
  /// The worst grade as the edition gives it: an abnormal baseline takes the place of the limit of normal where it says so.
  case edition = "by the edition"
  /// The worst grade against the limits of normal, whatever was there before.
  case limits = "limits of normal alone"
  /// A grade that is reached and is above that before treatment, both against the limits of normal.
  case worse = "worse than before"
  /// A grade that is reached by the edition, of those who were below it before.
  case new = "new among those below"

  /// Whether the rate reaches a grade; `nil` where that is not known. A patient who is not at risk is not asked.
  ///
  /// - Parameters:
  ///   - own: the term by the edition.
  ///   - plain: the same against the limits of normal alone.
  func reaches(_ grade: Int, own: TermCourse, plain: TermCourse) -> Bool? {
    switch self {
    case .edition: own.worst?.grade.grade.map { $0 >= grade }
    case .limits: plain.worst?.grade.grade.map { $0 >= grade }
    case .worse:
      plain.worsened.flatMap { worsened in plain.worst?.grade.grade.map { worsened && $0 >= grade } }
    case .new:
      own.baseline?.grade.grade == nil ? nil : own.worst?.grade.grade.map { $0 >= grade }
    }
  }
}
