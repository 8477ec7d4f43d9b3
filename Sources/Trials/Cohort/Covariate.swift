import Foundation

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
    Covariate("ki67_percent", "Ki-67, per percent") { $0.covariates["ki67_percent"] },
    Covariate("differentiation", "poorly differentiated") {
      $0.factors["differentiation"].map { $0.hasPrefix("poorly") ? 1 : 0 }
    },
  ]

  /// A factor of several levels: for each level but the first, whether the patient has it. The first in alphabetical
  /// order is the reference, as in R, and stands in every label.
  static func factor(
    _ name: String, _ levels: [String], _ level: @escaping @Sendable (Cohort.Patient) -> String?
  ) -> [Covariate] {
    let sorted = Set(levels).sorted()
    let title = name.replacingOccurrences(of: "_", with: " ")
    return sorted.dropFirst().map { own in
      Covariate(name, "\(title) \(own) (against \(sorted[0]))") { level($0).map { $0 == own ? 1 : 0 } }
    }
  }

  /// Factors that may be asked for by name, of the levels that the patients have.
  static func factors(_ cohort: Cohort) -> [Covariate] {
    let named = Set(cohort.patients.flatMap(\.factors.keys)).sorted()
    return factor("primary_site", cohort.patients.compactMap(\.primarySite), \.primarySite)
      + factor("centre", cohort.patients.compactMap(\.centre), \.centre)
      + named.flatMap { name in
        factor(name, cohort.patients.compactMap { $0.factors[name] }) { $0.factors[name] }
      }
  }

  static func extra(_ column: String) -> Covariate {
    Covariate(column, "\(column), per unit") { $0.covariates[column] }
  }
}
