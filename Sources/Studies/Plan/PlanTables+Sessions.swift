import Quantities
import Reporting

// What all injections share.

extension PlanTables {
  package static let sessions = TableForm<(session: Int, judged: SessionRecord.Judged)>(
    "sessions", file: "tables/sessions.csv",
    [
      .init("session", "Session", share: 0.9, means: "session of treatment") {
        .text("session \($0.session)")
      },
      .init("limit", "Limit", share: 1.3, means: "region and scope of the limit") {
        .text($0.judged.limit.name)
      },
      .init("dose_Gy", "Dose", unit: "Gy", .measured, means: "dose of the session", .model, .stated) {
        .measure($0.judged.doseGy)
      },
      .init("earlier_Gy", "Earlier", unit: "Gy", .number, share: 0.7, means: "dose of earlier treatments") {
        .number($0.judged.limit.receivedGray)
      },
      .init("together_Gy", "Together", unit: "Gy", .number, share: 0.8, means: "dose with earlier treatments")
      {
        .number($0.judged.totalGy)
      },
      .init("limit_Gy", "Limit", unit: "Gy", .number, share: 0.7, means: "limit of mean absorbed dose") {
        .number($0.judged.limit.gray)
      },
      .init("verdict", "Verdict", share: 0.9, means: "whether the limit is kept") {
        $0.judged.isCrossed ? .flag(.critical, "crossed") : .text("✓ kept")
      },
      .init("model", "Judged by", share: 1.2, means: "dose model whose doses are judged") {
        .words($0.judged.model)
      },
      .init("source", "Source", share: 2, means: "source of the limit", on: [.page, .file]) {
        .text($0.judged.limit.source)
      },
    ])

  package static let shunts = TableForm<ShuntRecord>(
    "shunts", file: "tables/shunts.csv",
    [
      .init("method", "Method", means: "how the shunt was measured") {
        .text($0.method + ($0.isUsed ? " (used)" : ""))
      },
      .init("fraction", "Fraction", unit: "%", .measured, means: "lung shunt fraction", .stated) {
        .measured(100 * $0.fraction.value, u: $0.fraction.u.map { 100 * $0 })
      },
      .init("from", "From", share: 3, means: "counts or statement that it rests on") { .text($0.detail) },
    ])

  package static let earlier = TableForm<EarlierRecord>(
    "earlier", file: "tables/earlier.csv",
    [
      .init("day", "Day", means: "day of treatment") { .text($0.date) },
      .init("therapy", "Therapy", means: "kind of therapy") { .text($0.therapy) },
      .init("treatment", "Treatment", share: 2.4, means: "what was given") { .text($0.treatment) },
      .init("activity_GBq", "Activity", unit: "GBq", .number, means: "activity") { .value($0.activityGBq) },
      .init("lungs_Gy", "Lungs", unit: "Gy", .number, means: "dose to the lungs as stated", .none, .stated) {
        .value($0.lungGy)
      },
      .init("normal_liver_Gy", "Normal liver", unit: "Gy", .number, means: "dose as stated", .none, .stated) {
        .value($0.normalLiverGy)
      },
    ])

  package static let tumours = TableForm<TumourTotalRecord>(
    "tumour-totals", file: "tables/tumours.csv",
    [
      .init("tumour", "Tumour", share: 1.4, means: "name of the tumour") { .text($0.tumour) },
      .init("injections", "Injections", .number, share: 0.7, means: "injections of the plan that reach it") {
        .count($0.injections)
      },
      .init("plan_Gy", "This plan", unit: "Gy", .measured, means: "sum over the injections", .model, .stated)
      {
        .measure($0.planGy)
      },
      .init("earlier_Gy", "Earlier", unit: "Gy", .number, means: "dose of earlier therapies on record") {
        .value($0.earlierGy)
      },
      .init("together_Gy", "Together", unit: "Gy", .number, means: "plan and earlier therapies") {
        .number($0.togetherGy)
      },
    ])

  package static let references = TableForm<ReferenceRecord>(
    "references",
    [
      .init("region", "Region", share: 0.8, means: "region") { .text($0.region) },
      .init("dose_Gy", "Dose", unit: "Gy", .number, share: 0.6, means: "published dose") {
        .fixed($0.gray, 1)
      },
      .init("sense", "Sense", share: 0.8, means: "efficacy or toxicity") { .text($0.sense) },
      .init(
        "made_for_these", "Made for these", share: 0.8, means: "whether it was made for these microspheres"
      ) {
        $0.isMadeForThese ? .text("yes") : .flag(.attention, "other microspheres")
      },
      .init("observation", "Observation", share: 2.8, means: "what was seen") {
        .text("\($0.text); \($0.setting)")
      },
      .init("source", "Source", share: 1.8, means: "citation") { .text($0.citation) },
    ])
}
