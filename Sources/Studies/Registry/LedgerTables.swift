import Diagnostics
import Registry
import Reporting
import Stages

/// The tables of a liver-dose ledger.
enum LedgerTables {
  static let totals = TableForm<Ledger.Total>(
    "ledger", file: "ledger.csv",
    [
      .init("region", "Region", means: "part of the normal liver") { .text($0.lobe.title) },
      .init("entries", "Entries", .number, share: 0.6, means: "doses that are added up") {
        .count($0.entries)
      },
      .init(
        "derived", "Derived", .number, share: 0.6,
        means: "of these, doses that follow from another part of the liver"
      ) {
        .count($0.derived)
      },
      .init(
        "dose_Gy", "Absorbed dose", unit: "Gy", .measured,
        means: "sum of mean absorbed doses; errors of different therapies independent", .standard, .recovered
      ) { $0.entries > 0 ? .measured($0.mean, u: $0.uncertainty) : .absent },
      .init(
        "u_correlated_Gy", "u if errors are common", unit: "Gy", .number,
        means: "uncertainty of the sum if all errors are common", .standard
      ) { .value($0.uncertaintyIfCorrelated, significant: 2) },
      .init(
        "BED_Gy", "BED", unit: "Gy", .measured, means: "sum of BED, where every entry has one", .standard,
        .recovered
      ) { .with($0.bed, u: $0.bedUncertainty) },
      .init("courses", "Courses", means: "whether every course and every administration has a dose") {
        if $0.isComplete { return .text("complete") }
        guard !$0.missingAdministrations.isEmpty else {
          return .flag(.attention, "\($0.missing.count) without dose")
        }
        return .flag(
          .attention,
          "\($0.missingAdministrations.count) of \(counted($0.administrations, "administration")) without dose"
        )
      },
    ])

  static let limits = TableForm<LedgerLimit>(
    "limits",
    [
      .init("region", "Region", share: 0.6, means: "part of the normal liver") { .text($0.place.title) },
      .init("quantity", "Quantity", share: 0.8, means: "absorbed dose or BED") {
        .text($0.quantity.rawValue)
      },
      .init("dose_Gy", "Dose", unit: "Gy", .number, share: 0.6, means: "limit or reference") {
        .number($0.value.value)
      },
      .init("kind", "Kind", share: 0.6, means: "limit or reference") { .text($0.sense.rawValue) },
      .init("made_for", "Made for", share: 0.8, means: "therapy and product whose doses are held against it")
      {
        .text([$0.therapy ?? "all therapies", $0.product].compactMap(\.self).joined(separator: ", "))
      },
      .init("source", "Meaning and source", share: 3, means: "what it means, and who states it") {
        .text("\($0.meaning) — \($0.source)")
      },
    ])

  static let sums = TableForm<LedgerSum>(
    "ledger-sums", file: "sums.csv",
    [
      .init("region", "Region", share: 1.6, means: "tumour, or lungs") { .text($0.region) },
      .init("doses", "Doses", .number, means: "doses that are added up") { .count($0.doses) },
      .init(
        "dose_Gy", "Absorbed dose", unit: "Gy", .measured,
        means: "sum of mean absorbed doses; errors of different therapies independent", .standard, .recovered
      ) { .measured($0.mean, u: $0.uncertainty) },
    ])

  static let entries = TableForm<LedgerEntry>(
    "entries", file: "entries.csv",
    [
      .init("day", "Day", share: 0.9, means: "day of the therapy") { .text("\($0.day)") },
      .init("therapy", "Therapy", share: 1.2, means: "therapy and nuclide") {
        .text("\($0.therapy), \($0.nuclide)")
      },
      .init("region", "Region", share: 0.8, means: "part of the normal liver") {
        .text($0.segment.isEmpty ? $0.lobe.title : "segment \($0.segment)")
      },
      .init(
        "basis", "Basis", share: 0.9, means: "stated, or which other part of the liver the dose follows from"
      ) {
        .text($0.basis.rawValue)
      },
      .init(
        "dose_Gy", "Dose", unit: "Gy", .measured, share: 0.9, means: "mean absorbed dose of the therapy",
        .standard, .recovered
      ) { .measured($0.mean, u: $0.meanUncertainty) },
      .init(
        "BED_Gy", "BED", unit: "Gy", .measured, share: 0.9, means: "biologically effective dose", .standard,
        .recovered
      ) { .with($0.bed, u: $0.bedUncertainty) },
      .init("engine", "Engine", share: 1.2, means: "dose engine") { .text($0.engine) },
      .init("definition", "Normal liver is", share: 2, means: "how the region was defined") {
        .text($0.definition)
      },
    ])
}
