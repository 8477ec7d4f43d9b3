import Diagnostics
import Quantities

extension RECIST11 {
  /// The overall response of one visit, by days from baseline.
  public struct VisitResponse: Sendable, Hashable {
    public var day: Int
    public var response: SizeResponse
    public init(day: Int, response: SizeResponse) { (self.day, self.response) = (day, response) }
  }

  /// How a protocol wants the best overall response determined.
  public struct BestOverallPolicy: Sendable, Hashable {
    /// Needed where response is the primary endpoint of a trial without randomisation.
    public var confirmation: Bool
    public var confirmationDays: Int
    /// Least time from baseline after which disease that does not grow counts as stable.
    public var minimumStableDays: Int
    /// Visits that cannot be evaluated, and visits with stable disease after a partial response, that may lie between a
    /// response and its confirmation; `nil` for any number. RECIST 1.1 leaves both to the protocol.
    public var notEvaluableBetween: Int?
    public var stableBetween: Int?

    public init(
      confirmation: Bool, confirmationDays: Int, minimumStableDays: Int, notEvaluableBetween: Int? = 1,
      stableBetween: Int? = 0
    ) {
      (self.confirmation, self.confirmationDays) = (confirmation, confirmationDays)
      self.minimumStableDays = minimumStableDays
      (self.notEvaluableBetween, self.stableBetween) = (notEvaluableBetween, stableBetween)
    }

    /// The policy in words, for reports.
    public var words: String {
      let stable = "stable disease from day \(minimumStableDays)"
      guard confirmation else { return "without confirmation, \(stable)" }
      let between =
        "\(Self.most(notEvaluableBetween)) not evaluable and \(Self.most(stableBetween)) with stable disease"
      return
        "with confirmation after \(counted(confirmationDays, "day")), between the two at most visits: \(between); \(stable)"
    }
    private static func most(_ count: Int?) -> String { count.map(String.init) ?? "any number" }
  }

  /// The best overall response of a course; nothing after the first progression counts.
  ///
  /// A complete response that is not confirmed, and a partial response after a complete one, count at most as
  /// stable disease, if the minimum time is reached. Where there is no measurable disease, non-CR/non-PD stands in the
  /// place of stable disease.
  ///
  /// - Parameter isMeasurable: whether there are target lesions.
  public func bestOverall(
    _ visits: [VisitResponse], _ policy: BestOverallPolicy, isMeasurable: Bool = true
  ) -> Verdict<SizeResponse> {
    let ordered = visits.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }
      .map(\.element)
    let end = ordered.firstIndex { $0.response == .progressive }.map { $0 + 1 } ?? ordered.count
    let counted = Array(ordered[..<end])
    var (outcome, branch) = best(counted, policy)
    if !isMeasurable, outcome == .stable {
      outcome = .nonCompleteNonProgressive
      branch = "non-target disease alone: neither complete response nor " + branch.dropFirst(3)
    }
    return Verdict(
      outcome, rule: "RECIST 1.1 best overall response", branch: branch,
      inputs: counted.map { .init("day \($0.day)", $0.response.rawValue) },
      notes: end < ordered.count ? ["\(ordered.count - end) visits after progression are not counted"] : [],
      source: rules.source)
  }

  private func best(_ visits: [VisitResponse], _ policy: BestOverallPolicy) -> (SizeResponse, String) {
    if policy.confirmation {
      let days = policy.confirmationDays
      if confirmed(visits, policy, { $0 == .complete && $1 == .complete }) {
        return (.complete, "confirmed after \(counted(days, "day")) or more")
      }
      let partial: (SizeResponse, SizeResponse) -> Bool = { first, second in
        let responses: Set<SizeResponse> = [.complete, .partial]
        let falls = first == .complete && second == .partial
        return responses.contains(first) && responses.contains(second) && !falls
      }
      if confirmed(visits, policy, partial) {
        return (.partial, "confirmed after \(counted(days, "day")) or more")
      }
    } else {
      for response in [SizeResponse.complete, .partial]
      where visits.contains(where: { $0.response == response }) {
        return (response, "seen once; no confirmation asked for")
      }
    }
    return unconfirmed(visits, policy)
  }

  private func unconfirmed(_ visits: [VisitResponse], _ policy: BestOverallPolicy) -> (SizeResponse, String) {
    let stable: Set<SizeResponse> = [.complete, .partial, .stable, .nonCompleteNonProgressive]
    if visits.contains(where: { stable.contains($0.response) && $0.day >= policy.minimumStableDays }) {
      return (.stable, "no progression at day \(policy.minimumStableDays) or later")
    }
    if visits.contains(where: { $0.response == .progressive }) {
      return (.progressive, "progression before stable disease can be determined")
    }
    return (.notEvaluable, "no visit late enough can be evaluated")
  }

  private func confirmed(
    _ visits: [VisitResponse], _ policy: BestOverallPolicy, _ pair: (SizeResponse, SizeResponse) -> Bool
  ) -> Bool {
    visits.indices.contains { i in
      visits.indices[(i + 1)...].contains { k in
        visits[k].day - visits[i].day >= policy.confirmationDays
          && pair(visits[i].response, visits[k].response) && policy.allows(visits[(i + 1)..<k])
      }
    }
  }
}

extension RECIST11.BestOverallPolicy {
  /// Whether that number of visits without a response may lie between a response and its confirmation.
  func allows(_ between: ArraySlice<RECIST11.VisitResponse>) -> Bool {
    let open = between.count { $0.response == .notEvaluable }
    let stable = between.count { $0.response == .stable }
    return open <= notEvaluableBetween ?? .max && stable <= stableBetween ?? .max
  }
}
