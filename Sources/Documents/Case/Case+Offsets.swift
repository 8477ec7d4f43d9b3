import Quantities
import Stages

extension Case {
  /// Where one of two times states its offset from UTC and the other does not, both are read as clock times of one place: decay
  /// would be counted over hours that nobody waited, if they are not.
  package func offsets(_ series: ImageSeries, _ point: TimePoint) -> [Finding] {
    guard let given = administrations.first?.start, let acquisition = series.acquisition else {
      return []
    }
    let (ours, theirs) = (given.utcOffset, acquisition.start.utcOffset)
    guard (ours == nil) != (theirs == nil) else { return [] }
    let (with, without) = ours == nil ? ("image", "administration") : ("administration", "image")
    // A scanner states the offset of its place; who writes a clock time beside it means the same place.
    let isUsual = ours == nil && point.emission.answers.start == nil
    return [
      Finding(
        isUsual ? .information : .decision, Finding.Code("time.offset"),
        "the \(with) states its offset from UTC (\(text(ours ?? theirs ?? 0))) and the \(without) does not: both are read as "
          + "clock times of one place",
        at: point.name)
    ]
  }

  private func text(_ offset: Int) -> String {
    let minutes = abs(offset) / 60
    let digits = { (n: Int) in n < 10 ? "0\(n)" : "\(n)" }
    return (offset < 0 ? "−" : "+") + "\(digits(minutes / 60)):\(digits(minutes % 60))"
  }
}
