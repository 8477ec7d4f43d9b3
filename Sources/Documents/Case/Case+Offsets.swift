import Checks
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
    // A scanner states the offset of its place; who writes a clock time beside it means the same place.
    let isUsual = ours == nil && point.emission.answers.start == nil
    return [
      Finding(
        CaseNote.offsetOfOne(seconds: ours ?? theirs ?? 0, isOfImage: ours == nil, isUsual: isUsual),
        at: point.name)
    ]
  }
}
