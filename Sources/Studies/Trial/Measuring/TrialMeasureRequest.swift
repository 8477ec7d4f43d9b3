import Diagnostics
import Foundation
import Registry
import Stages

/// What `hepatica trial measure` is asked to do.
public struct TrialMeasureRequest: Sendable {
  public var place: String
  public var trial: String
  /// Case file of one cycle, or of one diagnostic scan.
  public var caseFile: URL
  /// Results of `hepatica run`; default: `results` next to the case file.
  public var results: URL?
  /// Structures that are a lobe, `right` or `left`, where the case file does not state the side.
  public var lobes: [String: String] = [:]
  /// A protocol file that must be the locked one.
  public var protocolFile: URL?
  /// The route differs from the allocation, and that is what happened.
  public var isDeviation = false
  /// Values that are there already and differ now are corrected; without it they are refused.
  public var corrects = false
  /// Tables for `registry import` go here, and the registry stays as it is.
  public var tables: URL?

  public init(place: String, trial: String, caseFile: URL) {
    (self.place, self.trial, self.caseFile) = (place, trial, caseFile)
  }

  func namedLobes() throws(Problem) -> [String: Lobe] {
    var named: [String: Lobe] = [:]
    for (name, word) in lobes {
      guard let lobe = Lobe(rawValue: word) else {
        throw Problem(
          .usage, what: "“\(word)” is not a lobe", at: "--lobe", remedy: "NAME=right or NAME=left")
      }
      named[name] = lobe
    }
    return named
  }
}
