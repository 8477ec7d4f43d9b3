import Quantities
import Reporting

/// Agreement of readers and what was decided, as tables.
enum ConsensusTables {
  static let agreement = TableForm<ReaderConsensus.Agreement>(
    "reader-agreement", file: "agreement.csv",
    [
      .init("criterion", "Criterion", means: "response criterion") { .text($0.criterion) },
      .init(
        "same", "All readers agree", unit: "exact 95 %", .share, share: 1.6,
        means: "patients in whom all readers find the same best response, of those whom all judged", .exact
      ) { .share($0.same) },
      .init("fleiss_kappa", "Fleiss' κ", .number, means: "agreement of all readers beyond chance") {
        .fixed($0.fleissKappa, 2)
      },
      .init("pairs", "Cohen's κ of pairs", share: 2.4, means: "of two readers, with 95 % limits") {
        .words(
          $0.pairs.map { pair in
            let limits = pair.kappa.map { kappa in
              "\(Plain.fixed(kappa)) (\(Plain.fixed(pair.lower ?? kappa)) to \(Plain.fixed(pair.upper ?? kappa)))"
            }
            return "\(pair.first) – \(pair.second): \(limits ?? "not defined, all alike")"
          }.joined(separator: "; "))
      },
    ])

  static let decisions = TableForm<ReaderConsensus.Decision>(
    "adjudication", file: "adjudication.csv",
    [
      .init("criterion", "Criterion", means: "response criterion") { .text($0.criterion) },
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("readings", "Readings", share: 2, means: "best response of each reader") {
        .text($0.readings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
      },
      .init("decided", "Stands", means: "best response that stands for the patient") {
        $0.decided.map { .text($0) } ?? .flag(.attention, "open")
      },
      .init("by", "By", means: "unanimous, majority, adjudicator, or open") { .text($0.by) },
    ])
}

extension Plain {
  /// Two decimals.
  static func fixed(_ x: Double) -> String { x.printedShort(decimals: 2) }
}
