import Statistics

/// Everything that a cohort report states, computed.
public struct CohortAnalysis: Sendable {
  public var name: String
  public var options: CohortOptions
  public var patientCount: Int
  public var flow: CohortFlow
  public var baseline: BaselineTable
  public var toxicity: [CohortToxicity]
  public var responses: [ResponseSummary]
  public var endpoints: [EndpointAnalysis]
  public var doses: [DoseEffect]
  public var lanes: [FollowUpLane]
  public var responseGroups: [ResponseGroup]
  public var organDoses: [OrganDoseSummary]
  /// `nil` where nobody died, or overall survival is not known.
  public var deaths: DeathSummary?

  /// Analyses the patients that were treated; the flow counts all.
  public init(_ cohort: Cohort, options: CohortOptions = CohortOptions()) {
    let treated = cohort.treated
    name = cohort.name
    self.options = options
    patientCount = treated.patients.count
    flow = CohortFlow(cohort)
    baseline = BaselineTable(treated)
    toxicity = CohortToxicity.all(treated, level: options.level, composites: options.composites)
    responses = ResponseSummary.all(treated, level: options.level)
    endpoints = EndpointAnalysis.all(treated, options)
    doses = DoseEffect.all(treated, options)
    lanes = FollowUpLane.all(treated)
    responseGroups = ResponseGroup.all(treated, level: options.level)
    organDoses = OrganDoseSummary.all(treated)
    deaths = DeathSummary(treated)
  }
}

extension Cohort {
  /// The patients that were treated, with their rows.
  var treated: Cohort {
    guard patients.contains(where: { !$0.isTreated }) else { return self }
    var place: [Int: Int] = [:]
    for n in patients.indices where patients[n].isTreated { place[n] = place.count }
    var out = self
    out.patients = patients.filter(\.isTreated)
    out.courses = courses.compactMap { row in place[row.patient].map { row.moved(to: $0) } }
    out.toxicities = toxicities.compactMap { row in place[row.patient].map { row.moved(to: $0) } }
    out.responses = responses.compactMap { row in place[row.patient].map { row.moved(to: $0) } }
    out.followUps = followUps.compactMap { row in place[row.patient].map { row.moved(to: $0) } }
    out.doses = doses.compactMap { row in place[row.patient].map { row.moved(to: $0) } }
    out.organDoses = organDoses.compactMap { row in place[row.patient].map { row.moved(to: $0) } }
    return out
  }
}

/// A row that belongs to a patient.
protocol PatientRow {
  var patient: Int { get set }
}
extension PatientRow {
  func moved(to place: Int) -> Self {
    var out = self
    out.patient = place
    return out
  }
}
extension Cohort.Course: PatientRow {}
extension Cohort.Toxicity: PatientRow {}
extension Cohort.Response: PatientRow {}
extension Cohort.FollowUp: PatientRow {}
extension Cohort.RegionDose: PatientRow {}
extension Cohort.OrganDose: PatientRow {}

/// A count out of a number with exact limits (Clopper and Pearson).
public struct Share: Sendable, Hashable {
  public var count, total: Int
  /// 0…1; NaN for none of none.
  public var value: Double
  public var interval: ConfidenceInterval?

  public init(_ count: Int, of total: Int, level: Double = 0.95) {
    (self.count, self.total) = (count, total)
    value = total > 0 ? Double(count) / Double(total) : .nan
    interval = total > 0 ? Proportion(count, of: total).clopperPearson(level: level) : nil
  }
}
