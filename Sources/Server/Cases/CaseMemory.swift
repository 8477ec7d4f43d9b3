import Diagnostics
import Documents
import Files
import Foundation
import Workflow

/// What is known of the files of cases, so that lists and pages need not read and hash them each time.
final class CaseMemory: Sendable {
  private let journeys: Journeys
  /// Of files that were signed.
  let digests = FileDigests()
  private let reports = Memory<CaseState.Report?>(limit: 2000)
  private let uncertainties = Memory<[String: Double]>(limit: 50)
  private let steps = Memory<[StepState]>(limit: 200)

  init(_ journeys: Journeys) { self.journeys = journeys }

  func report(_ home: CaseFolder) -> CaseState.Report? {
    let file = home.results.appending(path: "report.json")
    return reports.value(file) {
      FileManager.default.contents(atPath: file.path).flatMap {
        try? JSONDecoder().decode(CaseState.Report.self, from: $0)
      }
    }
  }

  /// Relative uncertainty of the mean dose by the name of the region.
  func uncertainties(_ home: CaseFolder) -> [String: Double] {
    uncertainties.value(home.results.appending(path: "report.json")) { Preview.uncertainties(home) }
  }

  /// The steps of the path, held against the chain of custody of the results.
  /// - Throws: `Problem` for a record that is damaged, or while another process works there.
  func steps(_ home: CaseFolder, _ therapy: Case) throws -> [StepState] {
    try steps.value(home.id, .init(text: home.stamp())) {
      try journeys.journey(home, therapy).stepStates().map(Self.withoutTruth)
    }
  }

  /// The truth of a digital patient does not belong to its case: a report that was held against it is still that of the case.
  private static func withoutTruth(_ state: StepState) -> StepState {
    guard state.state == .outdated, state.because == ["truth"] else { return state }
    var done = state
    (done.state, done.because) = (.done, [])
    return done
  }

  /// As they were when they were last looked at.
  func lastSteps(_ home: CaseFolder) -> [StepState]? { steps.last(home.id) }
}
