import Diagnostics
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Trials
import Workflow

/// Analyses and report of a trial.
public enum TrialTask {
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func analyse(_ trial: String, in place: String) throws -> Outcome {
    try outcome(trial, in: place, to: nil)
  }

  /// Writes page, PDF, JSON and tables.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func report(_ trial: String, in place: String, to folder: URL) throws -> Outcome {
    try outcome(trial, in: place, to: folder)
  }

  private static func outcome(_ trial: String, in place: String, to folder: URL?) throws -> Outcome {
    let results = try TrialResults(Registry.open(Location(place)), trial: trial)
    var content = TrialContent(results: results)
    content.followUp = try TrialFollowUp(place, results.data)
    return try content.content.outcome(to: folder, findings: results.findings)
  }
}

/// A trial's numbers for programs.
package struct TrialRecord: Encodable, Sendable {
  package struct Comparison: Encodable, Sendable {
    package var scale: String
    package var patients: Int
    package var treated, control, estimate, low, high, p, signedRankP, otherScaleP: Double
  }
  package struct Model: Encodable, Sendable {
    package var cycles: [Int]
    package var estimate, low, high, p: Double
    package var interactionP: Double?
    package var betweenPatients, withinPatient, intraclassCorrelation: Double
  }
  package struct Ratio: Encodable, Sendable {
    package var patients: Int
    package var ratio, low, high, p: Double
  }
  package struct Organ: Encodable, Sendable {
    package var organ, unit, pairing, scale: String
    package var names: [String]
    package var firstCount, secondCount: Int
    package var first, second, estimate, low, high, p, rankP, holm, benjaminiHochberg: Double
  }
  package struct Response: Encodable, Sendable {
    package var criterion: String
    package var both, treatedOnly, controlOnly, neither: Int
    package var treated, control: [String: Int]
    package var p, holm, benjaminiHochberg: Double
    /// `nil` where none or only one side has responders of its own.
    package var odds, oddsLow, oddsHigh: Double?
    package var incomplete: [String]
  }
  package struct Truth: Encodable, Sendable {
    package var quantity: String
    package var truth, estimate: Double
    package var u: Double?
  }
  package var hepatica = 1
  package var trial, protocolSHA256: String
  package var subjects: Int
  package var primary: Comparison?
  package var later: Model?
  package var organs: [Organ]
  var organsNotCompared: [String]
  package var response: [Response]
  /// Change of the sums of diameters, treated over control lobe.
  package var size: Comparison?
  /// Uptake of the lesions, arterial over venous: geometric mean over patients.
  var arterialOverVenous: Ratio?
  var throughGate: [String]?
  var stoppingRulesReached: [String]
  package struct Subject: Encodable, Sendable {
    package var patient: String
    package var cycle: Int?
    package var deviation: String
    package var isMajor: Bool
  }
  package struct Lack: Encodable, Sendable { package var patient, missing: String }
  package struct Locked: Encodable, Sendable {
    package var endpoint, state: String
    var analysed: Bool
  }
  package struct Step: Encodable, Sendable {
    package var step: String
    package var subjects: Int
  }
  package struct Event: Encodable, Sendable {
    package var term: String
    /// Subjects by worst grade 1…5.
    package var worst: [Int]
  }
  /// Ratios of a subject, arterial over venous, by way to aggregate.
  package struct Gate: Encodable, Sendable {
    package var patient: String
    package var ratios: [String: Double]
    package var passes: Bool
  }
  package struct Value: Encodable, Sendable {
    package var patient: String
    package var cycle: Int
    package var lobe: String
    package var ratio: Double
  }
  package var flow: [Step]
  package var endpoints: [Locked]
  package var deviations: [Subject]
  package var missing: [Lack]
  var adverseEvents: [Event]
  var analysisSets: [String: Comparison]
  package var gate: [Gate]
  /// Tumour-to-normal ratio of each lobe after each cycle.
  package var values: [Value]
  package var truth: [Truth]
  /// Of the therapy from which time counts, and of all cycles; absent where nobody was treated.
  package var survival: [Survival]?
  package var accounts: [Account]?

  package init(_ r: TrialResults, truth: [TruthComparison] = []) {
    (trial, protocolSHA256) = (r.data.plan.name, r.data.row.text(.sha256))
    subjects = r.data.allocations.count
    self.truth = truth.map {
      Truth(quantity: $0.quantity, truth: $0.truth, estimate: $0.result, u: $0.standardUncertainty)
    }
    primary = r.within.map { Comparison($0.primary) }
    organs = r.organComparisons.map(Organ.init)
    organsNotCompared = r.organGaps
    response = r.responses.map(Response.init)
    size = r.sizeComparison.map(Comparison.init)
    later = r.within?.later.map {
      Model(
        cycles: $0.cycles, estimate: $0.estimate, low: $0.interval.lower, high: $0.interval.upper, p: $0.p,
        interactionP: $0.interactionP, betweenPatients: $0.betweenPatients, withinPatient: $0.withinPatient,
        intraclassCorrelation: $0.intraclassCorrelation)
    }
    arterialOverVenous = r.enhancement.flatMap { e in
      e.overall.map {
        Ratio(
          patients: e.patients.count, ratio: $0.ratio, low: $0.interval.lower, high: $0.interval.upper,
          p: $0.p)
      }
    }
    throughGate = r.enhancement?.eligible
    let content = TrialContent(results: r)
    flow = r.conduct.flow.map { Step(step: $0.name, subjects: $0.subjects) }
    endpoints = r.data.plan.endpoints.map { endpoint in
      let state = content.state(endpoint)
      return Locked(endpoint: endpoint.name, state: state.words, analysed: state.isAnalysed)
    }
    deviations = r.conduct.deviations.map {
      Subject(patient: $0.patient, cycle: $0.cycle, deviation: $0.what, isMajor: $0.isMajor)
    }
    missing = r.conduct.missing.map { Lack(patient: $0.patient, missing: $0.what) }
    adverseEvents = EventRow.all(r.data).map { Event(term: $0.term, worst: $0.worst) }
    analysisSets = Dictionary(
      uniqueKeysWithValues: r.sets.compactMap { set in
        set.result.map { (set.set.rawValue, Comparison($0)) }
      })
    gate = (r.enhancement?.patients ?? []).map { p in
      Gate(
        patient: p.name,
        ratios: Dictionary(uniqueKeysWithValues: p.ratios.map { ($0.key.rawValue, $0.value) }),
        passes: p.passesGate)
    }
    values = r.values.map {
      Value(patient: $0.patient, cycle: $0.cycle, lobe: $0.isTreated ? "treated" : "control", ratio: $0.value)
    }
    stoppingRulesReached = r.stopping.filter(\.reached).map(\.rule.name)
  }
}

extension TrialRecord.Comparison {
  package init(_ p: PairedComparison) {
    self.init(
      scale: p.scale.rawValue, patients: p.count, treated: p.first, control: p.second, estimate: p.estimate,
      low: p.interval.lower, high: p.interval.upper, p: p.p, signedRankP: p.signedRankP,
      otherScaleP: p.otherScaleP)
  }
}

extension TrialRecord.Organ {
  package init(_ o: OrganComparison) {
    self.init(
      organ: o.organ, unit: o.unit, pairing: o.pairing.rawValue, scale: o.scale.rawValue, names: o.names,
      firstCount: o.firstCount, secondCount: o.secondCount, first: o.first, second: o.second,
      estimate: o.estimate, low: o.interval.lower, high: o.interval.upper, p: o.p, rankP: o.rankP,
      holm: o.adjusted.holm, benjaminiHochberg: o.adjusted.benjaminiHochberg)
  }
}

extension TrialRecord.Response {
  package init(_ r: LobarResponse) {
    func finite(_ x: Double?) -> Double? { x.flatMap { $0.isFinite ? $0 : nil } }
    self.init(
      criterion: r.criterion, both: r.both, treatedOnly: r.treatedOnly, controlOnly: r.controlOnly,
      neither: r.neither, treated: r.treated, control: r.control, p: r.p, holm: r.adjusted.holm,
      benjaminiHochberg: r.adjusted.benjaminiHochberg, odds: finite(r.odds?.ratio),
      oddsLow: finite(r.odds?.interval.lower), oddsHigh: finite(r.odds?.interval.upper),
      incomplete: r.incomplete)
  }
}
