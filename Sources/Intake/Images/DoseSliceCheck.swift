import Checks
import Volumes

/// Reports a dose that was exported as one RT Dose object per slice: each would pass for a whole dose.
enum DoseSliceCheck {
  static func compare(_ entries: inout [SeriesEntry]) {
    let slices = entries.indices.filter { entries[$0].kind == .dose && entries[$0].stack?.frames.count == 1 }
    let series = Dictionary(grouping: slices) { entries[$0].stack!.first.seriesKey }
    for same in series.values {
      let places = same.compactMap { entries[$0].stack!.frames[0].position }
      guard same.count > 1, let first = places.first,
        places.contains(where: { ($0 - first).norm > StackGeometry.samePlace })
      else { continue }
      for n in same {
        entries[n].findings.insert(
          .blocking(.frames(.doseInSlices(same.count)), at: entries[n].files[0]), at: 0)
      }
    }
  }
}
