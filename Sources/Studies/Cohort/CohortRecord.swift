import Foundation
import Records
import Statistics
import Trials

/// The numbers of a cohort report as JSON.
package struct CohortRecord: Encodable, Sendable {
  package struct Limits: Encodable, Sendable {
    package var value: Double?
    package var lower, upper: Double?
    package init(_ value: Double?, _ lower: Double?, _ upper: Double?) {
      let finite = { (x: Double?) in x.flatMap { $0.isFinite ? $0 : nil } }
      (self.value, self.lower, self.upper) = (finite(value), finite(lower), finite(upper))
    }
  }
  package struct Count: Encodable, Sendable {
    package var count, of: Int
    package var share: Limits
    package init(_ s: Share) {
      (count, of) = (s.count, s.total)
      share = Limits(s.value, s.interval?.lower, s.interval?.upper)
    }
  }
  package struct Toxicity: Encodable, Sendable {
    package var term: String
    package var graded: Int
    package var worst: [Int]
    package var newGrade1, newGrade2, newGrade3: Count
  }
  package struct Response: Encodable, Sendable {
    package var criterion: String
    package var counts: [String: Int]
    package var objective, control: Count
  }
  package struct Curve: Encodable, Sendable {
    package var group: String
    package var patients, events: Int
    var medianMonths: Limits
  }
  package struct Factor: Encodable, Sendable {
    package var factor: String
    package var hazardRatio: Limits
    package var p: Double
    var proportionalHazardsP: Double?
  }
  package struct Division: Encodable, Sendable {
    package var by: String
    package var p, holmP: Double?
    package var curves: [Curve]
  }
  package struct Subgroups: Encodable, Sendable {
    package struct Group: Encodable, Sendable {
      package var group: String
      package var patients, events: Int
      package var hazardRatio: Limits?
    }
    package struct Division: Encodable, Sendable {
      package var by: String
      /// Of interaction, or of any difference where there is no contrast.
      package var p, holmP: Double?
      package var groups: [Group]
    }
    package var contrast: String?
    package var all: Group?
    package var divisions: [Division]
  }
  package struct Endpoint: Encodable, Sendable {
    package var endpoint: String
    package var all: Curve?
    package var divisions: [Division]
    package var cox: [Factor]
    package var concordance: Double?
    package var subgroups: Subgroups?
    package var notes: [String]
  }
  package struct Dose: Encodable, Sendable {
    package var region: String
    package var regions, patients, outcomes: Int
    var errorsClusteredByPatient: Bool
    var d50Gy: Limits?
    /// With Firth's correction, where doses separate the outcomes.
    var d50GyFirth: Double?
    package var gamma50, auc: Double?
    var aucLimits: Limits?
    var thresholdGy: Limits?
  }
  package struct OrganDose: Encodable, Sendable {
    package var organ: String
    package var patients: Int
    package var meanGy: Double
    var sdGy, meanGyPerGBq, sdGyPerGBq: Double?
  }
  package struct Published: Encodable, Sendable {
    package var figure, key, group, paper, place, printed: String
    package var here: String?
    var isReproduced: Bool?
  }
  package struct Contradicted: Encodable, Sendable { package var kind, place, what, found: String }
  package var hepatica = 1
  package var cohort: String
  package var patients: Int
  package var toxicity: [Toxicity]
  package var responses: [Response]
  package var endpoints: [Endpoint]
  package var doses: [Dose]
  package var organDoses: [OrganDose]
  package var published: [Published]?
  package var contradictions: [Contradicted]?
  /// Rates of laboratory toxicity under other choices; absent unless they were asked for.
  package var sensitivity: [SensitivityContent.Rate]?
  package struct Screened: Encodable, Sendable {
    package var step: String
    /// Patients who passed, of those who passed all steps before.
    package var passed, asked: Int
    package var left: [String: Int]
    package var unknown, notAsked: Int
  }
  /// What was read: all rows of the tables, and which columns were not.
  package struct Input: Encodable, Sendable {
    package var rows: [String: Int]
    var columnsNotRead: [String]
    init(rows: [(table: String, rows: Int)] = [], columnsNotRead: [String] = []) {
      self.rows = Dictionary(rows.map { ($0.table, $0.rows) }, uniquingKeysWith: +)
      self.columnsNotRead = columnsNotRead
    }
  }
  package var input: Input
  /// What these data cannot show.
  var limitations: [String]
  /// Steps of the screening log; absent where there is none.
  package var screening: [Screened]?

  package init(
    _ a: CohortAnalysis, _ comparison: PublishedComparison? = nil,
    sensitivity: [SensitivityContent.Rate]? = nil, funnel: ScreeningFunnel? = nil,
    limitations: [String] = [], input: Input = .init()
  ) {
    (self.limitations, self.input) = (limitations, input)
    self.sensitivity = sensitivity
    screening = funnel?.steps.map {
      Screened(
        step: $0.name, passed: $0.passed, asked: $0.asked,
        left: Dictionary($0.left.map { ($0.reason, $0.count) }, uniquingKeysWith: +), unknown: $0.unknown,
        notAsked: $0.notAsked)
    }
    published = comparison?.rows.map { row in
      Published(
        figure: row.published.what, key: row.published.key, group: row.published.group,
        paper: row.published.paper, place: row.published.source, printed: row.published.text,
        here: row.own?.text, isReproduced: row.isReproduced)
    }
    contradictions = comparison?.contradictions.map {
      Contradicted(kind: $0.kind.rawValue, place: $0.place, what: $0.what, found: $0.text)
    }
    organDoses = a.organDoses.map {
      OrganDose(
        organ: $0.organ, patients: $0.dose.patients, meanGy: $0.dose.mean, sdGy: $0.dose.standardDeviation,
        meanGyPerGBq: $0.perActivity?.mean, sdGyPerGBq: $0.perActivity?.standardDeviation)
    }
    (cohort, patients) = (a.name, a.patientCount)
    toxicity = a.toxicity.map {
      Toxicity(
        term: $0.term, graded: $0.graded, worst: $0.worst, newGrade1: Count($0.newGrade1),
        newGrade2: Count($0.newGrade2),
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
  package init(_ c: CurveSummary) {
    (group, patients, events) = (c.label, c.patients, c.events)
    medianMonths = .init(c.median.time, c.median.lower, c.median.upper)
  }
}

extension CohortRecord.Endpoint {
  package init(_ e: EndpointAnalysis) {
    (endpoint, notes) = (e.endpoint, (e.notes + (e.model?.notes ?? [])).map(\.wording.what))
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
  package init(_ s: SubgroupAnalysis) {
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
  package init(_ e: DoseEffect) {
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
