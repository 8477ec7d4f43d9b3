/// A number of each patient that a model may use.
public struct Covariate: Sendable {
  /// Name on the command line and in tables.
  public var name: String
  /// For example `age, per year`.
  public var label: String
  public var value: @Sendable (Cohort.Patient) -> Double?

  init(_ name: String, _ label: String, _ value: @escaping @Sendable (Cohort.Patient) -> Double?) {
    (self.name, self.label, self.value) = (name, label, value)
  }

  /// Prognostic factors that the literature names, as far as the tables hold them.
  public static let standard: [Covariate] = [
    Covariate("age_years", "age, per year") { $0.age },
    Covariate("sex", "male sex") { $0.sex.map { $0 == "M" ? 1 : 0 } },
    Covariate("who_grade", "WHO grade, per step") { $0.grade.map(Double.init) },
    Covariate("ecog", "ECOG, per step") { $0.ecog.map(Double.init) },
    Covariate("burden_percent", "liver burden, per percent") { $0.burden },
    Covariate("extrahepatic", "extrahepatic disease") { $0.extrahepatic.map { $0 ? 1 : 0 } },
  ]

  /// Of two arms, the one that is not the reference.
  static func arm(_ arms: [String]) -> Covariate {
    Covariate("arm", "arm \(arms[1]) (against \(arms[0]))") { $0.arm.map { $0 == arms[1] ? 1 : 0 } }
  }

  static func extra(_ column: String) -> Covariate {
    Covariate(column, "\(column), per unit") { $0.covariates[column] }
  }
}

/// A way to divide patients into groups whose survival is compared.
public struct Grouping: Sendable {
  /// For example `WHO grade`.
  public var name: String
  public var label: @Sendable (Cohort.Patient) -> String?
  /// In this order; labels that are not listed do not count.
  public var groups: [String]

  static func all(_ cohort: Cohort) -> [Grouping] {
    let grade = Grouping(
      name: "WHO grade", label: { $0.grade.map { "G\($0)" } }, groups: ["G1", "G2", "G3"])
    let burden = Grouping(
      name: "liver burden", label: { $0.burden.map { BurdenBand(percent: $0).rawValue } },
      groups: BurdenBand.allCases.map(\.rawValue))
    let arms = arms(cohort)
    let arm = Grouping(name: "arm", label: \.arm, groups: arms)
    return [arm, grade, site(cohort), burden].map { $0.used(in: cohort) }.filter { $0.groups.count > 1 }
  }

  static func arms(_ cohort: Cohort) -> [String] { Set(cohort.patients.compactMap(\.arm)).sorted() }

  /// Sites of fewer than five patients, and those beyond the five most frequent, are one group.
  private static func site(_ cohort: Cohort) -> Grouping {
    let counts = Dictionary(grouping: cohort.patients.compactMap(\.primarySite)) { $0 }.mapValues(\.count)
    let frequent = counts.filter { $0.value >= 5 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(
      5
    )
    .map(\.key)
    let kept = Set(frequent)
    let rest = "other sites"
    return Grouping(
      name: "primary site", label: { $0.primarySite.map { kept.contains($0) ? $0 : rest } },
      groups: frequent + [rest])
  }

  /// Only groups that have patients.
  private func used(in cohort: Cohort) -> Grouping {
    let present = Set(cohort.patients.compactMap(label))
    var out = self
    out.groups = groups.filter(present.contains)
    return out
  }
}
