/// What the analysis of a cohort rests on, and why a number of it is missing.
///
/// `because` is what the refusing computation says of itself.
package enum AnalysisNote: Sendable, Hashable {
  // Survival.
  case notDone(endpoint: String, because: String)
  case noLogRankTest(because: String)
  case noGrayTest(because: String)
  // Cox model.
  case covariateConstant(String)
  case covariateFollows(String, from: [String])
  /// A covariate separates the outcomes: the ratios are those of Firth's correction.
  case corrected(because: String)
  case eventsFew(Int, covariates: Int)
  case hazardsNotProportional
  // Dose and effect.
  case patientsFew(Int, regions: Int)
  /// Tumours that have the response of their patient, of all.
  case outcomesBorrowed(Int, of: Int)
  case effectNotRising
  case noDoseResponse(because: String)
  case ranksWithoutException
  case notResampled(regionsAbove: Int)
  case noROC(because: String)
  // Screening and published figures.
  case treatedOtherwise([String])
  /// A printed figure that the cohort does not give: what, as printed, where, and what the cohort gives.
  case figureMissed(String, printed: String, place: String, own: String?)
}
