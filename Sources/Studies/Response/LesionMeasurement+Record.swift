import Records

extension LesionMeasurement.Row {
  /// As the record keeps what was measured of one lesion on one day.
  func forRecord(_ job: MeasureJob) -> [RecordedValue] {
    let all: [(String, Double?, String)] = [
      ("longest diameter", longMm, "mm"), ("short axis", shortMm, "mm"), ("volume", volumeMl, "mL"),
      ("attenuation", attenuationHU, "HU"), ("SUVmax", suvMax, "g/mL"), ("SUVmean", suvMean, "g/mL"),
      ("SULpeak", sulPeak, "g/mL"),
    ]
    return all.compactMap { quantity, value, unit in
      value.map {
        .measured(quantity, $0, unit, of: lesion, "hepatica measure, structure of the lesion", job)
      }
    }
  }
}

extension LesionEnhancement {
  /// The fraction; nothing where there is none.
  func forRecord(_ job: MeasureJob) -> RecordedValue? {
    fraction.map {
      .measured(
        "arterial enhancement fraction", $0, "%", of: lesion,
        "arterial over portal venous enhancement, mean attenuation", job)
    }
  }
}

extension RecordedValue {
  fileprivate static func measured(
    _ quantity: String, _ value: Double, _ unit: String, of lesion: String, _ definition: String,
    _ job: MeasureJob
  ) -> RecordedValue {
    var one = RecordedValue(quantity, value, unit: unit, lesion: lesion, definition: definition)
    if !job.organ.isEmpty { one.lesionOrgan = job.organ }
    one.reader = job.reader
    return one
  }
}
