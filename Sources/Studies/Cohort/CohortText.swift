import Reporting
import Trials

/// A cohort in a few lines for the terminal.
package struct CohortText {
  package let analysis: CohortAnalysis
  package init(_ analysis: CohortAnalysis) { self.analysis = analysis }

  package var text: String {
    (["\(analysis.name): \(analysis.patientCount) treated patients"] + responses + toxicity
      + analysis.endpoints.flatMap(endpoint) + analysis.doses.map(dose)).joined(separator: "\n")
  }

  private var responses: [String] {
    analysis.responses.map { r in
      "\(r.criterion): objective response \(share(r.objective)), disease control \(share(r.control))"
    }
  }

  private var toxicity: [String] {
    analysis.toxicity.prefix(1).map { "\($0.term): new grade 2 or more \(share($0.newGrade2))" }
  }

  private func share(_ s: Share) -> String {
    let limits = s.interval.map {
      ", \(Format.number(100 * $0.lower).text) – \(Format.number(100 * $0.upper).text) %"
    }
    return s.total == 0
      ? "none evaluable" : "\(s.count)/\(s.total) (\(Format.percent(s.value))\(limits ?? ""))"
  }

  private func endpoint(_ e: EndpointAnalysis) -> [String] {
    var lines: [String] = []
    if let all = e.overall {
      let limit = { (x: Double) in x.isFinite ? Format.number(x).text : "not reached" }
      let median = all.median.time.map { "\(Format.number($0).text) months" } ?? "not reached"
      lines.append(
        "\(e.endpoint): \(all.events) events, median \(median) (\(limit(all.median.lower)) – \(limit(all.median.upper)))"
      )
    }
    lines += e.incidence.map { "\(e.endpoint): \($0.events) of \($0.patients) with \($0.label)" }
    return lines
      + e.groups.compactMap { g in
        g.test.map { "  by \(g.name): \(p($0.p))" }
      }
  }

  private func p(_ p: Double) -> String {
    p < 0.001 ? "p < 0.001" : "p = \(Format.number(p, significant: 2).text)"
  }

  private func dose(_ e: DoseEffect) -> String {
    let d50 =
      e.d50.map { "D50 \(Format.number($0.value, uncertainty: $0.standardError).text) Gy" }
      ?? e.firth.map {
        "no D50 by maximum likelihood, \(Format.number($0.d50).text) Gy with Firth's correction"
      }
      ?? "no D50"
    let auc = e.roc.map { ", AUC \(Format.number($0.auc, significant: 2).text)" } ?? ""
    return "\(e.region.rawValue): \(e.outcomes) of \(e.cases.count) regions with the outcome, \(d50)\(auc)"
  }
}
