import Statistics

/// The hazard ratio of a contrast in each subgroup of the patients, and whether it differs between subgroups.
///
/// Every subgroup has a Cox model of its own, thus a baseline hazard of its own. The interaction test compares them
/// with one common ratio in the model stratified by subgroup (likelihood ratio, k − 1 degrees of freedom). Without two
/// treatments to compare, each group is held against the first of its division instead.
public struct SubgroupAnalysis: Sendable {
  public struct Row: Sendable {
    public var label: String
    public var patients, events: Int
    /// `nil` where the model has no estimate, and for the group that others are held against.
    public var hazardRatio: Double?
    public var interval: ConfidenceInterval?
    public var isReference = false
  }
  public struct Division: Sendable {
    public var name: String
    public var rows: [Row]
    /// Interaction, or any difference between the groups where there is no contrast; `nil` if it cannot be determined.
    public var test: ChiSquaredTest?
    /// Adjusted for the divisions.
    public var holmP: Double?
  }
  /// For example `arm IA against IV`; `nil` where groups are held against the first one.
  public var contrast: String?
  /// Whether the contrast is that of arms, to which patients were allocated.
  public var isOfArms: Bool
  /// The contrast in all patients.
  public var overall: Row?
  public var divisions: [Division]

  init(_ rows: [Cohort.FollowUp], _ data: SurvivalData, _ cohort: Cohort, level: Double) {
    let contrast = Grouping.contrast(cohort)
    isOfArms = contrast?.isOfArms ?? false
    self.contrast = contrast.map { "\($0.name) \($0.groups[1]) against \($0.groups[0])" }
    let second = contrast.map { c in rows.map { row in c.index(cohort.patients[row.patient]) } }
    let fits = SubgroupFits(data: data, second: second, level: level)
    overall = second.map { _ in fits.row("All patients", Array(rows.indices)).row }
    divisions = Grouping.subgroups(cohort, except: contrast?.name).map { grouping in
      let members = rows.map { grouping.index(cohort.patients[$0.patient]) }
      return fits.division(grouping, members)
    }
    let tested = divisions.indices.filter { divisions[$0].test != nil }
    let adjusted = Multiplicity.holm.adjusted(tested.map { divisions[$0].test!.p })
    for (n, p) in zip(tested, adjusted) { divisions[n].holmP = p }
  }
}

/// Cox models of parts of the patients.
private struct SubgroupFits {
  let data: SurvivalData
  /// 0 or 1 by row, `nil` where it is unknown; without it no contrast.
  let second: [Int?]?
  let level: Double

  typealias Fit = (row: SubgroupAnalysis.Row, logLikelihood: Double?, rows: [Int])

  /// The contrast in some of the rows.
  func row(_ label: String, _ rows: [Int]) -> Fit {
    let known = rows.filter { second?[$0] != nil }
    var row = SubgroupAnalysis.Row(
      label: label, patients: known.count, events: known.count { data.events[$0] })
    guard let model = try? CoxModel(data.part(known), covariates: known.map { [Double(second![$0]!)] }) else {
      return (row, nil, known)
    }
    (row.hazardRatio, row.interval) = model.hazardRatio(0, level: level)
    return (row, model.logLikelihood, known)
  }

  func division(_ grouping: Grouping, _ members: [Int?]) -> SubgroupAnalysis.Division {
    var rows = [[Int]](repeating: [], count: grouping.groups.count)
    for (n, group) in members.enumerated() { if let group { rows[group].append(n) } }
    guard second != nil else { return againstFirst(grouping, rows) }
    let fits = zip(grouping.groups, rows).map { row($0, $1) }
    return SubgroupAnalysis.Division(name: grouping.name, rows: fits.map(\.row), test: interaction(fits))
  }

  /// Own ratios of the subgroups against one common ratio; subgroups without an estimate say nothing about it.
  private func interaction(_ fits: [Fit]) -> ChiSquaredTest? {
    let known = fits.filter { $0.logLikelihood != nil }
    let rows = known.flatMap(\.rows)
    let strata = known.enumerated().flatMap { n, fit in fit.rows.map { _ in n } }
    guard known.count > 1,
      let common = try? CoxModel(
        data.part(rows), covariates: rows.map { [Double(second![$0]!)] }, strata: strata)
    else { return nil }
    let own = known.reduce(0) { $0 + $1.logLikelihood! }
    return ChiSquaredTest(max(0, 2 * (own - common.logLikelihood)), degreesOfFreedom: known.count - 1)
  }

  private func againstFirst(_ grouping: Grouping, _ members: [[Int]]) -> SubgroupAnalysis.Division {
    let rows = members.flatMap(\.self)
    let groups = members.enumerated().flatMap { group, own in own.map { _ in group } }
    let dummies = groups.map { group in (1..<members.count).map { $0 == group ? 1.0 : 0 } }
    let model = try? CoxModel(data.part(rows), covariates: dummies)
    var division = SubgroupAnalysis.Division(name: grouping.name, rows: [], test: model?.likelihoodRatio)
    for (n, own) in members.enumerated() {
      var row = SubgroupAnalysis.Row(
        label: grouping.groups[n], patients: own.count, events: own.count { data.events[$0] })
      row.isReference = n == 0
      if n > 0, let model { (row.hazardRatio, row.interval) = model.hazardRatio(n - 1, level: level) }
      division.rows.append(row)
    }
    return division
  }
}
