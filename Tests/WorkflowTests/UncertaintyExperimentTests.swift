import Foundation
import Quantities
import Stages
import Testing

@testable import Demonstrations

@Suite("Repeated measurements with errors drawn anew") struct UncertaintyExperimentTests {
  @Test("Drawn errors are standard normal, independent of what else is drawn, and repeatable")
  func draws() {
    let all = Set(DrawnErrors.Source.allCases)
    let numbers = (0..<20_000).map {
      DrawnErrors(repetition: UInt64($0), sources: all, seed: 5).normal(.points, 2)
    }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    // Four standard errors.
    #expect(abs(mean) < 0.03 && abs(variance - 1) < 0.04)
    let alone = DrawnErrors(repetition: 7, sources: [.recovery], seed: 5)
    let whole = DrawnErrors(repetition: 7, sources: all, seed: 5)
    #expect(alone.normal(.recovery) == whole.normal(.recovery) && alone.normal(.calibration) == 0)
    #expect(whole.normal(.recovery) != whole.normal(.calibration))
    #expect(whole.normal(.recovery) != DrawnErrors(repetition: 8, sources: all, seed: 5).normal(.recovery))
  }

  /// What one error does to the mean dose is known: calibration and energy multiply it, recovery divides.
  @Test("Each source alone does what it must, and the truth is met without errors")
  func alone() throws {
    try JourneyTests.inFolder { folder in
      try Data().write(to: folder.appending(path: "image.nii.gz"))
      let experiment = try UncertaintyExperiment(seed: 1, in: folder)
      func ratios(_ source: DrawnErrors.Source) throws -> (error: Double, byRegion: [String: Double]) {
        let errors = DrawnErrors(repetition: 3, sources: [source], seed: 1)
        let pairs = zip(try experiment.repeated(errors), experiment.stated).map {
          ($0.region.name, $0.bestMean.value / $1.bestMean.value)
        }
        return (errors.normal(source), Dictionary(pairs, uniquingKeysWith: { a, _ in a }))
      }
      for (source, u, power) in [(DrawnErrors.Source.calibration, 0.03, 1.0), (.recovery, 0.02, -1)] {
        let (error, found) = try ratios(source)
        for organ in ["Kidney L", "Kidney R", "Spleen", "Right lobe"] {
          #expect(abs(found[organ]! / pow(1 + u * error, power) - 1) < 2e-3, "\(source), \(organ)")
        }
      }
      let (_, energies) = try ratios(.decay)
      #expect(Set(energies.values.map { ($0 * 1e5).rounded() }).count == 1)
      for (region, truth) in experiment.judged where region.hasPrefix("Kidney") || region == "Liver" {
        let dose = try #require(experiment.stated.first { $0.region.name == region }?.bestMean)
        #expect(abs(dose.value / truth.dose - 1) < 0.06, "\(region)")
        #expect(dose.relativeUncertainty! > 0.03 && dose.relativeUncertainty! < 0.15, "\(region)")
      }
    }
  }

  /// 12 mm, contours as they are, no other error. 5 %: what an assay of small lesions is worth; 2 % of organs and lobes.
  @Test("By the geometry of all regions, lesions from 1 mL up and lobes come out right")
  func regions() throws {
    try JourneyTests.inFolder { folder in
      try Data().write(to: folder.appending(path: "image.nii.gz"))
      let experiment = try UncertaintyExperiment(seed: 1, correction: .regions, in: folder)
      for (region, truth) in experiment.judged {
        let found = try #require(experiment.stated.first { $0.region.name == region })
        let decays = try #require(found.timeIntegratedActivity)
        let bias = decays.value / truth.timeIntegratedActivity - 1
        let isLesion = region.hasPrefix("Lesion")
        guard found.volume.value.value >= 1 else { continue }
        #expect(abs(bias) < (isLesion ? 0.05 : 0.03), "\(region): \(bias)")
        #expect(abs(found.bestMean.value / truth.dose - 1) < 0.05, "\(region): mean dose")
        let sources = found.budget.compactMap(\.source)
        #expect(
          sources.contains(UncertaintySource(rawValue: "resolution")) && !sources.contains(.recoveryCurve),
          "\(region)")
      }
    }
  }
}
