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
