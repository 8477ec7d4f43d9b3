import Criteria
import Documents
import Foundation
import Quantities
import Reporting
import Workflow

/// Figures of a toxicity run.
package struct ToxicityFigures {
  package let inputs: ToxicityInputs
  package let run: ToxicityRun

  package var safety: Drawing? {
    guard !run.points.isEmpty else { return nil }
    return LiverSafetyFigure(
      patients: drawn.map { point in
        .init(
          name: point.patient, arm: point.arm, aminotransferase: point.aminotransferase,
          bilirubin: point.bilirubin, ofBaseline: point.ofBaseline, isMarked: point.isMarked)
      }, total: run.points.count
    ).drawing
  }

  /// All of a cohort; of a very large one a regular sample, and all in the range of Hy's law.
  private var drawn: [SafetyPoint] {
    let step = max(1, run.points.count / 4000)
    return run.points.enumerated().filter { $0.offset % step == 0 || $0.element.isMarked }.map(\.element)
  }

  /// The order in which tests stand on the page: liver, kidney, blood.
  private static let order = [
    "TBIL", "ALB", "INR", "ALT", "AST", "ALP", "GGT", "CREA", "EGFR", "HGB", "PLT", "WBC", "ANC", "LYM",
  ]

  package func timeline(_ patient: PatientToxicity) -> Drawing? {
    guard let first = patient.record.cycles.first else { return nil }
    let courses = patient.courses.sorted {
      (Self.order.firstIndex(of: $0.code) ?? 99, $0.code) < (
        Self.order.firstIndex(of: $1.code) ?? 99, $1.code
      )
    }
    let arm = patient.record.arm
    return PatientTimelineFigure(
      subject: patient.record.patient + (arm.isEmpty ? "" : " · arm \(arm)"),
      edition: "\(inputs.scale.source.name) \(inputs.scale.source.edition)",
      cycles: patient.record.cycles.map { Double($0.days(since: first)) },
      charts: courses.compactMap { chart($0, from: first) }, function: function(patient, from: first)
    ).drawing
  }

  private func chart(_ course: TermCourse, from first: CalendarDay) -> LaboratoryChart? {
    guard let last = course.timeline.last else { return nil }
    let unit = last.value.amount.unit
    let shown = { (amount: ExactDecimal) in amount.doubleValue / unit.factor.doubleValue }
    // The limits of the last sample under treatment; those of the baseline visit are against normal alone.
    let reference = course.timeline.last { $0.period == .window || $0.period == .after } ?? last
    let samples = course.timeline.map { graded in
      LaboratoryChart.Sample(
        day: Double(graded.value.day.days(since: first)), value: shown(graded.value.amount.canonical),
        grade: graded.grade.grade, isInWindow: graded.period == .window, tip: tip(graded))
    }
    let worst = course.worst.flatMap { worst in
      (worst.grade.grade ?? 0) > 0 ? course.timeline.firstIndex { $0.value == worst.value } : nil
    }
    return LaboratoryChart(
      title: course.code, unit: unit.symbol == "1" ? "" : unit.symbol, samples: samples,
      bands: inputs.scale.limits(reference.grade).map { .init(grade: $0.grade, limit: shown($0.limit)) },
      rises: reference.grade.term.rises, lower: reference.grade.finding.lower.map { shown($0.canonical) },
      upper: reference.grade.finding.upper.map { shown($0.canonical) }, worst: worst,
      remark: reference.grade.branch == .standard ? "" : reference.grade.branch.rawValue)
  }

  private func tip(_ graded: TermCourse.Graded) -> String {
    let grade =
      graded.grade.grade.map { "grade \($0)" } ?? "not gradable: \(graded.grade.gap?.rawValue ?? "")"
    return "\(graded.value.day): \(graded.value.amount), \(grade) (\(graded.period.rawValue))"
  }

  /// ALBI where bilirubin and albumin are of one day; Child-Pugh where INR, ascites and encephalopathy are known too.
  private func function(_ patient: PatientToxicity, from first: CalendarDay) -> [PatientTimelineFigure
    .Function]
  {
    func values(_ code: String) -> [CalendarDay: Amount] {
      let timeline = patient.courses.first { $0.code == code }?.timeline ?? []
      return Dictionary(timeline.filter { $0.value.bound == .exact }.map { ($0.value.day, $0.value.amount) })
      { $1 }
    }
    let (bilirubin, albumin, inr) = (values("TBIL"), values("ALB"), values("INR"))
    return bilirubin.keys.filter { albumin[$0] != nil }.sorted().compactMap { day in
      guard let b = bilirubin[day], let a = albumin[day],
        let albi = inputs.function.albi(bilirubin: b.canonical.doubleValue, albumin: a.canonical.doubleValue)
          .outcome
      else { return nil }
      return PatientTimelineFigure.Function(
        day: Double(day.days(since: first)), score: albi.score, grade: albi.grade,
        childPugh: childPugh(patient.record.patient, day, b, a, inr[day]))
    }
  }

  private func childPugh(
    _ patient: String, _ day: CalendarDay, _ bilirubin: Amount, _ albumin: Amount, _ inr: Amount?
  ) -> String {
    let measurands = inputs.scale.measurands
    let items = LiverFunction.ChildPughItems(
      bilirubin: try? measurands["TBIL"]?.convert(bilirubin.canonical, from: "umol/L", to: "mg/dL"),
      albumin: try? measurands["ALB"]?.convert(albumin.canonical, from: "g/L", to: "g/dL"),
      inr: inr?.canonical,
      ascites: inputs.findings.latest(patient, "ascites", by: day)?.childPughAscites,
      encephalopathy: inputs.findings.latest(patient, "encephalopathy", by: day)?.encephalopathy)
    guard let score = (try? inputs.function.childPugh(items))?.outcome else { return "" }
    return "\(score.class.rawValue)\(score.points)"
  }
}

extension FindingsTable.Finding {
  /// West Haven grade; 0 where there was none.
  package var encephalopathy: Int? { grade ?? (present == false ? 0 : nil) }
}
