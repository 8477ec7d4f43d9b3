import Diagnostics
import Foundation
import Registry
import Trials

/// Analyses and report of a trial.
public enum TrialTask {
  public static func analyse(_ trial: String, in place: String) throws -> Outcome {
    let results = try TrialResults(Registry.open(Location(place)), trial: trial)
    let record = TrialRecord(results)
    return try Outcome(text: record.text, content: record, review: results.review)
  }

  /// Writes `trial.html` and `trial.pdf`.
  public static func report(_ trial: String, in place: String, to folder: URL) throws -> Outcome {
    let results = try TrialResults(Registry.open(Location(place)), trial: trial)
    let files = try TrialPage(results: results).page.write(to: folder, name: "trial")
    let record = TrialRecord(results)
    return try Outcome(
      text: record.text + "\nreport: \(files[0].path)", content: record, review: results.review)
  }
}

/// A trial's numbers for the terminal and for programs.
struct TrialRecord: Encodable {
  struct Comparison: Encodable {
    var scale: String
    var patients: Int
    var treated, control, estimate, low, high, p, signedRankP, otherScaleP: Double
  }
  struct Model: Encodable {
    var cycles: [Int]
    var estimate, low, high, p: Double
    var interactionP: Double?
    var betweenPatients, withinPatient, intraclassCorrelation: Double
  }
  struct Truth: Encodable {
    var quantity: String
    var truth, estimate: Double
    var u: Double?
  }
  var hepatica = 1
  var trial, protocolSHA256: String
  var subjects: Int
  var primary: Comparison?
  var later: Model?
  var throughGate: [String]?
  var stoppingRulesReached: [String]
  var truth: [Truth] = []

  init(_ r: TrialResults) {
    (trial, protocolSHA256) = (r.data.plan.name, r.data.row.text("sha256"))
    subjects = r.data.allocations.count
    primary = r.within.map { w in
      let p = w.primary
      return Comparison(
        scale: p.scale.rawValue, patients: p.count, treated: p.first, control: p.second, estimate: p.estimate,
        low: p.interval.lower, high: p.interval.upper, p: p.p, signedRankP: p.signedRankP,
        otherScaleP: p.otherScaleP)
    }
    later = r.within?.later.map {
      Model(
        cycles: $0.cycles, estimate: $0.estimate, low: $0.interval.lower, high: $0.interval.upper, p: $0.p,
        interactionP: $0.interactionP, betweenPatients: $0.betweenPatients, withinPatient: $0.withinPatient,
        intraclassCorrelation: $0.intraclassCorrelation)
    }
    throughGate = r.enhancement?.eligible
    stoppingRulesReached = r.stopping.filter(\.reached).map(\.rule.name)
  }

  var text: String {
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
    if let throughGate {
      lines.append(["through the gate", throughGate.isEmpty ? "nobody" : throughGate.joined(separator: ", ")])
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
