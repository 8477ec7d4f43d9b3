import Criteria
import Documents
import Parallel
import Quantities
import Workflow

/// Grades patients of whom nobody asks what became of each value: most of them are only counted.
struct CountedToxicity {
  enum Graded: Sendable {
    /// Counted; the patient can be read again if it is to be shown.
    case plain(PatientRecord, PlainGrader.Outcome)
    case full(PatientToxicity)
  }
  /// Patients that are graded before those before them are added: read in full, each takes some ten kilobytes.
  private static let chunk = 1024
  private let inputs: ToxicityInputs
  private let latest: CalendarDay?
  private let workers: Int

  /// - Parameters:
  ///   - latest: no value can be later than this day.
  ///   - workers: as many threads.
  init(_ inputs: ToxicityInputs, latest: CalendarDay?, workers: Int) {
    (self.inputs, self.latest, self.workers) = (inputs, latest, workers)
  }

  /// - Parameter progress: patients that are done.
  func grade(
    _ patients: [PatientRows.Patient], _ job: ToxicityJob, into run: inout ToxicityRun,
    _ faults: inout InputFaults, progress: (Int) -> Void
  ) {
    let first = PlainGrader(
      inputs.grader, inputs.safety, tables: inputs.files.map(\.plain), headline: job.headlineGrade)
    let graders = DisjointBuffer.allocate(workers, repeating: first)
    defer { graders.deallocate() }
    for start in stride(from: 0, to: patients.count, by: Self.chunk) {
      let chunk = patients[start..<min(start + Self.chunk, patients.count)]
      for (source, graded) in zip(chunk, grade(chunk, graders)) {
        switch graded {
        case .full(let patient):
          faults.add(patient, ignoring: job.ignored)
          run.add(patient)
        case .plain(let record, let outcome):
          run.add(record, outcome) { inputs.patient(source, latest: latest) }
        }
      }
      progress(start + chunk.count)
    }
    for n in 0..<workers { run.add(graders[n]) }
  }

  private func grade(
    _ patients: ArraySlice<PatientRows.Patient>, _ graders: DisjointBuffer<PlainGrader>
  ) -> [Graded] {
    var results = [Graded?](repeating: nil, count: patients.count)
    results.withUnsafeMutableBufferPointer { buffer in
      let slots = DisjointBuffer(buffer)
      let first = patients.startIndex
      parallelForEach(patients.count, block: 32, threads: workers, scratch: { $0 }) { range, worker in
        for n in range { slots[n] = graded(patients[first + n], by: &graders.pointer[worker]) }
      }
    }
    return results.map { $0! }
  }

  private func graded(_ source: PatientRows.Patient, by grader: inout PlainGrader) -> Graded {
    guard !inputs.absenceIsKnown, let record = inputs.patients[source.name],
      inputs.findings.findings[source.name] == nil,
      let outcome = grader.grade(record.laboratory, arm: record.arm, runs: source.runs, latest: latest)
    else { return .full(inputs.patient(source, latest: latest)) }
    return .plain(record, outcome)
  }
}
