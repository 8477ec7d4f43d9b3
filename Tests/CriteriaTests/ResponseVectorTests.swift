import Fixtures
import Quantities
import Testing

@testable import Criteria

/// Every row of the size-response vectors.
@Suite struct ResponseVectorTests {
  let recist: RECIST11

  init() throws { recist = try RECIST11(library) }

  @Test func targetResponse() throws {
    let faults = try Fixtures.everyRow("recist11_target") { check in
      let row = check.row
      let sums = try row.course("baseline_sum_mm", "nadir_sum_mm", "current_sum_mm")
      let verdict = try recist.target(
        sums, allGone: row.flag("all_targets_gone_nodes_lt10"), priorComplete: row.flag("prior_confirmed_CR"),
        anyNotEvaluated: row.flag("any_target_not_evaluated"))
      check.equal("expected_target_response", verdict.outcome?.rawValue)
      check.equal("pct_from_baseline", sums.percentFromBaseline?.fixed(decimals: 4))
      check.equal("pct_from_nadir", sums.percentFromNadir?.fixed(decimals: 4))
      check.equal("abs_from_nadir_mm", sums.fromNadir.description)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func decimalTraps() throws {
    let faults = try Fixtures.everyRow("recist11_float_traps") { check in
      let sums = try check.row.course("baseline_sum_mm", "nadir_sum_mm", "current_sum_mm")
      let verdict = try recist.target(sums, allGone: false, priorComplete: false, anyNotEvaluated: false)
      check.equal("expected", verdict.outcome?.rawValue)
      check.differs("naive_binary_float", verdict.outcome?.rawValue, from: "expected")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func overallResponse() throws {
    let faults = try Fixtures.everyRow("recist11_overall") { check in
      let row = check.row
      let nonTarget = try #require(RECIST11.NonTarget(rawValue: row["non_target"] ?? ""))
      let verdict = try recist.overall(
        target: SizeResponse(rawValue: row["target"] ?? ""), nonTarget: nonTarget,
        newLesion: row.flag("new_lesion"))
      check.equal("expected_overall", verdict.outcome?.rawValue)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func bestOverallResponse() throws {
    let faults = try Fixtures.everyRow("recist11_best_overall") { check in
      let row = check.row
      let visits = (row["sequence_day:response"] ?? "").split(separator: " ").compactMap {
        pair -> RECIST11.VisitResponse? in
        let parts = pair.split(separator: ":")
        guard parts.count == 2, let day = Int(parts[0]),
          let response = SizeResponse(rawValue: String(parts[1]))
        else {
          return nil
        }
        return .init(day: day, response: response)
      }
      let policy = RECIST11.BestOverallPolicy(
        confirmation: row.flag("confirmation_required"),
        confirmationDays: Int(row["confirmation_interval_days"] ?? "") ?? 28,
        minimumStableDays: Int(row["min_sd_days"] ?? "") ?? 42)
      check.equal("expected_bor", recist.bestOverall(visits, policy).outcome?.rawValue)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  private func lesions(_ text: String) throws -> [BaselineLesion] {
    try text.split(separator: ";").map { entry in
      let fields = entry.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      return BaselineLesion(
        id: fields[0], organ: fields[1], kind: try #require(BaselineLesion.Kind(rawValue: fields[2])),
        long: try #require(ExactDecimal(fields[3])), short: try #require(ExactDecimal(fields[4])),
        slice: try #require(ExactDecimal(fields[5])))
    }
  }

  @Test func targetSelection() throws {
    let faults = try Fixtures.everyRow("recist11_selection") { check in
      let selection = recist.select(
        try lesions(check.row["lesions(id|organ|type|long_mm|short_mm|slice_mm)"] ?? ""))
      check.equal("expected_measurable", selection.measurable.map(\.id).joined(separator: " "))
      check.equal("expected_targets", selection.targets.map(\.id).sorted().joined(separator: " "))
      check.equal("expected_sum_mm", selection.sum.description)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func enhancingTissueAndProducts() throws {
    let faults = try Fixtures.everyRow("mrecist_who") { check in
      let row = check.row
      let name = try #require(SizeCriterion.Name(rawValue: row["criterion"] ?? ""))
      let verdict = try SizeCriterion(name, library).response(
        try row.course("baseline", "nadir", "current"), newLesion: row.flag("new_lesion"))
      check.equal("expected_authoritative", verdict.outcome?.rawValue)
      check.differs("expected_seed_table3_literal", verdict.outcome?.rawValue, from: "expected_authoritative")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func authorityAgainstPrintedTable() throws {
    let faults = try Fixtures.everyRow("recist_seed_vs_authority") { check in
      let sums = try check.row.course("baseline", "nadir", "current")
      let verdict = try recist.target(
        sums, allGone: sums.current == 0, priorComplete: false, anyNotEvaluated: false)
      check.equal("expected_recist11", verdict.outcome?.rawValue)
      check.differs(
        "expected_seed_table3_literal_recist", verdict.outcome?.rawValue, from: "expected_recist11")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func choi() throws {
    let criterion = try ChoiCriterion(library)
    let faults = try Fixtures.everyRow("choi") { check in
      let row = check.row
      let verdict = try criterion.response(
        baseline: .init(size: try row.need("sum_baseline"), attenuation: row.decimal("hu_baseline")),
        current: .init(size: try row.need("sum_current"), attenuation: row.decimal("hu_current")),
        newLesion: row.flag("new_lesion"), allGone: row.flag("cr"))
      check.equal("expected", verdict.outcome?.rawValue)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}
