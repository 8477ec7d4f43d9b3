import Arguments
import Diagnostics
import Foundation
import Synchronization

/// Work in the order in which it was asked for: at most `slots` at a time, one at a time for each case.
package final class JobQueue: Sendable {
  private struct State {
    var jobs: [String: Job] = [:]
    var order: [String] = []
    var cancellations: [String: Cancellation] = [:]
    var shown: [String: ContinuousClock.Instant] = [:]
    var count = 0
    var isEnding = false
  }
  private let state = Mutex(State())
  private let store: JobStore
  private let operations: [String: ServedOperation]
  private let setting: @Sendable (_ account: String) -> ServedOperation.Setting
  private let slots: Int
  /// Called with each change of a job.
  private let tell: @Sendable (Job) -> Void

  /// Goes on where the last server of this folder ended: what was queued is queued, what ran is interrupted.
  package init(
    _ store: JobStore, _ operations: [ServedOperation], slots: Int = 2,
    setting: @escaping @Sendable (_ account: String) -> ServedOperation.Setting,
    tell: @escaping @Sendable (Job) -> Void
  ) throws {
    (self.store, self.slots, self.setting, self.tell) = (store, slots, setting, tell)
    self.operations = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let known = try store.all().map { job in
      var job = job
      if job.state == .running { job.state = .interrupted }
      return job
    }
    for job in known where job.state == .interrupted { try store.save(job) }
    state.withLock { state in
      state.jobs = Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
      state.order = known.map(\.id)
      state.count = known.compactMap { Int($0.id.dropFirst()) }.max() ?? 0
    }
  }

  package func begin() { startNext() }

  package var all: [Job] { state.withLock { state in state.order.compactMap { state.jobs[$0] } } }
  /// The last work on a case, but for looking at its images.
  func last(of name: String) -> Job? {
    state.withLock { state in
      state.order.last { state.jobs[$0]?.case == name && state.jobs[$0]?.operation != "inspect" }
        .flatMap { state.jobs[$0] }
    }
  }
  package subscript(_ id: String) -> Job? { state.withLock { $0.jobs[id] } }
  package func operation(_ name: String) -> ServedOperation? { operations[name] }

  /// - Returns: the job, which is on the disk.
  /// - Throws: `Problem` for a request that cannot be one.
  package func add(_ operation: ServedOperation, _ request: Data, account: String) throws -> Job {
    try operation.check(request, setting(account))
    let text = String(decoding: request, as: UTF8.self)
    let number = state.withLock { state in
      state.count += 1
      return state.count
    }
    let job = Job(
      id: "J\(String(1_000_000 + number).dropFirst())", operation: operation.name, case: Self.caseName(text),
      account: account, request: text, created: Surroundings.current.now())
    try store.save(job)
    state.withLock { state in
      state.jobs[job.id] = job
      state.order.append(job.id)
    }
    tell(job)
    startNext()
    return job
  }

  /// Puts an interrupted, failed or cancelled job into the queue again: steps that were done are taken up.
  package func resume(_ id: String) throws -> Job {
    let job = try update(id) { job throws(Refusal) in
      guard job.state.isOver, job.state != .done, job.state != .review else {
        throw Refusal(409, "this job does not wait to be resumed", at: id)
      }
      (job.state, job.error, job.finished, job.fraction) = (.queued, nil, nil, 0)
    }
    startNext()
    return job
  }

  /// - Throws: `Refusal` 404, or 409 for one that is over.
  package func cancel(_ id: String) throws -> Job {
    let running = state.withLock { $0.cancellations[id] }
    if let running {
      running.request()
      return self[id]!
    }
    return try update(id) { job throws(Refusal) in
      guard job.state == .queued || job.state == .interrupted else {
        throw Refusal(409, "this job is over", at: id)
      }
      (job.state, job.finished) = (.cancelled, Surroundings.current.now())
    }
  }

  /// Starts no more, and asks what runs to save its state and end.
  package func end(within seconds: Double) {
    let running = state.withLock { state in
      state.isEnding = true
      return Array(state.cancellations.values)
    }
    for cancellation in running { cancellation.request() }
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline, state.withLock({ !$0.cancellations.isEmpty }) { usleep(20_000) }
  }

  private func update(_ id: String, _ change: (inout Job) throws(Refusal) -> Void) throws -> Job {
    guard var job = self[id] else { throw Refusal(404, "there is no such job", at: id) }
    try change(&job)
    try store.save(job)
    state.withLock { [job] in $0.jobs[id] = job }
    tell(job)
    return job
  }

  private static func caseName(_ request: String) -> String? {
    request.firstMatch(of: /"cases\\?\/([^\/"\\]+)/).map { String($0.output.1) }
  }
}

// MARK: Running

extension JobQueue {
  private func startNext() {
    while let (job, cancellation) = state.withLock({ next(&$0) }) {
      let thread = Thread { self.run(job, cancellation) }
      // Registration and transport recurse no deeper than the main thread allows.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func next(_ state: inout State) -> (Job, Cancellation)? {
    guard !state.isEnding, state.cancellations.count < slots else { return nil }
    let busy = Set(state.cancellations.keys.compactMap { state.jobs[$0]?.case })
    for id in state.order {
      guard let job = state.jobs[id], job.state == .queued, job.case.map(busy.contains) != true else {
        continue
      }
      let cancellation = Cancellation()
      state.cancellations[id] = cancellation
      state.jobs[id]!.state = .running
      state.jobs[id]!.started = Surroundings.current.now()
      return (state.jobs[id]!, cancellation)
    }
    return nil
  }

  private func run(_ job: Job, _ cancellation: Cancellation) {
    var job = job
    try? store.save(job)
    tell(job)
    let result = Result { try answer(job, cancellation) }
    job = self[job.id] ?? job
    finish(&job, result)
    try? store.save(job)
    state.withLock { [job] state in
      state.jobs[job.id] = job
      state.cancellations[job.id] = nil
      state.shown[job.id] = nil
    }
    tell(job)
    startNext()
  }

  private func answer(_ job: Job, _ cancellation: Cancellation) throws -> ServedOperation.Answer {
    guard let operation = operations[job.operation] else {
      throw Problem(.usage, what: "there is no operation “\(job.operation)” any more")
    }
    var setting = setting(job.account)
    setting.cancellation = cancellation
    setting.progress = { fraction, activity in self.show(job.id, fraction, activity) }
    return try operation.run(Data(job.request.utf8), setting)
  }

  private func finish(_ job: inout Job, _ result: Result<ServedOperation.Answer, any Error>) {
    job.finished = Surroundings.current.now()
    switch result {
    case .success(let answer):
      (job.answer, job.review, job.fraction) = (answer.json, answer.review, 1)
      job.state = answer.review.isEmpty ? .done : .review
    case .failure(let error):
      let report = ErrorReport(error)
      job.error = report.json
      let wasStopped = report.status == .interrupted
      let isEnding = state.withLock { $0.isEnding }
      job.state = wasStopped ? (isEnding ? .interrupted : .cancelled) : .failed
    }
  }

  /// At most four times a second for each job.
  private func show(_ id: String, _ fraction: Double, _ activity: String) {
    let now = ContinuousClock.now
    let job: Job? = state.withLock { state in
      state.jobs[id]?.fraction = min(1, max(0, fraction))
      state.jobs[id]?.activity = activity
      if let shown = state.shown[id], now - shown < .milliseconds(250) { return nil }
      state.shown[id] = now
      return state.jobs[id]
    }
    if let job { tell(job) }
  }
}
