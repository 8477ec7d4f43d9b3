import Criteria
import Diagnostics
import Documents
import Quantities
import Reporting
import Workflow

/// A criterion of a patient.
struct CriterionRow {
  let patient: String
  let status: String
  let item: Eligibility.Item
  /// Whether it is advice rather than a criterion.
  var isCaution = false
}

/// What a check against a protocol says.
struct EligibilityContent {
  let job: EligibilityJob
  let results: [PatientVerdict]
  let rules: RuleDocument
  let left: [Problem]
  var account = InputAccount()

  static let criteria = TableForm<CriterionRow>(
    "eligibility", file: "eligibility.csv",
    [
      .init("patient", means: "name of the patient in the file of facts") { .text($0.patient) },
      .init("status", means: "result over all criteria") { .text($0.status) },
      .init("finding", "Finding", share: 0.7, means: "met, not met or unknown") { $0.finding },
      .init("token", means: "short name of the criterion") { .text($0.item.token) },
      .init("criterion", "Criterion", share: 2.4, means: "the criterion in words") { .text($0.item.text) },
      .init("category", "Category", share: 0.9, means: "category in the protocol") {
        .words($0.item.category)
      },
      .init("needs", "Would be settled by", share: 1.4, means: "facts that are missing") {
        .words($0.item.missing.joined(separator: ", "))
      },
      .init("fails_if", means: "condition under which it is not met") { .text($0.item.condition) },
      .init("facts", means: "facts that it was judged by") { .words($0.item.facts) },
      .init("is_caution", means: "yes for advice, which excludes nobody") {
        .text($0.isCaution ? "yes" : "no")
      },
    ])

  /// The same with the condition and the facts, for those who ask why.
  private static let explained: TableForm<CriterionRow> = {
    var form = criteria
    for n in form.columns.indices where ["fails_if", "facts"].contains(form.columns[n].column.key) {
      form.columns[n].column.media = .all
      form.columns[n].column.title = form.columns[n].column.key == "facts" ? "Facts" : "Not met if"
      form.columns[n].column.share = 1.6
    }
    return form
  }()

  private static let overview = TableForm<PatientVerdict>(
    "patients",
    [
      .init("patient", "Patient", means: "name of the patient in the file of facts") { .text($0.patient) },
      .init("status", "Result", share: 1.4, means: "result over all criteria") {
        $0.eligibility.status.outcome.map { .text($0) } ?? .flag(.attention, PatientVerdict.open)
      },
      .init("reason", "Because of", means: "criterion that decides") {
        .words($0.eligibility.words($0.eligibility.status.branch))
      },
      .init("not_met", "Not met", .number, share: 0.6, means: "criteria not met") {
        .count($0.eligibility.failed.count)
      },
      .init("unknown", "Unknown", .number, share: 0.6, means: "criteria that cannot be judged") {
        .count($0.eligibility.undetermined.count)
      },
    ])

  var content: StudyContent {
    let open = results.count { $0.eligibility.status.outcome == nil }
    let subject = results.count == 1 ? results[0].patient : counted(results.count, "patient")
    return StudyContent(
      "eligibility", kind: "Eligibility",
      header: .clinical(
        subject: subject, title: "Eligibility by \(rules.source.name) \(rules.source.edition)",
        needsReview: open > 0 || !left.isEmpty),
      sections: [.init("overview", "Overview", overview)]
        + results.enumerated().map { n, result in
          .init("patient-\(n + 1)", result.patient, [.heading(result.title)] + blocks(result))
        } + [.init("rules", "Protocol", protocolBlocks)],
      record: SelectionRecord(results, rules, left, account))
  }

  private var overview: [ContentBlock] {
    let rows = results.flatMap(\.rows)
    let table = Self.overview.table("Patients", results)
    let problems = left.map { "\($0.location): \($0.what)" }
    return [
      ContentBlock.table(table).only(results.count == 1 ? .page : .shown),
      ContentBlock.table(Self.criteria.table("", rows)).only(.file),
    ] + (problems.isEmpty ? [] : [.note(.attention, "What could not be read:"), .list(problems)])
      + account.lines.map { .paragraph($0) }
  }

  private func blocks(_ result: PatientVerdict) -> [ContentBlock] {
    let all = results.count == 1 || job.explain
    let rows = result.rows.filter { !$0.isCaution && (all || $0.item.finding != .passed) }
    let form = (job.explain ? Self.explained : Self.criteria).shown
    let notes = result.notes + result.eligibility.status.notes
    return stages(result) + (notes.isEmpty ? [] : [.list(notes)])
      + (rows.isEmpty ? [] : [.table(form.table("Criteria", rows))]) + cautions(result)
  }

  /// The verdict of each stage of the work-up, and what the treatment is for.
  private func stages(_ result: PatientVerdict) -> [ContentBlock] {
    var facts: [(name: String, value: String?)] = result.eligibility.stages.map { stage in
      let status = stage.status.outcome ?? PatientVerdict.open
      let why =
        stage.status.outcome == nil
        ? stage.status.missing : [result.eligibility.words(stage.status.branch)]
      let name = stage.name.prefix(1).uppercased() + String(stage.name.dropFirst())
      return (name: name, value: status + Self.inBrackets(why))
    }
    if let indications = result.indications {
      facts.append((name: "Indication", value: Self.words(of: indications)))
    }
    return facts.isEmpty ? [] : [.facts(facts)]
  }

  private static func words(of indications: Eligibility) -> String {
    let found = indications.failed.map(\.text)
    if !found.isEmpty { return found.joined(separator: "; ") }
    return (indications.status.outcome ?? PatientVerdict.open) + inBrackets(indications.status.missing)
  }

  private static func inBrackets(_ words: [String]) -> String {
    let words = words.filter { !$0.isEmpty && $0 != "no criterion fails" }
    return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
  }

  private func cautions(_ result: PatientVerdict) -> [ContentBlock] {
    guard let cautions = result.cautions else { return [] }
    let open = cautions.undetermined
    var missing: [String] = []
    for label in open.flatMap(\.missing) where !missing.contains(label) { missing.append(label) }
    let failed = cautions.failed.map { item -> ContentBlock in
      .note(.attention, item.text + (job.explain ? " – because \(item.condition)" : ""))
    }
    return failed
      + (open.isEmpty
        ? []
        : [
          .paragraph(
            "\(open.count) cautions cannot be evaluated; needed: \(missing.joined(separator: ", "))")
        ])
  }

  private var protocolBlocks: [ContentBlock] {
    let source = rules.source
    return [
      .facts([
        ("Protocol", "\(source)"), ("Source", source.citation), ("Document version", source.version),
        ("DOI", source.doi),
        ("Evidence", rules.evidence.isEmpty ? nil : rules.evidence.joined(separator: "; ")),
      ]),
      .signatures([
        Signature(meaning: "Checked"), Signature(meaning: "Reviewed for the research record (physician)"),
      ]),
    ]
  }
}

extension CriterionRow {
  var finding: StudyTable.Cell {
    switch item.finding {
    case .passed: .text("✓ met")
    case .failed: isCaution ? .flag(.attention, "applies") : .flag(.critical, "not met")
    case .undetermined: .flag(.attention, "unknown")
    }
  }
}

extension PatientVerdict {
  static let open = "cannot be assessed"

  /// `A: eligible`, `B: not eligible (tbil)`
  var title: String {
    let status = eligibility.status
    return "\(patient): \(status.outcome ?? Self.open)" + (status.branch.isEmpty ? "" : " (\(status.branch))")
  }

  var rows: [CriterionRow] {
    let status = eligibility.status.outcome ?? Self.open
    return eligibility.items.map { CriterionRow(patient: patient, status: status, item: $0) }
      + (cautions?.items ?? []).map {
        CriterionRow(patient: patient, status: status, item: $0, isCaution: true)
      }
  }
}

extension Eligibility.Item {
  var facts: String { inputs.map { "\($0.name) \($0.value)" }.joined(separator: ", ") }
}

extension Eligibility.Finding {
  var words: String {
    switch self {
    case .passed: "met"
    case .failed: "not met"
    case .undetermined: "unknown"
    }
  }
}
