import Quantities
import Records
import Registry
import Reporting

extension PatientContent {
  /// Findings that were looked for, scores and deviations; nothing of a registry of an earlier schema.
  var observedBlocks: [ContentBlock] {
    guard record.registry.catalogue.version >= 4 else { return [] }
    let found = (try? record.rows(FindingColumn.patient, order: [.found])) ?? []
    let scores = (try? record.rows(ScoreColumn.patient, order: [.scored])) ?? []
    let deviations = (try? record.rows(DeviationColumn.patient, order: [.occurred])) ?? []
    var blocks: [ContentBlock] = []
    if !found.isEmpty {
      blocks.append(.table(Self.findingForm.table("Findings that were looked for", found)))
    }
    if !scores.isEmpty {
      blocks.append(.table(Self.scoreForm.table("Performance status, symptoms and quality of life", scores)))
    }
    if record.registry.catalogue.version >= 5,
      let referrals = try? record.rows(ReferralColumn.patient, order: [.referred]), !referrals.isEmpty
    {
      blocks.append(.table(Self.referralForm.table("Referred for another treatment", referrals)))
    }
    if !deviations.isEmpty {
      blocks.append(.table(Self.deviationForm.table("Departures from the protocol", deviations)))
    }
    return blocks
  }

  static let findingForm = TableForm<TableRow<FindingColumn>>(
    "findings", file: "findings.csv",
    [
      .init("found", "Day", share: 0.9, means: "day of the examination") { .text($0.text(.found)) },
      .init("term", "Finding", share: 2, means: "term of the finding") { .text($0.text(.term)) },
      .init("present", "There", share: 0.6, means: "whether it was there") {
        .words($0[.present].integer.map { $0 == 1 ? "yes" : "no" })
      },
      .init("grade", "Grade", .number, share: 0.6, means: "grade") { .number(of: $0[.grade].integer) },
      .init("method", "Seen by", share: 0.8, means: "how it was looked for") { .words($0.text(.method)) },
      .init("attribution", "Attribution", means: "likely cause") { .words($0.text(.attribution)) },
      .init("reader", "Reader", share: 0.7, means: "number of the reader") { .words($0.text(.reader)) },
    ])

  static let scoreForm = TableForm<TableRow<ScoreColumn>>(
    "scores", file: "scores.csv",
    [
      .init("scored", "Day", share: 0.9, means: "day") { .text($0.text(.scored)) },
      .init("scale", "Scale", share: 1.6, means: "scale") { .text($0.text(.scale)) },
      .init("value", "Score", share: 0.6, means: "the score") { .words($0[.value].number.map(Plain.short)) },
      .init("reader", "By", share: 0.7, means: "who asked") { .words($0.text(.reader)) },
    ])

  static let referralForm = TableForm<ReferralRow>(
    "referrals", file: "referrals.csv",
    [
      .init("referred", "Day", share: 0.9, means: "day of the referral") { .text($0.text(.referred)) },
      .init("purpose", "For", share: 1.4, means: "for what") { .text($0.text(.purpose)) },
      .init("decision", "Decision", share: 1.4, means: "what came of it; empty while open") {
        .words($0.text(.decision))
      },
      .init("decided", "Of", share: 0.9, means: "day of the decision") { .words($0.text(.decided)) },
      .init("reason", "Reason", share: 2, means: "why") { .words($0.text(.reason)) },
    ])

  static let deviationForm = TableForm<TableRow<DeviationColumn>>(
    "deviations", file: "deviations.csv",
    [
      .init("occurred", "Day", share: 0.9, means: "day") { .text($0.text(.occurred)) },
      .init("kind", "Concerns", means: "what it concerns") { .text($0.text(.kind)) },
      .init("description", "What happened", share: 2.4, means: "what happened") {
        .text($0.text(.description))
      },
      .init("consequence", "Consequence", share: 1.6, means: "what was done about it") {
        .words($0.text(.consequence))
      },
      .init(
        "important", "Important", share: 0.7, means: "whether it can affect rights, safety or the endpoint"
      ) {
        .words($0[.important].integer.map { $0 == 1 ? "yes" : "no" })
      },
    ])
}
