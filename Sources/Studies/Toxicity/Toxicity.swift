import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Parallel
import Quantities
import Records
import Registry
import Reporting
import Workflow

/// Grades of laboratory values and clinical findings of one patient or a hundred thousand.
public enum Toxicity {
  /// - Throws: `Problems` with every fault of the input, unless the job keeps going; then nothing is written.
  public static func run(_ job: ToxicityJob, progress: @escaping ProgressHandler) throws -> Outcome {
    progress(0, "opening")
    let inputs = try inputs(job)
    let rows = PatientRows(inputs.files, of: inputs.patients)
    guard let folder = job.output else { return try run(job, inputs, rows, nil, progress) }
    try createFolder(folder)
    return try run(job, inputs, rows, folder, progress)
  }

  /// Files, or the record of a registry, as the same nouns.
  private static func inputs(_ job: ToxicityJob) throws -> ToxicityInputs {
    guard let place = job.registry else { return try ToxicityInputs(job) }
    return try ToxicityInputs(job, record: ClinicalRecord(place, patient: job.patient))
  }

  private static func run(
    _ job: ToxicityJob, _ inputs: ToxicityInputs, _ rows: PatientRows, _ folder: URL?,
    _ progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let streams = folder.map { [$0.appending(path: "grades.csv"), $0.appending(path: "timeline.csv")] } ?? []
    var faults = InputFaults(inputs.problems, told: inputs.told)
    let run: ToxicityRun
    do {
      run = try TextSink.writing(streams) { sinks in
        let run = try grade(job, inputs, rows, sinks, &faults, progress)
        if faults.refuses, !job.keepGoing { throw Problems(faults.listed) }
        return run
      }
    } catch let problems as Problems {
      if let folder { try faults.write(to: folder) }
      throw problems
    }
    var record = ToxicityRecord(job, inputs, run, faults)
    let sensitivity = try job.sensitivity ? SensitivityContent(inputs, grade: job.headlineGrade) : nil
    record.sensitivity = sensitivity?.rates
    let study = ToxicityContent(
      job: job, inputs: inputs, run: run, faults: faults, record: record, sensitivity: sensitivity)
    try folder.map { try faults.write(to: $0) }
    var outcome = try study.content.outcome(
      to: folder, findings: faults.findings + inputs.notes + run.account.findings)
    if let (who, why) = job.recording, let place = job.registry {
      let added = try RecordedToxicity.write(
        run.recoveries, inputs.scale, to: ClinicalRecord(place).registry, by: Author(who: who, why: why))
      outcome = outcome.recorded(
        "\(counted(added, "adverse event")) recorded, \(run.recoveries.count - added) were there already")
    }
    if job.explain { outcome.text += "\n\n" + run.explanations.joined(separator: "\n") }
    return outcome
  }

  private static func grade(
    _ job: ToxicityJob, _ inputs: ToxicityInputs, _ rows: PatientRows, _ sinks: [TextSink],
    _ faults: inout InputFaults, _ progress: @escaping ProgressHandler
  ) throws -> ToxicityRun {
    var run = ToxicityRun(job, inputs)
    let today = CalendarDay(iso8601: DateTime.now.description.prefix(10))
    try sinks.first?.write(ToxicityTables.grades.csvHead)
    try sinks.last?.write(ToxicityTables.timeline.csvHead)
    let count = Double(rows.patients.count)
    if job.mayCount(rows.patients.count) {
      run.isCounted = true
      let workers = ProcessInfo.processInfo.activeProcessorCount
      try CountedToxicity(inputs, latest: today, workers: workers, writes: !sinks.isEmpty)
        .grade(rows.patients, job, into: &run, &faults) { lines in
          try sinks.first?.write(lines.grades)
          try sinks.last?.write(lines.timeline)
        } progress: { done in
          progress(Double(done) / count, "grading")
        }
    } else {
      try explained(inputs, rows, sinks, today) { patient, done in
        faults.add(patient, ignoring: job.ignored)
        run.add(patient)
        if done % 512 == 0 { progress(Double(done) / count, "grading") }
      }
    }
    run.addSilent(seen: Set(rows.patients.map(\.name)))
    faults.finish(ignoring: job.ignored)
    return run
  }

  /// In full, as somebody asks for the reason of each worst grade.
  private static func explained(
    _ inputs: ToxicityInputs, _ rows: PatientRows, _ sinks: [TextSink], _ today: CalendarDay?,
    add: (PatientToxicity, Int) -> Void
  ) throws {
    let writes = !sinks.isEmpty
    var done = 0
    try inOrder(rows.patients) { source in
      let patient = inputs.patient(source, latest: today)
      return (
        patient, writes ? GradeRow.rows(patient, inputs).map(ToxicityTables.grades.csvLine).joined() : "",
        writes ? ValueRow.rows(patient, inputs).map(ToxicityTables.timeline.csvLine).joined() : ""
      )
    } emit: { patient, grades, timeline in
      done += 1
      add(patient, done)
      try sinks.first?.write(grades)
      try sinks.last?.write(timeline)
    }
  }
}
