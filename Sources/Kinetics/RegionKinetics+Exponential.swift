import Checks
import Diagnostics
import Foundation
import Quantities
import Stages
import Statistics

extension RegionKinetics {
  /// Why a `Problem` refuses points of which each is possible, but which no curve of a shape can follow.
  package static let noCurve = "the points do not have the shape of this model"

  func exponential(_ shape: ExponentialShape, _ region: Region, _ data: CurveData) throws -> TimeActivityFit {
    try checkCount(shape, region, data)
    guard let fit = ExponentialFit(shape, data, rules(data)) else {
      throw Problem(
        .dataRejected, what: "no \(shape.rawValue) curve with positive amplitudes fits",
        at: "time–activity data of \(region)", why: Self.noCurve,
        remedy: "choose another model, or `automatic`")
    }
    let others = comparesModels ? candidates(data, rules(data)) : [fit]
    return ModelAverage([fit], inflation: fit.varianceScale?.scale ?? 1)
      .described(region, data, alternatives: others.compactMap { $0.alternative(data) })
  }

  /// The models that the number of points admits, averaged with Akaike weights. Where none can be judged the
  /// mono-exponential is taken.
  func automatic(_ region: Region, _ data: CurveData) throws -> TimeActivityFit {
    let prior = data.count <= PopulationPrior.mostPoints ? prior : nil
    guard data.count >= 2 || prior != nil else {
      throw Problem(
        .dataRejected, what: "one point does not define a curve", at: "time–activity data of \(region)",
        why: "the clearance must be assumed, and the choice belongs to the physicist",
        remedy: "choose a single-time-point method, or a trapezoid with a given tail")
    }
    var rules = rules(data)
    rules.prior = prior
    let all = candidates(data, rules)
    guard let average = ModelAverage(judging: all) else {
      return try unjudged(region, data, rules, all)
    }
    var fit = average.described(region, data, alternatives: all.compactMap { $0.alternative(data) })
    if data.count == 1, let prior { PopulationIntegral(data, prior, physicalRate).correct(&fit) }
    fit.warnings += opinion(prior, average.best, data)
    return fit
  }

  private func unjudged(
    _ region: Region, _ data: CurveData, _ rules: FitRules, _ all: [ExponentialFit]
  ) throws -> TimeActivityFit {
    guard rules.prior != nil, let mono = all.first(where: { $0.shape == .mono }) else {
      var fit = try exponential(.mono, region, data)
      fit.warnings.append(.curve(.tooFewPoints(count: data.count)))
      return fit
    }
    var fit = ModelAverage([mono], inflation: 1)
      .described(region, data, alternatives: all.compactMap { $0.alternative(data) })
    if data.count == 1, let prior = rules.prior {
      PopulationIntegral(data, prior, physicalRate).correct(&fit)
    }
    fit.warnings += opinion(rules.prior, mono, data)
    return fit
  }

  /// Shapes with no more parameters than different times; the population makes up for one in the mono-exponential.
  private func candidates(_ data: CurveData, _ rules: FitRules) -> [ExponentialFit] {
    ExponentialShape.allCases.compactMap { shape in
      let enough = data.distinctTimes >= shape.parameterCount || (shape == .mono && rules.prior != nil)
      return enough ? ExponentialFit(shape, data, rules) : nil
    }
  }

  private func rules(_ data: CurveData) -> FitRules {
    var rules = FitRules(physicalRate: physicalRate)
    if let law = law(data.points) { rules.ceiling = law.greatestActivity / data.scale }
    return rules
  }

  /// The population by name, and whether the data agree with it (χ² with one degree of freedom at 5 %).
  private func opinion(
    _ prior: PopulationPrior?, _ fit: ExponentialFit, _ data: CurveData
  ) -> [Note] {
    guard let prior else { return [] }
    var notes = [Note.curve(prior.note)]
    var free = fit.rules
    free.prior = nil
    guard data.distinctTimes >= fit.shape.parameterCount, data.weights == .absolute,
      let alone = ExponentialFit(fit.shape, data, free), fit.chiSquared - alone.chiSquared > 3.84
    else { return notes }
    notes.append(
      .curve(.populationDisagrees(alone: ln2 / alone.sum.rates[0], together: ln2 / fit.sum.rates[0])))
    return notes
  }

  private func checkCount(_ shape: ExponentialShape, _ region: Region, _ data: CurveData) throws {
    let distinct = data.distinctTimes
    guard distinct < shape.parameterCount else { return }
    throw Problem(
      .dataRejected,
      what: "\(distinct) different times do not determine the \(shape.parameterCount) parameters of the "
        + "\(shape.rawValue) model", at: "time–activity data of \(region)",
      why: "infinitely many curves would fit equally well",
      remedy: "choose a simpler model, or a single-time-point method for one measurement")
  }

  /// 0 to half as far again as the last point, in equal steps.
  func curve(_ data: CurveData, _ value: (Double) -> Double) -> [TimeActivityFit.Sample] {
    let end = max(1.5 * data.lastTime, 1)
    return (0...150).map {
      let t = end * Double($0) / 150
      return TimeActivityFit.Sample(time: .hours(t), activity: Activity(value(t) * data.scale))
    }
  }
}
