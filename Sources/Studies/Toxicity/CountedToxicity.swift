import Criteria
import Documents
import Parallel
import Quantities
import Workflow

/// Grades patients of whom nobody asks why: most of them are only counted, and their values written line by line.
struct CountedToxicity {
  enum Graded: Sendable {
    /// Counted; the patient can be read again if it is to be shown.
    case plain(PatientRecord, PlainGrader.Outcome, Lines)
    case full(PatientToxicity, Lines)
  }
  /// Lines of grades and of values; empty where no file is asked for.
  struct Lines: Sendable {
    var grades: [UInt8] = []
    var timeline: [UInt8] = []
  }
  /// Patients that are graded before those before them are added: read in full, each takes some ten kilobytes.
  private static let chunk = 1024
  private let inputs: ToxicityInputs
  private let latest: CalendarDay?
  private let workers: Int
  private let writes: Bool
  private struct Worker: Sendable {
    var grader: PlainGrader
    var lines: PlainLines
  }

  /// - Parameters:
  ///   - latest: no value can be later than this day.
  ///   - workers: as many threads.
  ///   - writes: whether the lines of the tables are made.
  init(_ inputs: ToxicityInputs, latest: CalendarDay?, workers: Int, writes: Bool = false) {
    (self.inputs, self.latest, self.workers, self.writes) = (inputs, latest, workers, writes)
  }

  /// - Parameters:
  ///   - emit: takes the lines of each patient, in the order of the files.
  ///   - progress: patients that are done.
  func grade(
    _ patients: [PatientRows.Patient], _ job: ToxicityJob, into run: inout ToxicityRun,
    _ faults: inout InputFaults, emit: (Lines) throws -> Void = { _ in }, progress: (Int) -> Void
  ) rethrows {
    let first = Worker(
      grader: PlainGrader(
        inputs.grader, inputs.safety, tables: inputs.files.map(\.plain), headline: job.headlineGrade,
        keeps: writes),
      lines: PlainLines(files: inputs.files.map(\.name), edition: inputs.scale.source.edition))
    let crew = DisjointBuffer.allocate(workers, repeating: first)
    defer { crew.deallocate() }
    for start in stride(from: 0, to: patients.count, by: Self.chunk) {
      let chunk = patients[start..<min(start + Self.chunk, patients.count)]
      for (source, graded) in zip(chunk, grade(chunk, crew)) {
        switch graded {
        case .full(let patient, let lines):
          faults.add(patient, ignoring: job.ignored)
          run.add(patient)
          try emit(lines)
        case .plain(let record, let outcome, let lines):
          run.add(record, outcome) { inputs.patient(source, latest: latest) }
          try emit(lines)
        }
      }
      progress(start + chunk.count)
    }
    for n in 0..<workers { run.add(crew[n].grader) }
  }

  private func grade(
    _ patients: ArraySlice<PatientRows.Patient>, _ crew: DisjointBuffer<Worker>
  ) -> [Graded] {
    var results = [Graded?](repeating: nil, count: patients.count)
    results.withUnsafeMutableBufferPointer { buffer in
      let slots = DisjointBuffer(buffer)
      let first = patients.startIndex
      parallelForEach(patients.count, block: 32, threads: workers, scratch: { $0 }) { range, worker in
        for n in range { slots[n] = graded(patients[first + n], by: &crew.pointer[worker]) }
      }
    }
    return results.map { $0! }
  }

  private func graded(_ source: PatientRows.Patient, by worker: inout Worker) -> Graded {
    guard !inputs.absenceIsKnown, let record = inputs.patients[source.name],
      inputs.findings.findings[source.name] == nil,
      let outcome = worker.grader.grade(record.laboratory, arm: record.arm, runs: source.runs, latest: latest)
    else { return full(source) }
    guard writes else { return .plain(record, outcome, Lines()) }
    return .plain(record, outcome, worker.lines.lines(record, worker.grader.sheet))
  }

  private func full(_ source: PatientRows.Patient) -> Graded {
    let patient = inputs.patient(source, latest: latest)
    guard writes else { return .full(patient, Lines()) }
    let grades = GradeRow.rows(patient, inputs).map(ToxicityTables.grades.csvLine).joined()
    let timeline = ValueRow.rows(patient, inputs).map(ToxicityTables.timeline.csvLine).joined()
    return .full(patient, Lines(grades: Array(grades.utf8), timeline: Array(timeline.utf8)))
  }
}
