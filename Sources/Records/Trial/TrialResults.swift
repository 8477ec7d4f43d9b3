import Checks
import Foundation
import Registry
import Stages
import Trials

/// All analyses of a trial, as far as its data allow.
package struct TrialResults {
  package let data: TrialData
  package let values: [CycleValue]
  package let gaps: [TrialGap]
  /// `nil` with the reason in `open`.
  package let within: WithinPatientAnalysis?
  package let open: OpenAnalysis?
  package let organs: [OrganSummary]
  /// Organs between the arms, and why some are not compared.
  package let organComparisons: [OrganComparison]
  package let organGaps: [String]
  package let responses: [LobarResponse]
  package let sizes: [LobeSize]
  package let sizeComparison: PairedComparison?
  package let stopping: [(rule: StoppingRule, subjects: Int, reached: Bool)]
  package let enhancement: EnhancementAnalysis?
  package let residence: [ResidenceSummary]
  package let conduct: TrialConduct
  /// The primary analysis of each analysis set; `nil` where it cannot be done.
  package let sets: [(set: TrialConduct.AnalysisSet, result: PairedComparison?)]

  /// Uptake of one organ over patients: geometric mean, and the spread between and within patients.
  package struct OrganSummary {
    package var organ, unit: String
    package var patients, count: Int
    package var geometricMean: Double
    /// Coefficients of variation, geometric: √(exp σ² − 1).
    package var betweenCV, withinCV: Double?
  }

  package init(_ registry: Registry, trial: String) throws {
    data = try TrialData(registry, trial: trial)
    (values, gaps) = data.ratios()
    let plan = data.plan
    do {
      within = plan.primary.quantity == .tumourToNormal ? try WithinPatientAnalysis(values, plan: plan) : nil
      open = within == nil ? .otherEndpoint : nil
    } catch {
      within = nil
      open = .refused(because: "\(error)")
    }
    let uptake = data.organUptake()
    organs = uptake.organs.sorted { $0.key < $1.key }.map { OrganSummary($0.key, $0.value) }
    let compared = OrganComparison.all(uptake.organs, plan: plan)
    (organComparisons, organGaps) = (compared.comparisons, uptake.gaps + compared.left)
    responses = LobarResponse.all(data.lobeOutcomes(), level: 1 - plan.alpha)
    sizes = data.lobeSizes()
    sizeComparison = try? LobeSize.comparison(sizes, level: 1 - plan.alpha)
    let worst = data.worstGrades
    stopping = plan.stopping.map { rule in
      let result = rule.isReached(worst)
      return (rule, result.subjects, result.reached)
    }
    enhancement = data.enhancement()
    residence = data.residence()
    let conduct = TrialConduct(data, values, enhancement)
    let all = values
    self.conduct = conduct
    sets =
      within == nil
      ? []
      : TrialConduct.AnalysisSet.allCases.map { set in
        (set, (try? WithinPatientAnalysis(conduct.values(all, set), plan: plan))?.primary)
      }
  }

  private var foreign: [Finding] {
    data.foreign == 0 ? [] : [Finding(TrialNote.foreignMeasurements(data.foreign))]
  }

  private var deviations: [Finding] {
    let major = conduct.deviations.count(where: \.isMajor)
    return major == 0 ? [] : [Finding(TrialNote.majorDeviations(major, of: conduct.excluded.count))]
  }

  /// What a human must look at.
  package var findings: [Finding] { gapFindings + primary + otherFindings }

  /// Without that of the primary analysis, which a page states in its place.
  package var findingsBesidePrimary: [Finding] { gapFindings + otherFindings }

  private var gapFindings: [Finding] { gaps.map { Finding(TrialNote.missing($0)) } }

  private var primary: [Finding] {
    if case .refused = open { open.map { [Finding(TrialNote.primary($0))] } ?? [] } else { [] }
  }

  private var otherFindings: [Finding] {
    foreign + deviations
      + stopping.filter(\.reached).map {
        Finding(TrialNote.stoppingRule($0.rule.name, subjects: $0.subjects))
      }
  }
}

extension TrialResults.OrganSummary {
  package init(_ organ: String, _ data: (unit: String, values: [OrganValue])) {
    let rows = data.values
    let spread = GeometricSpread(rows.map { ($0.patient, $0.value) })
    (self.organ, unit) = (organ, data.unit)
    (patients, count) = (Set(rows.map(\.patient)).count, rows.count)
    (geometricMean, betweenCV, withinCV) = (spread.mean, spread.between, spread.within)
  }
}
