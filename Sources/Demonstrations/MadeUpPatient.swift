import Foundation
import Quantities
import Registry
import Statistics
import Trials

/// What the data of the demonstration trial are made with.
package struct TrialTruth {
  /// Ratio of treated to control lobe; each later cycle multiplies all ratios by `perCycle`.
  package var ratio = 1.25
  var controlTN = 14.0
  package var perCycle = 0.93
  /// Standard deviations of the logarithm: of the patient, of a lobe in one cycle, of a lesion about its lobe.
  package var betweenPatients = 0.42, withinPatient = 0.20, lesion = 0.15
  /// Percent of the administered activity, and its standard deviations of the logarithm.
  var kidneyUptake = 1.1, kidneyBetween = 0.25, kidneyWithin = 0.12
  /// Probability that the lesions of a lobe respond.
  var treatedResponds = 0.55, controlResponds = 0.35
}

/// The course of one synthetic patient, written row by row.
package struct MadeUpPatient {
  package let subject: String
  /// `right` or `left`.
  package let treated: String
  package let cycles: Int
  package let truth: TrialTruth
  package let change: Change
  private let own, kidney: Double
  private var lesions: [String: [String]] = [:]

  package init(
    _ subject: String, treated: String, cycles: Int, _ truth: TrialTruth, _ change: Change,
    _ random: inout SplitMix64
  ) {
    (self.subject, self.treated, self.cycles, self.truth, self.change) = (
      subject, treated, cycles, truth, change
    )
    own = exp(truth.betweenPatients * random.normal())
    kidney = exp(truth.kidneyBetween * random.normal())
  }

  package mutating func write(_ random: inout SplitMix64) throws {
    try change.insert(
      [
        .id: .text(course), .patient: .text(subject), .kind: "IA PRRT", .product: "Lu-177-DOTATATE",
        .nuclide: "Lu-177", .region: "whole body", .started: .text("\(day(1))"),
        .plannedCycles: Value(cycles),
      ] as CourseRow)
    for lobe in ["right", "left"] { try writeLesions(lobe, &random) }
    for cycle in 1...cycles {
      try writeAdministration(cycle, &random)
      for lobe in ["right", "left"] { try writeLobe(lobe, cycle, &random) }
      let uptake = truth.kidneyUptake * kidney * exp(truth.kidneyWithin * random.normal())
      try measure(cycle, "kidneys", [.organ: "kidneys", .quantity: "uptake", .unit: "%"], uptake)
    }
    for lobe in ["right", "left"] { try writeResponse(lobe, &random) }
  }

  /// Eight weeks after the last cycle.
  private func writeResponse(_ lobe: String, _ random: inout SplitMix64) throws {
    let responds = random.uniform() < (lobe == treated ? truth.treatedResponds : truth.controlResponds)
    try change.insert(
      [
        .id: .text("\(course)/response/\(lobe)"), .patient: .text(subject), .course: .text(course),
        .assessed: .text("\(day(cycles + 1))"), .criterion: "RECIST 1.1", .result: responds ? "PR" : "SD",
        .scope: .text("lobe \(lobe)"),
      ] as ResponseRow)
  }

  private var course: String { subject + "/PRRT" }
  private func administration(_ cycle: Int) -> String { "\(course)/\(cycle)" }
  private func day(_ cycle: Int) -> CalendarDay {
    CalendarDay(iso8601: "2025-01-06")!.adding(days: 56 * (cycle - 1))
  }

  /// Four lesions, of which the first is long enough to count.
  private mutating func writeLesions(_ lobe: String, _ random: inout SplitMix64) throws {
    for n in 1...4 {
      let id = "\(subject)/\(lobe)/\(n)", size = 22 + 40 * random.uniform()
      lesions[lobe, default: []].append(id)
      try change.insert(
        [
          .id: .text(id), .patient: .text(subject), .name: .text("\(lobe) \(n)"), .organ: "liver",
          .lobe: .text(lobe), .diameterMm: .real(n == 1 ? max(31, size) : size),
        ] as LesionRow)
    }
  }

  private func writeAdministration(_ cycle: Int, _ random: inout SplitMix64) throws {
    try change.insert(
      [
        .id: .text(administration(cycle)), .patient: .text(subject), .course: .text(course),
        .cycle: Value(cycle), .started: .text("\(day(cycle))T09:00:00Z"), .nuclide: "Lu-177",
        .product: "Lu-177-DOTATATE", .route: .text("\(treated) hepatic artery"), .prescribedGbq: 7.4,
        .activityGbq: .real(7.4 + 0.1 * random.normal()),
      ] as AdministrationRow)
  }

  private func writeLobe(_ lobe: String, _ cycle: Int, _ random: inout SplitMix64) throws {
    let expected =
      truth.controlTN * (lobe == treated ? truth.ratio : 1) * pow(truth.perCycle, Double(cycle - 1))
    let ratio = expected * own * exp(truth.withinPatient * random.normal())
    let normal = 0.4 * exp(0.1 * random.normal())
    let common: MeasurementRow = [.lobe: .text(lobe), .quantity: "activity concentration", .unit: "MBq/mL"]
    var row = common
    row[.organ] = "normal liver"
    try measure(cycle, lobe + "/normal", row, normal)
    // 7.4 GBq, one day of decay.
    row[.quantity] = "uptake concentration"
    row[.unit] = "%/L"
    row[.arm] = lobe == treated ? "IA" : "IV"
    try measure(cycle, lobe + "/normal/share", row, normal / 74 * 1000 * exp2(1 / 6.647))
    for id in lesions[lobe] ?? [] {
      row = common
      (row[.organ], row[.lesion]) = ("liver", .text(id))
      try measure(cycle, id, row, ratio * normal * exp(truth.lesion * random.normal()))
    }
  }

  private func measure(_ cycle: Int, _ name: String, _ row: MeasurementRow, _ value: Double) throws {
    var row = row
    row[.id] = .text("\(administration(cycle))/\(name)")
    (row[.patient], row[.administration]) = (.text(subject), .text(administration(cycle)))
    (row[.measured], row[.cycle]) = (.text("\(day(cycle).adding(days: 1))"), Value(cycle))
    (row[.value], row[.source]) = (.real(value), "synthetic, seed \(DemonstrationTrial.seed)")
    try change.insert(row)
  }
}

extension SplitMix64 {
  /// 0 ≤ u < 1.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal by Box and Muller.
  package mutating func normal() -> Double { sqrt(-2 * log(1 - uniform())) * cos(2 * .pi * uniform()) }
}
