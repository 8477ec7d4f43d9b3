import Foundation
import Registry
import Trials

/// All analyses of a trial, as far as its data allow.
package struct TrialResults {
  package let data: TrialData
  package let values: [CycleValue]
  package let gaps: [String]
  /// `nil` with the reason.
  package let within: WithinPatientAnalysis?
  package let reason: String
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
      reason = within == nil ? "The primary endpoint of this trial is not a tumour-to-normal ratio." : ""
    } catch {
      within = nil
      reason = "The primary analysis cannot be done yet: \(error)."
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

  private var foreign: [String] {
    data.foreign == 0
      ? [] : ["\(data.foreign) measurements were made for another protocol and are left out"]
  }

  private var deviations: [String] {
    let major = conduct.deviations.count(where: \.isMajor)
    return major == 0
      ? [] : ["\(major) major deviations from the protocol, of \(conduct.excluded.count) subjects"]
  }

  /// What a human must look at.
  package var review: [String] {
    gaps + foreign + deviations
      + (reason.isEmpty || !reason.hasPrefix("The primary analysis") ? [] : [reason])
      + stopping.filter(\.reached).map {
        "stopping rule “\($0.rule.name)” is reached by \($0.subjects) subjects"
      }
  }
}

extension TrialResults.OrganSummary {
  package init(_ organ: String, _ data: (unit: String, values: [OrganValue])) {
    let rows = data.values
    let positive = rows.filter { $0.value > 0 }
    (self.organ, unit) = (organ, data.unit)
    (patients, count) = (Set(rows.map(\.patient)).count, rows.count)
    geometricMean =
      positive.isEmpty ? .nan : exp(positive.reduce(0) { $0 + log($1.value) } / Double(positive.count))
    // The same mixed model without treatment: every patient twice would be no treatment effect.
    let spread = try? PatientSpread(positive.map { ($0.patient, log($0.value)) })
    betweenCV = spread.map { sqrt(exp($0.between * $0.between) - 1) }
    withinCV = spread.map { sqrt(exp($0.within * $0.within) - 1) }
  }
}
