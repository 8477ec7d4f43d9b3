import Dispatch

extension CourseGrader {
  /// Grades many patients as they come, several at a time; holds no more than `chunk` of them.
  ///
  /// - Parameters:
  ///   - sources: what patients are made of, for example the rows of each; may be lazy.
  ///   - patient: makes a patient of a source; called from several threads at once.
  ///   - emit: called in the order of the sources, from the calling thread.
  public func gradeAll<Source: Sendable>(
    _ sources: some Sequence<Source>, chunk: Int = 512, patient: @Sendable (Source) -> PatientLaboratory,
    emit: (PatientLaboratory, [TermCourse]) throws -> Void
  ) rethrows {
    var waiting: [Source] = []
    func flush() throws {
      for (patient, courses) in concurrently(waiting, patient) { try emit(patient, courses) }
      waiting.removeAll(keepingCapacity: true)
    }
    for source in sources {
      waiting.append(source)
      if waiting.count >= chunk { try flush() }
    }
    try flush()
  }

  /// The same for patients that are read already.
  public func gradeAll(
    _ patients: some Sequence<PatientLaboratory>, chunk: Int = 512,
    emit: (PatientLaboratory, [TermCourse]) throws -> Void
  ) rethrows {
    try gradeAll(patients, chunk: chunk, patient: { $0 }, emit: emit)
  }

  /// Each patient is judged alone, so the result does not depend on the number of threads.
  private func concurrently<Source: Sendable>(
    _ sources: [Source], _ patient: @Sendable (Source) -> PatientLaboratory
  ) -> [(PatientLaboratory, [TermCourse])] {
    let block = 16
    return .init(unsafeUninitializedCapacity: sources.count) { buffer, count in
      // Each iteration writes its own elements only.
      nonisolated(unsafe) let results = buffer
      DispatchQueue.concurrentPerform(iterations: (sources.count + block - 1) / block) { n in
        for i in (n * block)..<min((n + 1) * block, sources.count) {
          let read = patient(sources[i])
          results.initializeElement(at: i, to: (read, grade(read)))
        }
      }
      count = sources.count
    }
  }
}

/// How often each grade was the worst of a term, over many patients.
public struct CohortToxicity: Sendable, Hashable {
  public struct Term: Sendable, Hashable {
    /// Patients by worst grade 0…4 in the window.
    public var worst = [Int](repeating: 0, count: 5)
    /// Patients with values in the window none of which could be graded.
    public var notGradable = 0
    /// Patients without any value in the window.
    public var withoutValue = 0
    /// Patients by grade at baseline 0…4 (first index) and worst grade (second index); both known.
    public var shift = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
    /// Samples in the window, all patients together.
    public var samples = 0

    /// Patients whose worst grade reached `grade`, out of those who did not have it at baseline: a condition that was
    /// there before cannot come up.
    public func new(atLeast grade: Int) -> (patients: Int, atRisk: Int) {
      let atRisk = shift[..<min(max(grade, 0), 5)]
      return (
        atRisk.reduce(0) { $0 + $1[min(max(grade, 0), 5)...].reduce(0, +) }, atRisk.joined().reduce(0, +)
      )
    }
  }

  public private(set) var patients = 0
  public private(set) var terms: [String: Term] = [:]

  public init() {}

  public mutating func add(_ courses: [TermCourse]) {
    patients += 1
    for course in courses {
      var term = terms[course.code] ?? Term()
      term.samples += course.samples
      if let worst = course.worst?.grade.grade {
        term.worst[worst] += 1
        if let before = course.baseline?.grade.grade { term.shift[before][worst] += 1 }
      } else if course.notGradable > 0 {
        term.notGradable += 1
      } else {
        term.withoutValue += 1
      }
      terms[course.code] = term
    }
  }
}
