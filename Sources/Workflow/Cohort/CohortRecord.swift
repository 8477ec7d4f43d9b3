import Foundation
import Statistics
import Trials

/// The numbers of a cohort report as JSON.
struct CohortRecord: Encodable {
  struct Limits: Encodable {
    var value: Double?
    var lower, upper: Double?
    init(_ value: Double?, _ lower: Double?, _ upper: Double?) {
      let finite = { (x: Double?) in x.flatMap { $0.isFinite ? $0 : nil } }
      (self.value, self.lower, self.upper) = (finite(value), finite(lower), finite(upper))
    }
  }
  struct Count: Encodable {
    var count, of: Int
    var share: Limits
    init(_ s: Share) {
      (count, of) = (s.count, s.total)
      share = Limits(s.value, s.interval?.lower, s.interval?.upper)
    }
  }
  struct Toxicity: Encodable {
    var term: String
    var graded: Int
    var worst: [Int]
    var newGrade2, newGrade3: Count
  }
  struct Response: Encodable {
    var criterion: String
    var counts: [String: Int]
    var objective, control: Count
  }
  struct Curve: Encodable {
    var group: String
    var patients, events: Int
    var medianMonths: Limits
  }
  struct Factor: Encodable {
    var factor: String
    var hazardRatio: Limits
    var p: Double
    var proportionalHazardsP: Double?
  }
  struct Division: Encodable {
    var by: String
    var p, holmP: Double?
    var curves: [Curve]
  }
  struct Subgroups: Encodable {
    struct Group: Encodable {
      var group: String
      var patients, events: Int
      var hazardRatio: Limits?
    }
    struct Division: Encodable {
      var by: String
      /// Of interaction, or of any difference where there is no contrast.
      var p, holmP: Double?
      var groups: [Group]
    }
    var contrast: String?
    var all: Group?
    var divisions: [Division]
  }
  struct Endpoint: Encodable {
    var endpoint: String
    var all: Curve?
    var divisions: [Division]
    var cox: [Factor]
    var concordance: Double?
    var subgroups: Subgroups?
    var notes: [String]
  }
  struct Dose: Encodable {
    var region: String
    var regions, patients, outcomes: Int
    var errorsClusteredByPatient: Bool
    var d50Gy: Limits?
    /// With Firth's correction, where doses separate the outcomes.
    var d50GyFirth: Double?
    var gamma50, auc: Double?
    var aucLimits: Limits?
    var thresholdGy: Limits?
  }
  var hepatica = 1
  var cohort: String
  var patients: Int
  var toxicity: [Toxicity]
  var responses: [Response]
  var endpoints: [Endpoint]
  var doses: [Dose]

  init(_ a: CohortAnalysis) {
    (cohort, patients) = (a.name, a.patientCount)
    toxicity = a.toxicity.map {
      Toxicity(
        term: $0.term, graded: $0.graded, worst: $0.worst, newGrade2: Count($0.newGrade2),
        newGrade3: Count($0.newGrade3))
    }
    responses = a.responses.map { r in
      let names = Cohort.BestResponse.allCases.map(\.rawValue)
      return Response(
        criterion: r.criterion, counts: Dictionary(uniqueKeysWithValues: zip(names, r.counts)),
        objective: Count(r.objective), control: Count(r.control))
    }
    endpoints = a.endpoints.map(Endpoint.init)
    doses = a.doses.map(Dose.init)
  }
}

extension CohortRecord.Curve {
  init(_ c: CurveSummary) {
    (group, patients, events) = (c.label, c.patients, c.events)
    medianMonths = .init(c.median.time, c.median.lower, c.median.upper)
  }
}

extension CohortRecord.Endpoint {
  init(_ e: EndpointAnalysis) {
    (endpoint, notes) = (e.endpoint, e.notes + (e.model?.notes ?? []))
    all = e.overall.map(CohortRecord.Curve.init)
    divisions = e.groups.map {
      .init(by: $0.name, p: $0.test?.p, holmP: $0.holmP, curves: $0.curves.map(CohortRecord.Curve.init))
    }
    cox = (e.model?.rows ?? []).map {
      .init(
        factor: $0.label, hazardRatio: .init($0.hazardRatio, $0.interval.lower, $0.interval.upper), p: $0.p,
        proportionalHazardsP: $0.proportionality)
    }
    concordance = e.model?.concordance
    subgroups = e.subgroups.map(CohortRecord.Subgroups.init)
  }
}

extension CohortRecord.Subgroups {
  init(_ s: SubgroupAnalysis) {
    let group = { (row: SubgroupAnalysis.Row) in
      Group(
        group: row.label, patients: row.patients, events: row.events,
        hazardRatio: row.hazardRatio.map { .init($0, row.interval?.lower, row.interval?.upper) })
    }
    (contrast, all) = (s.contrast, s.overall.map(group))
    divisions = s.divisions.map {
      Division(by: $0.name, p: $0.test?.p, holmP: $0.holmP, groups: $0.rows.map(group))
    }
  }
}

extension CohortRecord.Dose {
  init(_ e: DoseEffect) {
    (region, regions, patients, outcomes) = (e.region.rawValue, e.cases.count, e.patients, e.outcomes)
    errorsClusteredByPatient = e.isClustered
    d50Gy = e.d50.map { .init($0.value, e.d50Interval?.lower, e.d50Interval?.upper) }
    d50GyFirth = e.firth?.d50
    (gamma50, auc) = (e.gamma50, e.roc?.auc)
    aucLimits = e.roc.map { .init($0.auc, $0.interval.lower, $0.interval.upper) }
    thresholdGy = e.roc.map {
      .init($0.youden.threshold, $0.thresholdInterval?.lower, $0.thresholdInterval?.upper)
    }
  }
}
