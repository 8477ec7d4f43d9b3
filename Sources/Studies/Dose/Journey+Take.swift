import Diagnostics
import Documents
import Foundation
import Reporting
import Stages
import Workflow

// The steps as a user takes them, one by one or all.

extension Journey {
  /// Takes one step with the results of those before it from the work folder, or all of them.
  ///
  /// A step rests on records that are true: nothing that they were made of may have changed. The whole way takes up what is
  /// true and makes the rest.
  /// - Parameters:
  ///   - fresh: the whole way makes all anew.
  ///   - earlier: the report that a new one amends; for `.report` alone.
  /// - Throws: `Problem` of kind `dataRejected` naming the step to repeat, `inputMissing` the step to take first, `tryAgain`
  ///   where another process works in the folder.
  public func take(_ step: Step, fresh: Bool = false, amending earlier: ReportAmendment? = nil) throws
    -> Outcome
  {
    if step == .align || step == .run { try preflight() }
    switch step {
    case .align: return try settled(alignOutcome(Passage(self, .make(.align)).aligned()))
    case .quantify: return try settled(quantifyOutcome(Passage(self, .make(.quantify)).quantified()))
    case .integrate: return try settled(integrateOutcome(Passage(self, .make(.integrate)).integrated()))
    case .dose: return try settled(doseOutcome(Passage(self, .make(.dose)).dosed()))
    case .summarise: return try settled(summariseOutcome(Passage(self, .make(.summarise)).summarised()))
    case .report: return try Passage(self, .make(.report)).reportOutcome(amending: earlier)
    case .run: return try Passage(self, fresh ? .renew : .mend).wholeWay()
    }
  }

  /// Simulates one part and leaves its tally in the work folder.
  /// - Throws: `Problem` if a step before is missing; `.interrupted` if the task was cancelled.
  public func shardOutcome(_ part: ShardNumber) throws -> Outcome {
    let record = try shard(part)
    return try Outcome(text: record.text, content: record)
  }

  /// Puts the shards of the work folder, or those named, together and makes the dose of them.
  /// - Parameter partial: accepts missing shards; the uncertainty is then that of those that are there.
  /// - Throws: `Problem` for shards that are missing or of another simulation.
  public func mergeOutcome(_ files: [URL], partial: Bool) throws -> Outcome {
    try settled(doseOutcome(Passage(self, .make(.dose)).merged(files, partial: partial)))
  }
}

extension Passage {
  /// The report's table, and all that it rests on.
  package func summarised() throws -> Summarised { try summarised(table: summaryCSV) }

  /// From the images to the report; of a case of which all is true, what the last run said.
  func wholeWay() throws -> Outcome {
    guard journey.truth == nil, try holdsAll(to: .report), let record = record(of: .report) else {
      return try reportOutcome()
    }
    for stage in Stage.allCases { tookUp(stage) }
    let summary = try readRecord(DoseSummary.self, journey.folder.summary)
    return try outcome(
      summary, [], record.reportFiles, record.review, account: "nothing changed since: all results hold")
  }

  /// Results against the truth of a digital patient, if it is one.
  package func truth(_ results: Summarised) -> [TruthComparison] {
    journey.truth?.compare(results.integration, results.summary) ?? []
  }

  func reportOutcome(amending earlier: ReportAmendment? = nil) throws -> Outcome {
    let results = try summarised()
    let truth = truth(results)
    var names: [String] = []
    func known(_ record: StepRecord) -> [Finding] {
      names = record.reportFiles
      return record.review
    }
    let review = try pass(.report, take: known) { sources in
      let (files, review) = try journey.writeReport(
        results, of: sources.inputs, truth: truth, amending: earlier)
      names = files.map(journey.folder.name(of:))
      return Made(review, files: files, review: review, remarks: ["files": names.joined(separator: "\n")])
    }
    return try outcome(results.summary, truth, names, review, account: account)
  }

  /// What was made and what was taken up, for a walk that could choose.
  private var account: String? {
    guard !reused.isEmpty, isWhole else { return nil }
    let again = made.map { step in
      step.because.isEmpty
        ? step.stage.rawValue : "\(step.stage.rawValue) (changed: \(step.because.joined(separator: ", ")))"
    }
    return "still true and not done again: \(reused.map(\.rawValue).joined(separator: ", "))\n"
      + "done: \(again.joined(separator: ", "))"
  }
}

extension StepRecord {
  /// Files of the report in the order in which they are listed.
  fileprivate var reportFiles: [String] {
    remarks["files"]?.split(separator: "\n").map(String.init) ?? []
  }
}
