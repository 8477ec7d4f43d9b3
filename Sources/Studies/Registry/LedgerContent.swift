import Diagnostics
import Documents
import Foundation
import Intake
import Quantities
import Registry
import Reporting
import Stages
import Workflow

/// What a patient's liver-dose ledger says.
package struct LedgerContent {
  package let ledger: Ledger
  package let laboratory: [LaboratoryRow]
  package let therapies: [CourseRow]
  package let registry: String
  /// Measurements of the patient; of these the burden of the liver is drawn.
  package var measurements: [MeasurementRow] = []

  package var content: StudyContent {
    StudyContent(
      "ledger", kind: "Liver-dose ledger", header: header,
      sections: [
        .init("warnings", "Warnings before a retreatment", warnings.map { $0.only(.page) }),
        .init("totals", "Cumulative dose to normal liver", totals),
        .init("sums", "Tumours and lungs", sums),
        .init("course", "Over time", [figure.only(.page)] + trajectories),
        .init("entries", "Entries", [entries]),
        .init("meaning", "What the sums mean", meaning.map { $0.only(.page) }),
      ], record: LedgerRecord(ledger))
  }

  private var header: ReportHeader {
    ReportHeader(
      pseudonym: ledger.patient, therapy: "Normal liver over all therapies",
      reportUID: ObjectUID.derived(
        from: "ledger \(registry) \(ledger.patient) \(ledger.entries.count) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit, created: .now,
      state: ledger.warnings.isEmpty ? .draft : .needsReview)
  }

  private var warnings: [ContentBlock] {
    guard !ledger.warnings.isEmpty else {
      return [.empty("No limit is crossed, no lobe was treated twice, and no dose is missing.")]
    }
    return ledger.warnings.map {
      .note($0.gravity.severity, "\($0.text) (\($0.source))", subject: $0.subject)
    }
  }

  private var totals: [ContentBlock] {
    [
      .table(
        LedgerTables.totals.table(
          "Sums over all therapies", ledger.totals,
          notes: ["u (k = 1) next to the sum: errors of different therapies taken as independent."])),
      ContentBlock.table(LedgerTables.limits.table("Compared with", ledger.limits)).only(.page),
    ]
  }

  /// Doses of one lesion add up over sessions.
  private var sums: [ContentBlock] {
    let rows = ledger.tumours + (ledger.lungs.map { [$0] } ?? [])
    guard !rows.isEmpty else { return [.empty("The registry contains no dose to a tumour or the lungs.")] }
    return [.table(LedgerTables.sums.table("Sums over all therapies", rows))]
  }

  private var segments: [LedgerEntry] { ledger.entries.filter { !$0.segment.isEmpty } }

  private var entries: ContentBlock {
    guard !ledger.entries.isEmpty else {
      return .empty("The registry contains no dose to normal liver of this patient.")
    }
    return .table(
      LedgerTables.entries.table(
        "Doses to normal liver, each with its engine and its definition", ledger.account + segments))
  }

  private var meaning: [ContentBlock] {
    [
      .list([
        "Only regions without lesions are added up. A liver as contoured contains lesions and is not normal liver.",
        "Y-90 and Lu-177 differ in dose rate and in pattern within the tissue: equal sums of absorbed dose do not mean equal effect. BED is summed only where every entry has one, with the parameters of each entry.",
        "A therapy without a dose is named, not counted as zero.",
        "Where no dose was stated for a part of the liver, it follows from the others: a lobe has the mean of the whole liver after a therapy that reaches all of it; the whole liver has the mean of its lobes by volume, an untreated lobe with zero. Segments are parts of a lobe, and in no sum.",
        "A published number is held against the doses of the therapy and product that it was made for.",
      ])
    ]
  }

  private var figure: ContentBlock {
    guard let first = (therapies.map { $0.text(.started) } + ledger.entries.map { "\($0.day)" }).min(),
      let origin = CalendarDay(iso8601: first.prefix(10))
    else { return .empty("There is nothing to draw.") }
    let month = { (text: String) in
      CalendarDay(iso8601: text.prefix(10)).map { Double($0.days(since: origin)) / 30.4375 } ?? 0
    }
    let series = LiverPart.allCases.compactMap { lobe -> LedgerFigure.Series? in
      let mine = ledger.account.filter { $0.lobe == lobe }
      guard !mine.isEmpty else { return nil }
      return .init(lobe.title, cumulative(mine, month))
    }
    let drawing = LedgerFigure(
      series: series, therapies: therapies.map { (month($0.text(.started)), $0.text(.kind)) },
      lines: ledger.limits.filter { $0.quantity == .absorbedDose && $0.place == .whole }.map {
        ($0.value.value, "\($0.sense.rawValue) \($0.value.value.printedShort()) Gy, whole liver")
      }, tracks: tracks(month), origin: "\(origin)"
    ).drawing
    return .figures(
      [drawing],
      caption: "Sums are drawn from the day of each therapy; laboratory values as printed by the laboratory.")
  }

  private func cumulative(_ entries: [LedgerEntry], _ month: (String) -> Double) -> [LedgerFigure.Point] {
    entries.indices.map { n in
      let so = entries[...n], u = so.compactMap(\.meanUncertainty)
      return .init(
        month: month("\(entries[n].day)"), value: so.reduce(0) { $0 + $1.mean },
        uncertainty: u.count == so.count ? u.inQuadrature : nil)
    }
  }

  /// Liver function first; tests without values are left out. The burden of tumour stands below, so that a fall of platelets or
  /// albumin is seen next to it (Puranik 2024: platelets recovered as the burden fell).
  private func tracks(_ month: (String) -> Double) -> [LedgerFigure.Track] {
    let burden = BurdenPoint.all(measurements, laboratory)
    let own =
      burden.count > 1
      ? [
        LedgerFigure.Track(
          "tumour burden", unit: "%", points: burden.map { .init(month: month($0.day), value: $0.percent) },
          lower: nil, upper: nil)
      ] : []
    return laboratoryTracks(month) + own
  }

  /// Each burden with the laboratory values nearest to it.
  private var trajectories: [ContentBlock] {
    let points = BurdenPoint.all(measurements, laboratory)
    guard !points.isEmpty else { return [] }
    return [
      .table(BurdenPoint.table(points))
    ]
  }

  private func laboratoryTracks(_ month: (String) -> Double) -> [LedgerFigure.Track] {
    ["bilirubin", "albumin", "ALT", "ALP", "platelets"].compactMap { test in
      let mine = laboratory.filter { $0.text(.test) == test }.sorted {
        $0.text(.sampled) < $1.text(.sampled)
      }
      guard let last = mine.last, mine.count > 1 else { return nil }
      // Values in another unit than the last one's would draw a jump that is none.
      let same = mine.filter { $0[.unit] == last[.unit] }
      return .init(
        test, unit: last.text(.unit),
        points: same.compactMap { row in
          Double(row.text(.value)).map { .init(month: month(row.text(.sampled)), value: $0) }
        },
        lower: Double(last.text(.lower)), upper: Double(last.text(.upper)))
    }
  }
}

extension LiverPart {
  package var title: String { self == .whole ? "whole liver" : "\(rawValue) lobe" }
}

extension LedgerWarning.Gravity {
  package var severity: Severity {
    switch self {
    case .note: .information
    case .attention: .attention
    case .critical: .critical
    }
  }
}
