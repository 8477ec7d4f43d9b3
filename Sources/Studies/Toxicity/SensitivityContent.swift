import Criteria
import Diagnostics
import Documents
import Foundation
import Parallel
import Quantities
import Records
import Reporting
import Workflow

/// How far rates of toxicity depend on limits of normal, edition and baseline, as a section of a page and a part of a record.
package struct SensitivityContent: Sendable {
  package struct Rate: Encodable, Sendable {
    /// Code of a term, or name of a composite.
    package var endpoint: String
    /// Patients of whom the grade or a worse one is counted.
    package var grade: Int
    package var limits, edition: String
    package var baseline: BaselineReading
    package var share: ExactShare
    /// Patients who cannot be judged, or who were not at risk.
    var notCounted: Int
  }
  package let rates: [Rate]
  private let sets: [LimitSet]
  private let titles: [String: String]

  /// Grades every patient of a job again under each combination.
  /// - Throws: `Problem` if a set of limits or an edition cannot be read.
  package init(_ inputs: ToxicityInputs, grade: Int) throws {
    let library = try RuleLibrary()
    let measurands = try library.rules("measurands")
    let scales = try ToxicityJob.Edition.allCases.map {
      try ToxicityScale(library.rules($0.rules), measurands: measurands)
    }
    sets = try [.ofValues] + LimitSet.published(measurands)
    let engine = ToxicitySensitivity(inputs.grader, scales: scales, limits: sets, grade: grade)
    var counted = engine
    let today = CalendarDay(iso8601: DateTime.now.description.prefix(10))
    inOrder(PatientRows(inputs.files, of: inputs.patients).patients) { source in
      inputs.laboratory(source, latest: today).map(engine.answers)
    } emit: { answers in
      if let answers { counted.add(answers) }
    }
    let patients = inputs.patients.order.count
    rates = counted.rates.map { rate in
      Rate(
        endpoint: rate.endpoint, grade: grade, limits: rate.limits, edition: rate.edition,
        baseline: rate.reading, share: ExactShare(rate.count, of: rate.of),
        notCounted: max(0, patients - rate.of))
    }
    titles = scales.reduce(into: [:]) { titles, scale in
      for (code, term) in scale.terms { titles[code] = titles[code] ?? term.title }
      for (name, codes) in scale.composites {
        titles[name] = "\(name) (any of \(codes.joined(separator: ", ")))"
      }
    }
  }

  private struct Row {
    var limits, edition: String
    var rates: [BaselineReading: Rate]
  }

  private var endpoints: [(name: String, grade: Int, rows: [Row])] {
    var order: [String] = []
    for rate in rates where !order.contains(rate.endpoint) { order.append(rate.endpoint) }
    return order.map { name in
      let own = rates.filter { $0.endpoint == name }
      var rows: [Row] = []
      for rate in own {
        if let n = rows.firstIndex(where: { $0.limits == rate.limits && $0.edition == rate.edition }) {
          rows[n].rates[rate.baseline] = rate
        } else {
          rows.append(
            Row(limits: rate.limits, edition: rate.edition, rates: [rate.baseline: rate]))
        }
      }
      return (name, own[0].grade, rows)
    }
  }

  /// One sentence, table and plot per endpoint.
  package var section: StudyContent.Section {
    guard !rates.isEmpty else {
      return .init(
        "sensitivity", "Sensitivity", [.empty("No patient has laboratory values that a term grades.")])
    }
    return .init(
      "sensitivity", "Sensitivity to limits, edition and baseline",
      endpoints.flatMap(blocks) + [method.only(.page), file.only(.file)])
  }

  private func blocks(_ endpoint: (name: String, grade: Int, rows: [Row])) -> [ContentBlock] {
    let title = titles[endpoint.name] ?? endpoint.name
    let shares = endpoint.rows.flatMap { $0.rates.values.map(\.share) }.filter { $0.of > 0 }
    let least = shares.min { ($0.percent ?? 0) < ($1.percent ?? 0) }
    let most = shares.max { ($0.percent ?? 0) < ($1.percent ?? 0) }
    let range = least.flatMap { low in most.map { "from \(low.text) to \($0.text)" } } ?? "not known"
    return [
      .heading(title),
      .paragraph("Grade \(endpoint.grade) or more, by what is chosen: \(range)."),
      .table(
        Self.form.table(
          "\(title), grade ≥ \(endpoint.grade): patients of those counted, exact 95 %", endpoint.rows)),
      .figures(
        [figure(endpoint.rows)],
        caption: "\(title): percent of the patients counted with grade \(endpoint.grade) or more."),
    ]
  }

  private func figure(_ rows: [Row]) -> Drawing {
    SpreadFigure(
      rows: rows.map { "\($0.limits), \($0.edition)" },
      panels: BaselineReading.allCases.map { reading in
        .init(
          reading.rawValue, unit: "%",
          dots: rows.map { row in row.rates[reading]?.share.percent.map { SpreadFigure.Dot($0) } })
      }
    ).drawing
  }

  private var method: ContentBlock {
    .list(
      [
        "By the edition: worst grade in the window; an abnormal baseline takes the place of the limit of normal where the edition asks for it. Limits of normal alone: the same values whatever was there before. Worse than before: such a grade above that before treatment, by limits of normal. New among those below: by the edition, of those whose grade before was known and lower; the other tables of new toxicity count so.",
        "A composite is known only where each of its terms is; it is worse than before if one of its terms is. Who is in no denominator is counted in sensitivity.csv.",
      ] + sets.map { "\($0.name): \($0.source)" })
  }

  private var file: ContentBlock { .table(Self.rateForm.table("", rates)) }

  private static let form = TableForm<Row>(
    "sensitivity-rates",
    [
      .init("limits", "Limits of normal", share: 1.4, means: "set of limits of normal") { .text($0.limits) },
      .init("edition", "CTCAE", share: 0.6, means: "edition of the criteria") { .text($0.edition) },
    ]
      + BaselineReading.allCases.map { reading in
        .init(
          reading.rawValue.replacing(" ", with: "_"), Self.title(reading), .share, share: 1.6,
          means: "patients with the grade, of those counted: \(reading.rawValue)", .exact
        ) { $0.rates[reading].map { .share($0.share) } ?? .absent }
      })

  private static func title(_ reading: BaselineReading) -> String {
    reading.rawValue.prefix(1).uppercased() + reading.rawValue.dropFirst()
  }

  static let rateForm = TableForm<Rate>(
    "sensitivity", file: "sensitivity.csv",
    [
      .init("endpoint", means: "short name of a term, or a composite") { .text($0.endpoint) },
      .init("grade", means: "this grade or a worse one is counted") { .count($0.grade) },
      .init("limits", means: "set of limits of normal") { .text($0.limits) },
      .init("edition", means: "edition of CTCAE") { .text($0.edition) },
      .init("baseline", means: "how the state before treatment enters") { .text($0.baseline.rawValue) },
      .init("patients", means: "patients with the grade") { .count($0.share.count) },
      .init("of", means: "patients who can be judged, and who were at risk") { .count($0.share.of) },
      .init("percent", unit: "%", means: "share of them") { .value($0.share.percent) },
      .init("lower", unit: "%", means: "lower exact 95 % limit") { .value($0.share.lower) },
      .init("upper", unit: "%", means: "upper exact 95 % limit") { .value($0.share.upper) },
      .init("not_counted", means: "patients in no denominator") { .count($0.notCounted) },
    ])
}
