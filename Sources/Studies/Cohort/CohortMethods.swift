/// How the numbers of a cohort report were made, in the words of its last section.
package enum CohortMethods {
  package static func lines(level: String) -> [String] {
    [
      "Denominators: patients that were treated. A condition present at baseline is excluded from the denominator of new events.",
      "Proportions: Clopper–Pearson limits (R binom.test).",
      "Survival: Kaplan–Meier with Greenwood's error, limits on log(−log S) (R survfit, conf.type = \"log-log\"); follow-up by reverse Kaplan–Meier; mean within a time limit as the area under the curve; log-rank test (R survdiff).",
      "Separation: where a covariate or the dose separates the outcomes, completely or but for the border, maximum likelihood has no estimate; the one printed is that of Firth's correction (penalised by Jeffreys' prior, doi:10.1093/biomet/80.1.27), with limits and p by profile (R logistf, coxphf). A covariate that follows from others is left out by name; factors of several levels are compared with their first level.",
      "Competing events: Aalen–Johansen cumulative incidence (R survfit on a factor) and Gray's test (R cmprsk::cuminc).",
      "Prognostic factors: Cox model, Efron's handling of ties (R coxph), patients with all factors only; proportional hazards by scaled score tests against 1 − S(t) (R cox.zph, transform = \"km\").",
      "Subgroups: a Cox model in each, and a likelihood-ratio test of own ratios against a common one, stratified by subgroup (R anova of coxph(~ x + strata(g)) and coxph(~ x:strata(g) + strata(g))). Arms are compared, else two kinds of therapy; without either each group is held against the first.",
      "Several divisions of the patients are one family per endpoint: Holm's adjustment (R p.adjust).",
      "Dose–response: logistic regression (R glm), D50 = −b₀/b₁ by the delta method, γ50 = D50·b₁/4; area under the ROC curve with DeLong's error (at an area of exactly 0 or 1, exact limits of Clopper and Pearson over disjoint pairs); threshold of largest Youden index, limits from resamples drawn with SplitMix64, quantiles of type 7.",
      "Several regions of one patient are correlated. Where a patient has several, errors of the logistic curve are the sandwich clustered by patient with G/(G − 1) (R sandwich::vcovCL, type HC0) and limits Student's t with G − 1 degrees of freedom; the area's error is Obuchowski's; resampling draws patients. Tables at published doses (Fisher) take regions as independent.",
      "Published doses are references that the cohort is compared with, not targets.",
      "All intervals have the level \(level). Subgroups were not randomised: differences between them are associations.",
    ]
  }
}
