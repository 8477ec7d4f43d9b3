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
          .blocking(
            .doseInSlices,
            "one of \(same.count) single-frame doses of a series at different places: they seem to be one dose",
            at: entries[n].files[0], why: "each slice would be taken for the whole dose",
            remedy: "export the dose as one object with \(same.count) frames"), at: 0)
      }
    }
  }
}
