/// What a cohort analysis is asked for.
public struct CohortOptions: Sendable {
  /// Level of all intervals.
  public var level = 0.95
  /// Months at which survival is stated.
  public var landmarks: [Double] = [6, 12, 24, 36]
  /// Covariates of the Cox model by name; `nil` takes those of `Covariate.standard` that the data know.
  public var covariates: [String]?
  /// Endpoints to analyse; `nil` for all.
  public var endpoints: [String]?
  /// Composites of toxicity by name: of each term the words that a table may have for it, in capitals.
  public var composites: [String: [Set<String>]] = [:]
  /// Resamples of the ROC threshold.
  public var resamples = 2000
  public var seed: UInt64 = 20_240_601

  public init() {}
}

/// A published dose that a cohort is compared with. Not a target.
public struct ReferenceDose: Sendable {
  public var region: Cohort.RegionDose.Region
  /// Published absorbed dose, Gy.
  public var dose: Double
  public var meaning: String
  public var source: String

  /// Resin microspheres in neuroendocrine liver metastases (Chansanti et al., 15 patients) and dosimetry of normal
  /// liver on PET/MRI (10 patients), both as reported by El-Haddad and Strosberg, Dig Dis Interv 2021;5:103–112.
  public static let published: [ReferenceDose] = [
    ReferenceDose(
      region: .tumour, dose: 191.3, meaning: "predicted response",
      source: "resin, 15 patients: 25 of 26 lesions at or above responded (mRECIST), in El-Haddad 2021"),
    ReferenceDose(
      region: .tumour, dose: 72.8, meaning: "below: none responded",
      source: "resin, 15 patients: no response below, in El-Haddad 2021"),
    ReferenceDose(
      region: .normalLiver, dose: 25.4, meaning: "mean without toxicity",
      source: "PET/MRI, 10 patients, no toxicity, in El-Haddad 2021"),
    ReferenceDose(
      region: .normalLiver, dose: 59.1, meaning: "mean with toxicity",
      source: "PET/MRI, 10 patients, fibrosis (2) or death (1), in El-Haddad 2021"),
  ]
}
