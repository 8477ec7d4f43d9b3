import Checks
import Diagnostics

extension AnalysisNote: Worded {
  package var wording: Wording { Wording(ofSurvival ?? ofDoses ?? ofSources) }

  private var ofSurvival: String? {
    switch self {
    case .notDone(let endpoint, let reason): "\(endpoint): \(reason)"
    case .noLogRankTest(let reason): "no log-rank test: \(reason)"
    case .noGrayTest(let reason): "no test of Gray: \(reason)"
    case .covariateConstant(let label): "\(label) is left out: it does not vary among these patients"
    case .covariateFollows(let label, let others):
      "\(label) is left out: it follows from \(others.joined(separator: ", "))"
    case .corrected(let reason):
      "\(reason); the ratios printed are those of Firth's correction, limits and p by profile penalised likelihood"
    case .eventsFew(let events, let covariates):
      "\(counted(events, "event")) for \(counted(covariates, "covariate")): "
        + (events <= covariates
          ? "not more events than covariates, the ratios mean nothing"
          : "fewer than ten events each, the estimates are unstable")
    case .hazardsNotProportional:
      "the hazards are not proportional (all covariates together): ratios are means over time"
    default: nil
    }
  }

  private var ofDoses: String? {
    switch self {
    case .patientsFew(let patients, let regions):
      "\(counted(regions, "region")) of \(counted(patients, "patient")): with fewer than 30 patients even robust errors are rather too small"
    case .outcomesBorrowed(let count, let all):
      "\(count) of \(all) tumours have the response of their patient, not their own"
    case .effectNotRising: "the outcome does not become more frequent with dose: D50 has no meaning here"
    case .noDoseResponse(let reason): "no dose–response curve: \(reason)"
    case .ranksWithoutException:
      "the dose ranks the outcomes without exception: resampling is uninformative about area or threshold"
    case .notResampled(let regions):
      "more than \(counted(regions, "region")): the threshold was not resampled"
    case .noROC(let reason): "no ROC curve: \(reason)"
    default: nil
    }
  }

  private var ofSources: String {
    switch self {
    case .treatedOtherwise(let patients):
      "\(counted(patients.count, "treated patient")) did not pass every step of the screening log, or are not in it: "
        + patients.prefix(5).joined(separator: ", ") + (patients.count > 5 ? ", …" : "")
    case .figureMissed(let what, let printed, let place, let own):
      "\(what): \(printed) in the paper (\(place)), \(own ?? "–") here"
    default: ""
    }
  }
}
