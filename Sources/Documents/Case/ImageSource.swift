import Foundation
import Intake

/// A file or folder with the series in it, and what the user states about the series.
public struct ImageSource: Sendable, Equatable {
  public var path: URL
  /// Identifier as `hepatica inspect` prints it; needed where the folder holds several that fit.
  public var series: String?
  public var answers: SeriesAnswers
  /// `file:line` in the case file, for messages.
  public var location: String

  package init(path: URL, series: String? = nil, answers: SeriesAnswers, location: String) {
    self.path = path
    self.series = series
    self.answers = answers
    self.location = location
  }

}
