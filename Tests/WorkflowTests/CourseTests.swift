@testable import Documents
import Foundation
@testable import Quantities
@testable import Reporting
import Stages
import Testing

@testable import Studies

/// This cycle, so far, projected: what cycles share adds linearly, what they do not in quadrature.
@Suite struct CourseTests {
  private func summary(
    _ title: String, _ gray: Double, shared: Double, own: Double, name: String = "Kidney L"
  ) -> DoseSummary {
    let budget = [
      UncertaintyContribution(
        name: "calibration", relative: shared, basis: "", source: .calibration, sign: 1, isCovariance: false),
      UncertaintyContribution(
        name: "fit", relative: own, basis: "", source: .curveFit, sign: 1, isCovariance: false),
    ]
    var region = RegionDose(
      region: Region(program: name, role: .kidney), volume: Uncertain(Quantity(150)),
      mass: Uncertain(Quantity(157)),
      mean: Uncertain(
        AbsorbedDose(gray),
        standardUncertainty: AbsorbedDose(gray * (shared * shared + own * own).squareRoot())),
      minimum: AbsorbedDose(0), maximum: AbsorbedDose(9), doseAtVolume: [:],
      histogram: DoseVolumeHistogram(dose: [], volumeFraction: []), budget: budget)
    // BED rises by 1.4 Gy per Gy.
    region.bed = Uncertain(
      AbsorbedDose(1.2 * gray),
      standardUncertainty: AbsorbedDose(1.4 * gray * (shared * shared + own * own).squareRoot()))
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
    let bed = course.value(course.current.regions[0], .bed)
    let both = try #require(bed.soFar), all = try #require(bed.projected)
    #expect(abs(both.value.value - 12) < 1e-12 && abs(all.value.value - 24) < 1e-12)
    #expect(abs(both.standardUncertainty!.value - 1.4 * 10 * expected(2)) < 1e-12)
    #expect(abs(all.standardUncertainty!.value - 1.4 * 20 * expected(4)) < 1e-12)
  }

  /// A region that was called otherwise in an earlier cycle has no dose so far: no verdict rests on this cycle alone in silence.
  @Test func aRegionThatEarlierCyclesLackIsNamed() throws {
    let limit = [DoseLimit.On("Kidney left", DoseLimit(AbsorbedDose(23), source: "test"))]
    let other = [summary("cycle 1", 5, shared: 0.1, own: 0.1), summary("cycle 2", 5, shared: 0.1, own: 0.1)]
    var renamed = summary("cycle 3", 5, shared: 0.1, own: 0.1, name: "Kidney left")
    renamed.regions.append(summary("", 2, shared: 0.1, own: 0.1, name: "Kidney L").regions[0])
    let course = Course(renamed, earlier: other, cycle: 3, planned: nil)
    let value = course.value(renamed.regions[0], .absorbedDose)
    #expect(value.soFar == nil && value.lacksEarlier && value.verdict(limit[0].limit) == .attention)
    let findings = course.findings(limit, isKey: { _ in false })
    #expect(findings.map(\.rank) == [.decision] && findings[0].place == "Kidney left")
    #expect(findings[0].text.contains("this cycle alone"))
    // The one that kept its name is summed, and nothing is asked.
    #expect(course.value(renamed.regions[1], .absorbedDose).soFar?.value.value == 12)
    #expect(course.findings([], isKey: { $0.name == "Kidney L" }).isEmpty)
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
    #expect(course.projected == nil && course.gap == .earlierCyclesMissing(cycle: 3, known: 1))
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
