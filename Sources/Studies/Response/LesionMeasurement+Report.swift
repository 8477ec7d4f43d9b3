import Checks
import Diagnostics
import Foundation
import Intake
import Quantities
import Stages
import Workflow

// Lesions as another program measured them, in a report by TID 1500.

extension LesionMeasurement {
  /// - Throws: `Problem` for a report without lesions, or images given with it.
  static func fromReport(_ job: MeasureJob) throws -> Outcome {
    guard job.anatomy == nil, job.uptake == nil else {
      throw Problem(
        .usage, what: "a measurement report is given, and an image to measure on", at: "hepatica measure",
        why: "a value could come from either", remedy: "leave --anatomy and --uptake out, or name structures")
    }
    let report = try MeasurementReport.read(job.structures.path)
    let values = report.groups.map(LesionValues.init).filter { !job.except.contains($0.name) }
    let lines = values.filter { !$0.isEmpty }.map(Row.init)
    guard !lines.isEmpty else {
      throw Problem(
        .dataRejected, what: "the report holds no diameter, volume, attenuation or uptake of a lesion",
        at: job.structures.path, remedy: "measure the structures on their image")
    }
    return try outcome(lines, job, remarks(report, values, job))
  }

  private static func remarks(_ report: MeasurementReport, _ values: [LesionValues], _ job: MeasureJob)
    -> [Finding]
  {
    var remarks = values.filter { !$0.ambiguous.isEmpty }.map {
      Finding(MeasuringNote.valuesDiffer($0.ambiguous), at: $0.name)
    }
    let left = values.filter(\.isEmpty).map(\.name)
    if !left.isEmpty {
      remarks.append(Finding(MeasuringNote.withoutValue(left)))
    }
    if report.passedOver > 0 {
      remarks.append(Finding(MeasuringNote.entriesPassedOver(report.passedOver)))
    }
    let day = job.day.description.filter { $0 != "-" }
    if let date = report.date, date != day {
      remarks.append(Finding(MeasuringNote.reportOfAnotherDay))
    }
    return remarks
  }
}

extension LesionMeasurement.Row {
  fileprivate init(_ lesion: LesionValues) {
    self.init(
      lesion: lesion.name, longMm: lesion.longMillimetres, shortMm: lesion.shortMillimetres,
      volumeMl: lesion.volumeMillilitres, attenuationHU: lesion.attenuationHU, suvMax: lesion.suvMaximum,
      suvMean: lesion.suvMean, sulPeak: lesion.sulPeak)
  }
}
