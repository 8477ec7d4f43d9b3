@testable import Documents
import Foundation
@testable import Quantities
@testable import Reporting
import Stages
import Testing

@testable import Studies

/// This cycle, so far, projected: what cycles share adds linearly, what they do not in quadrature.
@Suite struct CourseTests {
  private func summary(_ title: String, _ gray: Double, shared: Double, own: Double) -> DoseSummary {
    let budget = [
      UncertaintyContribution(
        name: "calibration", relative: shared, basis: "", source: .calibration, sign: 1, isCovariance: false),
      UncertaintyContribution(
        name: "fit", relative: own, basis: "", source: .curveFit, sign: 1, isCovariance: false),
    ]
    let region = RegionDose(
      region: Region(program: "Kidney L", role: .kidney), volume: Uncertain(Quantity(150)),
      mass: Uncertain(Quantity(157)),
      mean: Uncertain(
        AbsorbedDose(gray),
        standardUncertainty: AbsorbedDose(gray * (shared * shared + own * own).squareRoot())),
      minimum: AbsorbedDose(0), maximum: AbsorbedDose(9), doseAtVolume: [:],
      histogram: DoseVolumeHistogram(dose: [], volumeFraction: []), budget: budget)
    return DoseSummary(title: title, engine: "kernel", nuclide: "Lu-177", regions: [region])
  }

  private func course(cycle: Int, earlier: Int, planned: Int?) -> Course {
    Course(
      summary("cycle \(cycle)", 5, shared: 0.1, own: 0.1),
      earlier: (0..<earlier).map { summary("cycle \($0 + 1)", 5, shared: 0.1, own: 0.1) }, cycle: cycle,
      planned: planned)
  }

  private func limit(_ gray: Double) -> DoseLimit { DoseLimit(AbsorbedDose(gray), source: "test") }

  @Test func sharedTermsAddLinearly() throws {
    let course = course(cycle: 2, earlier: 1, planned: 4)
    let value = course.value(course.current.regions[0], .absorbedDose)
    let soFar = try #require(value.soFar), projected = try #require(value.projected)
    #expect(soFar.value.value == 10 && projected.value.value == 20)
    // 10 % shared in full, 10 % own over √n.
    let expected = { (n: Double) in (0.01 + 0.01 / n).squareRoot() }
    #expect(abs(soFar.relativeUncertainty! - expected(2)) < 1e-12)
    #expect(abs(projected.relativeUncertainty! - expected(4)) < 1e-12)
  }

  @Test func theLimitIsOfTheCourse() {
    let second = course(cycle: 2, earlier: 1, planned: 4)
    let value = second.value(second.current.regions[0], .absorbedDose)
    #expect(value.verdict(limit(9)) == .crossed, "10 Gy were given")
    #expect(value.verdict(limit(19)) == .attention, "20 Gy are planned")
    #expect(value.verdict(limit(23)) == .met)
    let first = course(cycle: 1, earlier: 0, planned: nil)
    let alone = first.value(first.current.regions[0], .absorbedDose)
    #expect(alone.soFar == nil && alone.projected == nil && alone.verdict(limit(23)) == .met)
  }

  @Test func anIncompleteSumIsNotProjected() {
    let course = course(cycle: 3, earlier: 1, planned: 4)
    #expect(course.projected == nil && course.gap?.contains("incomplete") == true)
  }

  @Test func everyColumnOfTheDictionaryHasAMeaning() {
    let entries = DataDictionary.all.entries
    #expect(entries.count > 100)
    for entry in entries { #expect(!entry.meaning.isEmpty, "\(entry.file) \(entry.column)") }
    let names = entries.map { "\($0.file) \($0.column)" }
    let repeated = Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.sorted()
    #expect(repeated.isEmpty, "\(repeated)")
    for entry in entries where entry.column.contains("mean_Gy") && entry.file.contains("regions") {
      #expect(entry.corrections != Corrections.notApplicable.rawValue)
    }
  }
}
