/// A way to divide patients into groups whose survival is compared.
public struct Grouping: Sendable {
  /// For example `WHO grade`.
  public var name: String
  public var label: @Sendable (Cohort.Patient) -> String?
  /// In this order; labels that are not listed do not count.
  public var groups: [String]
  /// Whether it is the arm of a trial, to which patients are allocated.
  public var isOfArms = false

  /// Divisions whose survival curves are drawn.
  static func all(_ cohort: Cohort) -> [Grouping] {
    [arm(cohort), grade, site(cohort), burden, combination].map { $0.used(in: cohort) }.filter {
      $0.groups.count > 1
    }
  }

  /// Divisions of a forest of subgroups.
  static func subgroups(_ cohort: Cohort, except name: String?) -> [Grouping] {
    [
      arm(cohort), age, sex, grade, site(cohort), burden, extrahepatic, ecog, combination, differentiation,
    ].filter { $0.name != name }
      .map { $0.used(in: cohort) }.filter { $0.groups.count > 1 }
  }

  /// Two treatments that can be compared: the arms, or the kinds of therapy that patients had alone.
  static func contrast(_ cohort: Cohort) -> Grouping? {
    [arm(cohort), therapy(cohort)].map { $0.used(in: cohort) }.first { $0.groups.count == 2 }
  }

  /// Place of a patient's group.
  func index(_ patient: Cohort.Patient) -> Int? { label(patient).flatMap { groups.firstIndex(of: $0) } }

  private static let grade = Grouping(
    name: "WHO grade", label: { $0.grade.map { "G\($0)" } }, groups: ["G1", "G2", "G3"])
  private static let burden = Grouping(
    name: "liver burden", label: { $0.burden.map { BurdenBand(percent: $0).rawValue } },
    groups: BurdenBand.allCases.map(\.rawValue))
  private static let age = Grouping(
    name: "age", label: { $0.age.map { $0 < 65 ? "below 65 years" : "65 years or more" } },
    groups: ["below 65 years", "65 years or more"])
  private static let sex = Grouping(
    name: "sex", label: { $0.sex.map { $0 == "F" ? "female" : "male" } }, groups: ["female", "male"])
  private static let extrahepatic = Grouping(
    name: "extrahepatic disease", label: { $0.extrahepatic.map { $0 ? "yes" : "no" } }, groups: ["no", "yes"])
  private static let ecog = Grouping(
    name: "ECOG", label: { $0.ecog.map { $0 == 0 ? "ECOG 0" : "ECOG 1 or more" } },
    groups: ["ECOG 0", "ECOG 1 or more"])

  /// Drugs against the tumour that went with the treatment.
  static let combination = Grouping(
    name: "combination",
    label: { $0.factors["combined_with"].map { $0 == "none" ? "alone" : "with drugs" } },
    groups: ["alone", "with drugs"])
  private static let differentiation = Grouping(
    name: "differentiation", label: { $0.factors["differentiation"] },
    groups: ["well differentiated", "poorly differentiated"])

  private static func arm(_ cohort: Cohort) -> Grouping {
    Grouping(name: "arm", label: \.arm, groups: arms(cohort), isOfArms: true)
  }

  /// Patients who had more than one kind of therapy are in no group.
  private static func therapy(_ cohort: Cohort) -> Grouping {
    var own = [Set<String>](repeating: [], count: cohort.patients.count)
    for course in cohort.courses { if let therapy = course.therapy { own[course.patient].insert(therapy) } }
    let single = zip(cohort.patients, own).compactMap { patient, therapies in
      therapies.count == 1 ? (patient.id, therapies.first!) : nil
    }
    let byID = Dictionary(single, uniquingKeysWith: { first, _ in first })
    return Grouping(name: "therapy", label: { byID[$0.id] }, groups: Set(byID.values).sorted())
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
