import Quantities
import Records
import Registry
import Reporting

extension PatientContent {
  struct Cycle: Sendable {
    var course: CourseRow
    var administration: AdministrationRow?
    var procedure: ProcedureRow?
    /// Mean dose to the whole normal liver, Gy.
    var liver: Double?
    var isIndex: Bool
  }

  /// Every cycle of every course, in the order of time.
  private var cycles: [Cycle] {
    let given = Dictionary(grouping: record.administrations) { $0.text(.course) }
    let index = record.index.starts[patient.id].map { "\($0)" } ?? ""
    return record.courses.flatMap { course -> [Cycle] in
      let isIndex =
        course[.indexTherapy].integer == 1 || course.isRadionuclide && course.text(.started) == index
      let own = given[course.id] ?? []
      guard !own.isEmpty else { return [Cycle(course: course, isIndex: isIndex)] }
      return own.map { one in
        Cycle(
          course: course, administration: one, procedure: procedures[one.id], liver: liver(one),
          isIndex: isIndex)
      }
    }
  }

  private func liver(_ administration: AdministrationRow) -> Double? {
    doses.first {
      $0.text(.administration) == administration.id && $0[.role] == "normal liver" && $0[.lobe] == "whole"
    }?[
      .meanGy
    ].number
  }

  var therapy: [ContentBlock] {
    guard !record.courses.isEmpty else {
      return [.empty("The registry contains no treatment of this patient.")]
    }
    let all = cycles
    let judged = all.flatMap { cycle -> [(cycle: Cycle, judgement: CycleLimits.Judgement)] in
      guard let one = cycle.administration else { return [] }
      return limits.judge(one, cycle.procedure).map { (cycle, $0) }
    }
    var blocks: [ContentBlock] = [
      .table(
        Self.therapyForm.table(
          "Every cycle of every treatment; * marks the therapy from which time counts", all))
    ]
    blocks += all.filter { $0.procedure != nil }.flatMap(procedure)
    if !judged.isEmpty {
      blocks.append(
        .table(
          Self.limitForm.table(
            "Cycles held against the protocol: \(sources(judged.compactMap(\.cycle.administration)))", judged)
        ))
    }
    return blocks
  }

  static let therapyForm = TableForm<Cycle>(
    "therapy", file: "therapy.csv",
    [
      .init("kind", "Treatment", share: 1.1, means: "kind of treatment; * the index therapy") {
        .text($0.course.text(.kind) + ($0.isIndex ? " *" : ""))
      },
      .init("product", "Product", share: 1.2, means: "product and nuclide") { cycle in
        let words = [
          cycle.administration?.text(.product) ?? "", cycle.course.text(.product),
          cycle.course.text(.nuclide),
        ]
        return .words(words.first { !$0.isEmpty })
      },
      .init("region", "Region", share: 0.9, means: "what was treated") { .words($0.course.text(.region)) },
      .init("cycle", "Cycle", share: 0.7, means: "cycle, and how many were planned") { cycle in
        let planned = cycle.course[.plannedCycles].integer.map { " of \($0)" } ?? ""
        return .words(cycle.administration.map { $0[.cycle].printed + planned })
      },
      .init("day", "Day", share: 1, means: "day of administration, else first day of the course") {
        .text(String(($0.administration?.text(.started) ?? $0.course.text(.started)).prefix(10)))
      },
      .init("activity_GBq", "Activity", unit: "GBq", .measured, means: "net administered activity", .standard)
      {
        .with($0.administration?[.activityGbq].number, u: $0.administration?[.activityUGbq].number)
      },
      .init("route", "Route", share: 1.1, means: "where it was given") {
        .words($0.administration?.text(.route))
      },
      .init(
        "normal_liver_Gy", "Normal liver", unit: "Gy", .number, means: "mean dose to the whole normal liver"
      ) {
        .value($0.liver)
      },
      .init("ended", "Ended", share: 1, means: "why the course ended; empty while it is open") {
        .words($0.course.text(.reasonEnded))
      },
    ])

  /// Of every protocol that judged one of these.
  private func sources(_ given: [AdministrationRow]) -> String {
    var all: [String] = []
    for one in given {
      let source = limits.limits(of: one).source
      if !all.contains(source) { all.append(source) }
    }
    return all.joined(separator: "; ")
  }

  static let limitForm = TableForm<(cycle: Cycle, judgement: CycleLimits.Judgement)>(
    "limits",
    [
      .init("day", "Day", share: 0.8, means: "day of administration") {
        .words(($0.cycle.administration?.text(.started)).map { String($0.prefix(10)) })
      },
      .init("what", "What", share: 1.6, means: "what the protocol limits") { .text($0.judgement.what) },
      .init("value", "Recorded", means: "as recorded") { .text($0.judgement.value) },
      .init("limits", "Protocol", means: "limits of the protocol") { .text($0.judgement.limits) },
      .init("kept", "Kept", share: 0.7, means: "whether they are kept") {
        switch $0.judgement.isKept {
        case true?: .text("yes")
        case false?: .flag(.attention, "no")
        case nil: .text("unknown")
        }
      },
    ])

  /// One administration from admission to the check of its distribution.
  func procedure(_ cycle: Cycle) -> [ContentBlock] {
    guard let p = cycle.procedure, let one = cycle.administration else { return [] }
    return [
      .heading("Procedure of \(one.text(.started).prefix(10)), cycle \(one[.cycle].printed)"),
      .facts(CycleFacts(one, p).all.flatMap(\.facts)),
    ]
  }
}
