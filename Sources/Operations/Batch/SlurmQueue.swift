import Diagnostics
import Files
import Foundation

/// Cases as job arrays of Slurm. The folder of results lies where every node sees it.
///
/// The job of a case that needs a decision does not fail: it ends with 0, so that what waits for it with `afterok` goes on,
/// and the result keeps the decision. Watching may be interrupted; the same command goes on watching the jobs it submitted.
struct SlurmQueue: BatchQueue {
  let list: BatchList
  let options: [String]
  let gibibytes: Double

  /// Slurm's usual limit of an array (`MaxArraySize` 1001).
  private static let longest = 1000
  private var jobs: URL { list.folder.appending(path: "slurm.jobs") }
  private var script: URL { list.folder.appending(path: "slurm.sh") }

  func run(_ context: Context) throws {
    var numbers = submitted
    if try running(numbers).isEmpty {
      try list.begin()
      try writeAtomically(text(BatchProcess.program(context)), to: script)
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
      numbers = try submit()
      try writeAtomically(numbers.map { $0 + "\n" }.joined(), to: jobs, over: .state)
    } else {
      try refuseAnotherList()
    }
    try watch(numbers, context)
    unlink(jobs.path)
  }

  /// A job knows its case by its place in the list.
  /// - Throws: `Problem` of kind `tryAgain` where the cases are not those of the jobs that run.
  private func refuseAnotherList() throws {
    guard try BatchList(reading: list.folder).cases != list.cases else { return }
    throw Problem(
      .tryAgain, what: "jobs of other cases are still running for this folder", at: list.folder.path,
      why: "each would run another case than the one it was submitted for",
      remedy: "wait until they have ended, or cancel them with scancel")
  }

  private var submitted: [String] {
    FileManager.default.contents(atPath: jobs.path).map {
      String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
    } ?? []
  }

  /// The program itself is the job, so that TERM reaches it; only its status is translated.
  private func text(_ program: URL) -> String {
    """
    #!/bin/bash
    # A case of a batch; the first is number 1. The number of the first case of this array is its first word.
    \(Self.quoted(program.path)) batch --member $(($1 + SLURM_ARRAY_TASK_ID)) -o \(Self.quoted(list.folder.path)) --quiet &
    child=$!
    trap 'kill -TERM $child' TERM INT
    wait $child
    status=$?
    wait $child 2> /dev/null
    # 3 is a decision for a person, not a failure.
    [ $status -eq 3 ] && exit 0
    exit $status

    """
  }

  private func submit() throws -> [String] {
    try stride(from: 0, to: list.cases.count, by: Self.longest).map { first in
      let last = min(Self.longest, list.cases.count - first) - 1
      let words =
        [
          "--parsable", "--job-name=hepatica", "--array=0-\(last)", "--mem=\(Int(gibibytes * 1024))M",
          "--output=/dev/null",
        ]
        + options + [script.path, "\(first + 1)"]
      let answer = try command("sbatch", words)
      return String(answer.split(separator: ";").first ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// Jobs of these that wait or run.
  private func running(_ numbers: [String]) throws -> [String] {
    guard !numbers.isEmpty else { return [] }
    let words = ["--noheader", "--array", "--format=%F", "--jobs=" + numbers.joined(separator: ",")]
    let known: String
    // An array that Slurm has forgotten is over. Any other error leaves open whether it runs.
    do { known = try command("squeue", words) } catch let problem as Problem
      where problem.what.contains("Invalid job id")
    {
      return []
    }
    return known.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func watch(_ numbers: [String], _ context: Context) throws {
    let count = list.cases.count
    while true {
      let left = try running(numbers).count
      context.progress(
        Double(count - min(left, count)) / Double(count), "\(left) of \(count) cases wait or run in Slurm")
      if left == 0 { return }
      for _ in 0..<20 where !context.cancellation.isRequested { usleep(100_000) }
      try context.cancellation.check()
    }
  }

  private func command(_ name: String, _ words: [String]) throws -> String {
    let errors = Pipe()
    let (status, data) = try BatchProcess(program: URL(filePath: "/usr/bin/env")).run(
      [name] + words, errors: errors)
    guard status == 0 else {
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      throw Problem(
        .serviceUnavailable,
        what: "\(name) failed: \(text.split(separator: "\n").first ?? "without a message")", at: "Slurm",
        remedy: status == 127
          ? "install Slurm's programs, or run without --slurm" : "check the options passed to it")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func quoted(_ path: String) -> String { "'" + path.replacing("'", with: "'\\''") + "'" }
}
