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
    let results = try TrialResults(Registry.open(Location(place)), trial: trial)
    let record = TrialRecord(results)
    return try Outcome(text: record.text, content: record, review: results.review)
  }

  /// Writes `trial.html` and `trial.pdf`.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func report(_ trial: String, in place: String, to folder: URL) throws -> Outcome {
    let results = try TrialResults(Registry.open(Location(place)), trial: trial)
    let files = try TrialPage(results: results).page.write(to: folder, name: "trial")
    let record = TrialRecord(results)
    return try Outcome(
      text: record.text + "\nreport: \(files[0].path)", content: record, review: results.review)
  }
}

/// A trial's numbers for the terminal and for programs.
package struct TrialRecord: Encodable {
  package struct Comparison: Encodable {
    package var scale: String
    package var patients: Int
    package var treated, control, estimate, low, high, p, signedRankP, otherScaleP: Double
  }
  package struct Model: Encodable {
    package var cycles: [Int]
    package var estimate, low, high, p: Double
    package var interactionP: Double?
    package var betweenPatients, withinPatient, intraclassCorrelation: Double
  }
  package struct Ratio: Encodable {
    package var patients: Int
    package var ratio, low, high, p: Double
  }
  package struct Organ: Encodable {
    package var organ, unit, pairing, scale: String
    package var names: [String]
    package var firstCount, secondCount: Int
    package var first, second, estimate, low, high, p, rankP, holm, benjaminiHochberg: Double
  }
  package struct Response: Encodable {
    package var criterion: String
    package var both, treatedOnly, controlOnly, neither: Int
    package var treated, control: [String: Int]
    package var p, holm, benjaminiHochberg: Double
    /// `nil` where none or only one side has responders of its own.
    package var odds, oddsLow, oddsHigh: Double?
    package var incomplete: [String]
  }
  package struct Truth: Encodable {
    package var quantity: String
    package var truth, estimate: Double
    package var u: Double?

    package init(quantity: String, truth: Double, estimate: Double, u: Double?) {
      (self.quantity, self.truth, self.estimate, self.u) = (quantity, truth, estimate, u)
    }
  }
  package var hepatica = 1
  package var trial, protocolSHA256: String
  package var subjects: Int
  package var primary: Comparison?
  package var later: Model?
  package var organs: [Organ]
  package var organsNotCompared: [String]
  package var response: [Response]
  /// Change of the sums of diameters, treated over control lobe.
  package var size: Comparison?
  /// Uptake of the lesions, arterial over venous: geometric mean over patients.
  package var arterialOverVenous: Ratio?
  package var throughGate: [String]?
  package var stoppingRulesReached: [String]
  package var truth: [Truth] = []

  package init(_ r: TrialResults) {
    (trial, protocolSHA256) = (r.data.plan.name, r.data.row.text(.sha256))
    subjects = r.data.allocations.count
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
    stoppingRulesReached = r.stopping.filter(\.reached).map(\.rule.name)
  }

  package var text: String {
    var lines = [["trial", "\(trial), \(subjects) subjects"]]
    if let p = primary {
      lines.append([
        "primary (\(p.scale) scale)",
        "\(rounded(p.treated)) against \(rounded(p.control)): \(rounded(p.estimate)) [\(rounded(p.low)) – \(rounded(p.high))], p \(probability(p.p)), \(p.patients) patients",
      ])
    }
    if let m = later {
      lines.append([
        "cycles \(m.cycles.map(String.init).joined(separator: ", "))",
        "\(rounded(m.estimate)) [\(rounded(m.low)) – \(rounded(m.high))], p \(probability(m.p))",
      ])
    }
    if let r = arterialOverVenous {
      lines.append([
        "lesions, arterial : venous",
        "\(rounded(r.ratio)) [\(rounded(r.low)) – \(rounded(r.high))], p \(probability(r.p)), \(r.patients) patients",
      ])
    }
    lines += organs.map {
      [
        "\($0.organ), \($0.names.joined(separator: " : "))",
        "\(rounded($0.estimate)) [\(rounded($0.low)) – \(rounded($0.high))], p \(probability($0.p)), Holm \(probability($0.holm))",
      ]
    }
    lines += response.map {
      [
        "response by \($0.criterion)",
        "treated alone \($0.treatedOnly), control alone \($0.controlOnly), both \($0.both), neither \($0.neither); p \(probability($0.p))",
      ]
    }
    if let throughGate {
      lines.append([
        "above the threshold", throughGate.isEmpty ? "nobody" : throughGate.joined(separator: ", "),
      ])
    }
    lines += truth.map {
      [
        "truth: \($0.quantity)",
        "\(rounded($0.truth)); estimate \(rounded($0.estimate))" + ($0.u.map { " ± " + rounded($0) } ?? ""),
      ]
    }
    return columns(lines)
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
