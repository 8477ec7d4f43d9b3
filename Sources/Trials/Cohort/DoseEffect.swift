import Checks
import Quantities
import Statistics

/// Outcome against absorbed dose in one kind of region, compared with published doses.
public struct DoseEffect: Sendable {
  public var region: Cohort.RegionDose.Region
  public var cases: [Cohort.RegionDose]
  /// Those that a figure draws: all, or evenly spaced ones in ascending order of dose.
  public var drawn: [Cohort.RegionDose] {
    let most = 2 * CurveShape.mostPoints
    guard cases.count > most else { return cases }
    return (0..<most).map { cases[$0 * (cases.count - 1) / (most - 1)] }
  }
  public var patients: Int
  public var outcomes: Int
  /// Some patients have several regions: errors are robust against their likeness.
  public var isClustered: Bool { cases.count > patients }
  /// Regions whose outcome is that of their patient and not their own.
  var borrowedOutcomes: Int
  public var d50: Estimate?
  public var d50Interval: ConfidenceInterval?
  public var gamma50: Double?
  /// Likelihood-ratio test of the slope; Wald's with robust error where regions are clustered.
  public var slopeP: Double?
  /// Probability over dose, with limits.
  public var curve: [(dose: Double, value: Double, lower: Double, upper: Double)]
  /// Where doses separate the outcomes: the curve with Firth's correction, clusters not regarded.
  public var firth: FirthCurve?
  public var roc: ROCSummary?
  public var references: [ReferenceTable]
  package var notes: [AnalysisNote]

  /// A curve that is finite where maximum likelihood has none.
  public struct FirthCurve: Sendable {
    /// Dose with an effect in one half of all, Gy.
    public var d50: Double
    /// Log odds ratio per Gy with profile limits.
    public var slope: FirthRegression.Coefficient
  }

  public struct ROCSummary: Sendable {
    public var auc: Double
    /// DeLong's, or Obuchowski's where regions are clustered; cut at 0 and 1.
    public var interval: ConfidenceInterval
    public var youden: ROC.Point
    /// By resampling of regions, or of patients where regions are clustered.
    public var resampledInterval: ConfidenceInterval?
    public var thresholdInterval: ConfidenceInterval?
    public var points: [ROC.Point]
  }

  /// How the cohort splits at a published dose.
  public struct ReferenceTable: Sendable {
    public var reference: ReferenceDose
    /// Outcomes at or above the dose, and below.
    public var above, below: Share
    public var sensitivity, specificity: Share
    public var oddsRatio: Double
    public var oddsInterval: ConfidenceInterval
    public var p: Double
  }

  static func all(_ cohort: Cohort, _ options: CohortOptions) -> [DoseEffect] {
    [Cohort.RegionDose.Region.tumour, .normalLiver].compactMap { region in
      let rows = cohort.doses.filter { $0.region == region }
      return rows.isEmpty ? nil : DoseEffect(region, rows, options)
    }
  }

  private init(_ region: Cohort.RegionDose.Region, _ rows: [Cohort.RegionDose], _ options: CohortOptions) {
    self.region = region
    cases = rows.sorted { $0.dose < $1.dose }
    patients = Set(rows.map(\.patient)).count
    outcomes = rows.count { $0.outcome }
    borrowedOutcomes = region == .tumour ? rows.count { $0.isOwnOutcome == false } : 0
    (curve, notes) = ([], [])
    references = ReferenceDose.published.filter { $0.region == region }.map {
      ReferenceTable($0, rows, options.level)
    }
    fit(options)
    discriminate(options)
    remark()
  }

  /// The patient of each case, where some have several.
  private var clusters: [Int]? { isClustered ? cases.map(\.patient) : nil }

  private mutating func remark() {
    if isClustered, patients < 30 {
      notes.append(.patientsFew(patients, regions: cases.count))
    }
    if borrowedOutcomes > 0, isClustered {
      notes.append(.outcomesBorrowed(borrowedOutcomes, of: cases.count))
    }
  }

  private mutating func fit(_ options: CohortOptions) {
    do {
      let fit = try DoseResponse(
        dose: cases.map(\.dose), response: cases.map(\.outcome), patients: clusters)
      slopeP = fit.slopeP
      guard fit.isRising else {
        notes.append(.effectNotRising)
        return
      }
      (d50, gamma50) = (fit.d50, fit.gamma50)
      d50Interval = fit.d50Interval(level: options.level)
      let last = cases[cases.count - 1].dose
      curve = (0...120).map { n in
        let dose = last * Double(n) / 120
        let p = fit.fit.probability(at: [dose], level: options.level)
        return (dose, p.value, p.interval.lower, p.interval.upper)
      }
    } catch {
      notes.append(.noDoseResponse(because: error.described(with: ["the dose"])))
      if error.isSeparation { correct(options) }
    }
  }

  private mutating func correct(_ options: CohortOptions) {
    guard
      let fit = try? FirthRegression.logistic(
        covariates: cases.map { [$0.dose] }, outcome: cases.map(\.outcome), level: options.level),
      fit.coefficients[1].value > 0
    else { return }
    firth = FirthCurve(
      d50: -fit.coefficients[0].value / fit.coefficients[1].value, slope: fit.coefficients[1])
  }

  /// Regions above which the threshold is not resampled: it would take minutes.
  private static let mostResampled = 5000

  private mutating func discriminate(_ options: CohortOptions) {
    do {
      let (values, outcome) = (cases.map(\.dose), cases.map(\.outcome))
      let roc = try ROC(values: values, outcome: outcome, clusters: clusters)
      let limits = roc.interval(level: options.level)
      var summary = ROCSummary(
        auc: roc.auc,
        interval: ConfidenceInterval(
          lower: max(0, limits.lower), upper: min(1, limits.upper), level: limits.level),
        youden: roc.youden, points: Self.thinned(roc.points))
      if roc.auc == 0 || roc.auc == 1 {
        notes.append(.ranksWithoutException)
      } else if cases.count <= Self.mostResampled {
        let sample = ROCBootstrap(
          values: values, outcome: outcome, clusters: clusters ?? Array(values.indices),
          replicates: options.resamples, seed: options.seed)
        summary.thresholdInterval = sample.thresholdInterval(level: options.level)
        summary.resampledInterval = sample.aucInterval(level: options.level)
      } else {
        notes.append(.notResampled(regionsAbove: Self.mostResampled))
      }
      self.roc = summary
    } catch {
      notes.append(.noROC(because: "\(error)"))
    }
  }

  private static func thinned(_ points: [ROC.Point]) -> [ROC.Point] {
    guard points.count > CurveShape.mostPoints else { return points }
    let step = Double(points.count - 1) / Double(CurveShape.mostPoints - 1)
    return (0..<CurveShape.mostPoints).map { points[Int(saturating: (Double($0) * step).rounded())] }
  }
}

extension DoseEffect.ReferenceTable {
  init(_ reference: ReferenceDose, _ rows: [Cohort.RegionDose], _ level: Double) {
    let (high, low) = (rows.filter { $0.dose >= reference.dose }, rows.filter { $0.dose < reference.dose })
    let yes = (high.count { $0.outcome }, low.count { $0.outcome })
    let no = (high.count - yes.0, low.count - yes.1)
    self.reference = reference
    above = Share(yes.0, of: high.count, level: level)
    below = Share(yes.1, of: low.count, level: level)
    sensitivity = Share(yes.0, of: yes.0 + yes.1, level: level)
    specificity = Share(no.1, of: no.0 + no.1, level: level)
    // A table of no cases cannot be: rows are not empty.
    let test = try! FisherExactTest(yes.0, no.0, yes.1, no.1)
    (oddsRatio, oddsInterval, p) = (test.conditionalOddsRatio, test.interval(level: level), test.p)
  }
}
