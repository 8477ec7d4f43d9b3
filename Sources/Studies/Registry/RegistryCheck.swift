import Checks
import Diagnostics
import Foundation
import Intake
import Quantities
import Records
import Registry
import Reporting
import Stages
import Workflow

/// What in a registry contradicts itself, is missing or hangs in the air.
public enum RegistryCheck {
  /// - Parameters:
  ///   - patient: this one alone; `nil` for all.
  ///   - folder: where the page goes; `nil` prints alone.
  /// - Throws: `Problem` if the registry cannot be opened.
  public static func run(_ place: String, patient: String?, to folder: URL?) throws -> Outcome {
    let registry = try Registry.open(Location(place)).judged()
    let today = CalendarDay(iso8601: DateTime.now.description.prefix(10))!
    let review = try RegistryReview(registry, on: today)
    let whose = try patient.map { try registry.patient($0).id }
    let items = review.items.filter { whose == nil || $0.patient == whose }
    let study = RegistryCheckContent(
      items: items, rows: review.rowCount, registry: registry.identifier, patient: whose)
    let open = items.count(where: \.needsDecision)
    return try study.content.outcome(
      to: folder, findings: open == 0 ? [] : [Finding(RecordNote.openFindings(open))])
  }
}

/// The page of a check.
package struct RegistryCheckContent {
  let items: [RegistryReview.Item]
  let rows: Int
  let registry: String
  let patient: String?

  package struct Record: Encodable, Sendable {
    var hepatica = 1
    var schema = "hepatica.registry-check/1"
    var registry: String
    var rows, decisions: Int
    var items: [RegistryReview.Item]
  }

  var content: StudyContent {
    let open = items.filter(\.needsDecision), others = items.filter { !$0.needsDecision }
    return StudyContent(
      "registry-check", kind: "Check of a registry", header: header(open.count),
      sections: [
        .init("summary", "In short", [summary]),
        .init(
          "decisions", "To be decided", block(open, "Contradictions, impossible values, orphans", "decisions")
        ),
        .init(
          "notes", "Good to know",
          block(others, "Gaps that leave a number out", "notes").map { $0.only(.page) }),
      ],
      record: Record(registry: registry, rows: rows, decisions: open.count, items: items))
  }

  private func header(_ open: Int) -> ReportHeader {
    ReportHeader(
      pseudonym: patient ?? "all patients", therapy: "Registry \(registry.prefix(8))",
      reportUID: ObjectUID.derived(
        from: "check \(registry) \(patient ?? "") \(items.count) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit, created: .now,
      state: open == 0 ? .draft : .needsReview)
  }

  private var summary: ContentBlock {
    let counts = RegistryReview.Item.Kind.allCases.map { kind in
      (name: kind.rawValue, value: String?("\(items.count { $0.kind == kind })"))
    }
    return .facts([(name: "rows", value: "\(rows)")] + counts)
  }

  private func block(_ found: [RegistryReview.Item], _ caption: String, _ id: String) -> [ContentBlock] {
    guard !found.isEmpty else { return [.empty("None.")] }
    return [.table(Self.form(id).table(caption, found, pageRows: 500, terminalRows: 40))]
  }

  static func form(_ id: String) -> TableForm<RegistryReview.Item> {
    TableForm(id, file: id + ".csv", columns)
  }

  private static let columns: [FormColumn<RegistryReview.Item>] = [
    .init("patient", "Patient", share: 0.7, means: "pseudonym") { .words($0.patient) },
    .init("kind", "Kind", share: 0.8, means: "contradiction, impossible, duplicate, orphan or gap") {
      .text($0.kind.rawValue)
    },
    .init("table", "Table", share: 0.9, means: "table of the registry") { .text($0.table) },
    .init("rows", "Rows", share: 1.2, means: "ids of the rows, separated by semicolons") {
      .text($0.rows.joined(separator: "; "))
    },
    .init("what", "What", share: 2.2, means: "what was found") { .text($0.what) },
    .init("remedy", "What to do", share: 2, means: "what settles it") { .text($0.remedy) },
  ]
}
