import Statistics

/// Who the patients were: numbers with their spread, categories with their shares.
public struct BaselineTable: Sendable {
  public struct Number: Sendable {
    public var label, unit: String
    public var known: Int
    /// Statistics of the known values, in `unit`.
    public var mean, standardDeviation, median, lowerQuartile, upperQuartile, least, most: Double
  }
  public struct Category: Sendable {
    public var section, item: String
    /// All patients, then each arm.
    public var shares: [Share]
  }
  public var arms: [String]
  public var numbers: [Number]
  public var categories: [Category]

  init(_ cohort: Cohort) {
    let arms = Grouping.arms(cohort)
    self.arms = arms.count > 1 ? arms : []
    let p = cohort.patients
    numbers = [
      Self.number("Age", "a", p.compactMap(\.age)),
      Self.number("Liver burden", "%", p.compactMap(\.burden)),
      Self.number("Ki-67", "%", p.compactMap { $0.covariates["ki67_percent"] }),
      Self.number("Cycles per course", "", cohort.courses.compactMap { $0.cycles.map(Double.init) }),
      Self.number("Activity per course", "GBq", cohort.courses.compactMap(\.activity)),
    ].compactMap(\.self)
    let members = Self.members(cohort, self.arms)
    categories =
      Self.values("Centre", members) { $0.centre.map { [$0] } }
      + Self.values("Sex", members) { $0.sex.map { [$0 == "F" ? "female" : "male"] } }
      + Self.values("Primary site", members) { $0.primarySite.map { [$0] } }
      + Self.values("WHO grade", members, sorted: true) { $0.grade.map { ["G\($0)"] } }
      + Self.values("Differentiation", members) { $0.factors["differentiation"].map { [$0] } }
      + Self.values("Miliary disease", members) { $0.factors["miliary"].map { [$0] } }
      + Self.values("Combined with", members) { $0.factors["combined_with"].map { [$0] } }
      + Self.values("ECOG", members, sorted: true) { $0.ecog.map { ["\($0)"] } }
      + Self.bands(members)
      + Self.values("Liver lesions", members, sorted: true) { $0.liverLesions.map { [Self.lesions($0)] } }
      + Self.values("Largest liver lesion", members, sorted: true) {
        $0.largestLesion.map { [Self.size($0)] }
      }
      + Self.values("Extrahepatic disease", members) { $0.extrahepatic.map { [$0 ? "yes" : "no"] } }
      + Self.values("Earlier treatment", members) { $0.priorTherapy.isEmpty ? nil : $0.priorTherapy }
      + Self.values("Potentially hepatotoxic drugs", members) {
        $0.hepatotoxicDrugs.isEmpty ? nil : ["any"] + $0.hepatotoxicDrugs
      } + Self.therapies(cohort, self.arms) + Self.cycles(cohort, self.arms)
  }

  private static func number(_ label: String, _ unit: String, _ values: [Double]) -> Number? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return Number(
      label: label, unit: unit, known: sorted.count, mean: sorted.mean,
      standardDeviation: sorted.standardDeviation,
      median: sorted.quantileOfSorted(0.5), lowerQuartile: sorted.quantileOfSorted(0.25),
      upperQuartile: sorted.quantileOfSorted(0.75), least: sorted[0], most: sorted[sorted.count - 1])
  }

  /// All patients, then those of each arm.
  private static func members(_ cohort: Cohort, _ arms: [String]) -> [[Cohort.Patient]] {
    [cohort.patients] + arms.map { arm in cohort.patients.filter { $0.arm == arm } }
  }

  /// One row per value, the most frequent first, and one for patients without.
  private static func values(
    _ section: String, _ members: [[Cohort.Patient]], sorted: Bool = false,
    _ labels: (Cohort.Patient) -> [String]?
  ) -> [Category] {
    let counts = members.map { group in
      var counts: [String: Int] = [:]
      for patient in group {
        for label in Set(labels(patient) ?? [Self.unknown]) { counts[label, default: 0] += 1 }
      }
      return counts
    }
    let known = counts[0].filter { $0.key != unknown }
    guard !known.isEmpty else { return [] }
    let order = known.sorted { a, b in sorted ? a.key < b.key : (b.value, a.key) < (a.value, b.key) }.map(
      \.key)
    let rows = order + (counts[0][unknown] == nil ? [] : [unknown])
    return rows.map { item in
      Category(
        section: section, item: item,
        shares: members.indices.map { Share(counts[$0][item] ?? 0, of: members[$0].count) })
    }
  }

  private static let unknown = "none or unknown"

  /// Classes of the Tata series (Puranik 2024, Table 1).
  private static func lesions(_ n: Int) -> String { n <= 1 ? "\(n)" : n <= 3 ? "2–3" : "> 3" }

  /// The classes of that table overlap at 4 and leave out 5 cm: [3, 4), [4, 5] and above.
  private static func size(_ millimetres: Double) -> String {
    millimetres < 30 ? "< 3 cm" : millimetres < 40 ? "3–4 cm" : millimetres <= 50 ? "4–5 cm" : "> 5 cm"
  }

  /// Cycles that each patient had, all courses together.
  private static func cycles(_ cohort: Cohort, _ arms: [String]) -> [Category] {
    let own = cohort.cyclesReceived
    guard !own.isEmpty else { return [] }
    var moved = cohort
    for n in moved.patients.indices { moved.patients[n].priorTherapy = own[n].map { ["\($0)"] } ?? [] }
    return values("Cycles", members(moved, arms), sorted: true) {
      $0.priorTherapy.isEmpty ? nil : $0.priorTherapy
    }
  }

  private static func bands(_ members: [[Cohort.Patient]]) -> [Category] {
    let all = values("Liver burden", members) { $0.burden.map { [BurdenBand(percent: $0).rawValue] } }
    let order = BurdenBand.allCases.map(\.rawValue) + [unknown]
    return all.sorted { order.firstIndex(of: $0.item)! < order.firstIndex(of: $1.item)! }
  }

  private static func therapies(_ cohort: Cohort, _ arms: [String]) -> [Category] {
    var own = [Set<String>](repeating: [], count: cohort.patients.count)
    for course in cohort.courses { if let therapy = course.therapy { own[course.patient].insert(therapy) } }
    guard own.contains(where: { !$0.isEmpty }) else { return [] }
    var patients = cohort.patients
    for n in patients.indices { patients[n].priorTherapy = own[n].sorted() }
    var moved = cohort
    moved.patients = patients
    return values("Treatment", members(moved, arms)) { $0.priorTherapy.isEmpty ? nil : $0.priorTherapy }
  }
}
