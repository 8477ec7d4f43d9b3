import Checks
import Documents
import Intake
import Quantities
import Stages

/// A map that the user brought, and where it came from.
struct EnteredMap {
  var source: ImageSource
  /// What it is, in messages.
  var word: String
  var series: ImageSeries
  var fits: (SeriesEntry) -> Bool = { _ in true }
  var isActivity = false
}

extension Journey {
  func enteredActivity(_ source: ImageSource) throws -> EnteredMap {
    EnteredMap(
      source: source, word: "the activity",
      series: try library.load(source, as: "the activity", { _ in true }), isActivity: true)
  }

  /// What a human should know of a map that was entered, as of an image of a time point.
  func questions(onEntered map: EnteredMap) throws -> [Finding] {
    try library.questions(map.source, map.series, as: map.word, at: map.word, map.fits)
  }

  /// The values hold at the time that the case states; an image that says of itself that they hold at another is asked about.
  func questions(on series: ImageSeries, enteredAt time: DateTime) -> [Finding] {
    guard let acquisition = series.acquisition else { return [] }
    var instant = acquisition.start
    if case .reference(let reference) = acquisition.decay { instant = reference }
    let hours = abs(time.since(instant).inHours)
    let factor = hours / halfLife.inHours
    return Plausibility.enteredTime.finding(
      factor, at: series.id, also: .hours(hours)
    ).map { [$0] } ?? []
  }
}
