import Diagnostics
import Foundation
import Intake
import Quantities
import Records
import Registry
import Reporting
import Stages
import Statistics
import Trials
import Workflow

/// What a trial's report says: protocol, allocation, analyses, and for a demonstration the truth.
package struct TrialContent {
  package let results: TrialResults
  package var truth: [TruthComparison]
  /// `nil` where nobody has been treated, or the registry was not asked.
  package var followUp: TrialFollowUp?

  package init(results: TrialResults, truth: [TruthComparison] = []) {
    (self.results, self.truth) = (results, truth)
  }

  package var plan: TrialProtocol { results.data.plan }

  package var content: StudyContent {
    return StudyContent(
      "trial", kind: "Trial report", header: header,
      meaningOfSpread: "Limits next to estimates are \(level) confidence limits; p values are two-sided.",
      sections: opening + analyses + closing, record: record)
  }

  private var record: TrialRecord {
    var record = TrialRecord(results, truth: truth)
    (record.survival, record.accounts) = (followUp?.survival, followUp?.sums)
    return record
  }

  private var isWithin: Bool { plan.design == .withinPatient }

  private var opening: [StudyContent.Section] {
    [
      .init("findings", "Findings", findings), .init("protocol", "Protocol as locked", paper(protocolBlocks)),
      .init("flow", "Flow", flow), .init("allocation", "Allocation", paper(allocation)),
      .init("endpoints", "Locked endpoints", endpoints), .init("primary", "Primary analysis", primary),
    ]
  }

  /// Those that the design has, and those of which there are data.
  private var analyses: [StudyContent.Section] {
    var sections: [StudyContent.Section] = []
    if isWithin {
      sections += [.init("sets", "Analysis sets", analysisSets), .init("cycles", "All cycles", cycles)]
    }
    sections.append(.init("organs", "Organs", organs))
    if isWithin || !results.responses.isEmpty {
      sections.append(.init("response", "Tumour response by lobe", response))
    }
    return sections + [
      .init("enhancement", "Arterial against venous scan", enhancement),
      .init("dosimetry", "Absorbed dose per administered activity", dosimetry),
      .init("events", "Adverse events", adverseEvents),
    ] + (followUp?.sections ?? [])
  }

  private var closing: [StudyContent.Section] {
    var sections: [StudyContent.Section] = []
    if !plan.stopping.isEmpty { sections.append(.init("safety", "Stopping rules", safety)) }
    sections += [
      .init("deviations", "Deviations from the protocol", deviations),
      .init("missing", "Missing data", missing),
    ]
    if isWithin { sections.append(.init("power", "Sample size and power", paper(power))) }
    sections += [
      .init("truth", "Truth and estimate", truthBlocks), .init("limitations", "Limitations", limitations),
    ]
    if isWithin { sections.append(.init("scale", "Why the scale is locked", paper(lesson))) }
    return sections
  }

  private func paper(_ blocks: [ContentBlock]) -> [ContentBlock] { blocks.map { $0.only(.page) } }

  package var header: ReportHeader {
    ReportHeader(
      pseudonym: plan.name,
      therapy: plan.design.title,
      cycle: "\(results.data.allocations.count) of \(counted(plan.subjects, "subject"))",
      indication: plan.title,
      reportUID: ObjectUID.derived(
        from: "trial \(results.data.row.text(.sha256)) \(results.values.count) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit,
      parameterFileHash: results.data.row.text(.sha256), created: .now,
      state: results.findings.isEmpty ? .draft : .needsReview)
  }

  package var isLog: Bool { plan.primary.scale == .log }
  package var measure: String { isLog ? "ratio of geometric means" : "mean difference" }
  package var level: String { "\(((1 - plan.alpha) * 100).printedShort()) %" }

  package var findings: [ContentBlock] {
    var blocks: [ContentBlock] = []
    if let p = results.within?.primary {
      blocks.append(
        .paragraph(
          "\(plan.primary.name): \(measure) of treated to control lobe \(p.estimate.printed()) "
            + "(\(level) interval \(span(p.interval))), \(equation(p.p)), \(counted(p.count, "patient"))."
        ))
    } else if let sentence = enhancementSentence {
      blocks.append(.paragraph(sentence))
    } else {
      blocks.append(.note(.attention, results.reason))
    }
    return blocks
      + results.findingsBesidePrimary.prefix(12).map {
        .note(.attention, $0.sentence)
      }
  }

  var protocolBlocks: [ContentBlock] {
    let regions = plan.primary.regions.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return [
      .facts([
        ("Locked", results.data.row.text(.locked)),
        ("SHA-256 of the protocol", results.data.row.text(.sha256)),
        ("Design", plan.design.words),
        ("Arms", plan.arms.map { "\($0.letter) \($0.name)" }.joined(separator: "; ")),
        ("Primary endpoint", plan.primary.name),
        ("Scale", isLog ? "logarithmic (ratios)" : "raw (differences)"),
        (
          "Lesions",
          "at most \(plan.lesions.maximum)\(plan.design == .withinPatient ? " per lobe" : ""), longer than \(plan.lesions.longerThanMillimetres.printed()) mm; \(plan.primary.aggregation.rawValue)"
        ),
        ("Measured as", plan.measurement == nil ? "not stated" : plan.measurementRule.definition),
        ("Regions", regions.joined(separator: "; ")), ("Two-sided level", "\(plan.alpha)"),
      ])
    ]
  }

  package var allocation: [ContentBlock] {
    let rows = results.data.allocations
    let strata = Dictionary(grouping: rows) { $0.text(.levels) }.sorted { $0.key < $1.key }
    let counts = strata.map { key, rows in
      (
        stratum: key,
        counts: plan.arms.map { arm in rows.count { $0.text(.arm) == String(arm.letter) } },
        hidden: rows.count { $0[.arm].isNull }
      )
    }
    return [
      .table(TrialTables.allocation(plan.arms).table("Subjects by stratum and arm", counts))
    ]
  }

  var truthBlocks: [ContentBlock] {
    guard !truth.isEmpty else { return [] }
    return [
      .table(
        TrialTables.truth.table("Truth that the data were made with, and what the analysis found", truth))
    ]
  }

  var lesson: [ContentBlock] {
    [
      .paragraph(
        "LUTIA (27 patients) reported tumour-to-normal ratios of 17.4 against 16.2 with p = 0.299, and the same data as a ratio of 1.17 [1.00–1.37]. A difference of means and a ratio of geometric means weigh patients differently, and can fall on either side of 0.05. Therefore the scale is part of the locked protocol, and the other scale is printed as what it is."
      )
    ]
  }

  package func span(_ i: ConfidenceInterval) -> String { "\(i.lower.printed()) – \(i.upper.printed())" }
}

extension TrialProtocol.Design {
  var title: String {
    switch self {
    case .withinPatient: "Within-patient trial"
    case .parallel: "Parallel-group trial"
    case .singleArm: "Single-arm trial"
    }
  }

  var words: String {
    switch self {
    case .withinPatient: "each patient is its own control"
    case .parallel: "parallel groups"
    case .singleArm: "a single arm, in a fixed order where the arm names one"
    }
  }
}

/// `p = 0.031`, `p < 0.001`
func equation(_ p: Double) -> String {
  p < 0.001 ? "p \(probability(p))" : "p = \(probability(p))"
}

package func probability(_ p: Double) -> String { NumberText(probability: p).text }

extension TrialResults {
  /// Why there is no primary analysis, in words; empty where there is one.
  var reason: String { open?.wording.what ?? "" }
}
