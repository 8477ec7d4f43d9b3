/// How often a term came up, among patients who did not have it before.
///
/// The denominators follow the rule that a condition present at baseline cannot come up: `new(≥ g)` counts
/// patients whose worst grade is at least g, out of those graded at both times whose baseline was below g.
public struct CohortToxicity: Sendable {
  public var term: String
  /// Name of a composite without the terms that it joins; the term itself of others.
  public var name: String
  /// Patients with a worst grade, and those without.
  public var graded, notGradable: Int
  /// Patients with baseline grade 1 or more, out of those with a baseline grade.
  public var abnormalBaseline: Share
  /// Patients by grade before treatment 0…5.
  public var before: [Int]
  /// Patients by worst grade 0…5.
  public var worst: [Int]
  public var newGrade1, newGrade2, newGrade3: Share
  /// New events of grade 1 or more attributed to therapy, to progression, to other causes, to none.
  public var newByCause: [(cause: String, count: Int)]
  /// New events of grade 2 or more attributed to therapy, to progression, to other causes.
  public var attribution: [(cause: String, count: Int)]
  /// Worst grades of 1 or more by source: a laboratory value, an adverse event, or both.
  public var sources: [(source: Cohort.Toxicity.Source, count: Int)]
  /// Laboratory values that were graded, all patients together; `nil` where the table does not say. The worst of many
  /// is worse than the worst of few.
  public var samples: Int?

  static func all(_ cohort: Cohort, level: Double, composites: [String: [Set<String>]] = [:])
    -> [CohortToxicity]
  {
    let byTerm = Dictionary(grouping: cohort.toxicities, by: \.term)
    let terms = byTerm.keys.sorted().map { CohortToxicity($0, byTerm[$0]!, level) }
    let own = composites.sorted { $0.key < $1.key }.compactMap { name, words in
      composite(
        name, words.map { word in (name: word.min { $0.count < $1.count } ?? "", words: word) }, cohort, level
      )
    }
    return (hepatotoxicity(cohort, level).map { [$0] } ?? []) + own + terms
  }

  private init(_ term: String, name: String? = nil, _ rows: [Cohort.Toxicity], _ level: Double) {
    (self.term, self.name) = (term, name ?? term)
    graded = rows.count { $0.worst != nil }
    notGradable = rows.count - graded
    let baseline = rows.compactMap(\.baseline)
    abnormalBaseline = Share(baseline.count { $0 > 0 }, of: baseline.count, level: level)
    before = (0...5).map { grade in baseline.count { $0 == grade } }
    worst = (0...5).map { grade in rows.count { $0.worst == grade } }
    newGrade1 = Self.new(1, rows, level)
    newGrade2 = Self.new(2, rows, level)
    newGrade3 = Self.new(3, rows, level)
    let causes = rows.filter { ($0.worst ?? 0) >= 2 && ($0.baseline ?? 9) < 2 }.compactMap(\.attribution)
    attribution = ["therapy", "progression", "other"].map { cause in (cause, causes.count { $0 == cause }) }
    let new = rows.filter { row in row.baseline.map { $0 < 1 } ?? false && (row.worst ?? 0) >= 1 }
    newByCause = ["therapy", "progression", "other", ""].map { cause in
      (cause.isEmpty ? "not stated" : cause, new.count { ($0.attribution ?? "") == cause })
    }
    let graded = rows.filter { ($0.worst ?? 0) >= 1 }
    sources = Cohort.Toxicity.Source.allCases.map { source in (source, graded.count { $0.source == source }) }
    let counts = rows.compactMap(\.samples)
    samples = counts.isEmpty ? nil : counts.reduce(0, +)
  }

  private static func new(_ grade: Int, _ rows: [Cohort.Toxicity], _ level: Double) -> Share {
    let atRisk = rows.filter { $0.worst != nil && ($0.baseline.map { $0 < grade } ?? false) }
    return Share(atRisk.count { $0.worst! >= grade }, of: atRisk.count, level: level)
  }

  /// The worst of ALT, AST, ALP and bilirubin in each patient, as the Mayo series counts hepatotoxicity; of those that
  /// the table has, which its name says. It is known only if each of them is, as in `hepatica toxicity`: an unknown grade
  /// could be worse.
  private static func hepatotoxicity(_ cohort: Cohort, _ level: Double) -> CohortToxicity? {
    let parts: [(name: String, words: Set<String>)] = [
      ("ALT", ["ALT", "ALANINE AMINOTRANSFERASE INCREASED"]),
      ("AST", ["AST", "ASPARTATE AMINOTRANSFERASE INCREASED"]),
      ("ALP", ["ALP", "ALKALINE PHOSPHATASE INCREASED"]),
      ("bilirubin", ["TBIL", "BILIRUBIN", "BLOOD BILIRUBIN INCREASED"]),
    ]
    return composite("hepatotoxicity", parts, cohort, level, atLeast: 2)
  }

  /// - Parameters:
  ///   - parts: name and words of each term.
  ///   - fewest: a composite of fewer terms than this is none.
  private static func composite(
    _ name: String, _ parts: [(name: String, words: Set<String>)], _ cohort: Cohort, _ level: Double,
    atLeast fewest: Int = 1
  ) -> CohortToxicity? {
    func part(_ row: Cohort.Toxicity) -> String? {
      parts.first { $0.words.contains(row.term.uppercased()) }?.name
    }
    let rows = cohort.toxicities.filter { part($0) != nil }
    let present = Set(rows.compactMap(part))
    let joined = parts.map(\.name).filter(present.contains)
    guard joined.count >= fewest else { return nil }
    let composite = Dictionary(grouping: rows, by: \.patient).sorted { $0.key < $1.key }.map { patient, own in
      // The attribution of the worst term stands for the composite.
      let worst = own.max { ($0.worst ?? -1) < ($1.worst ?? -1) }!
      let known = { (grades: [Int]) in grades.count == joined.count ? grades.max() : nil }
      return Cohort.Toxicity(
        patient: patient, term: "", baseline: known(own.compactMap(\.baseline)),
        worst: known(own.compactMap(\.worst)),
        attribution: worst.attribution, source: worst.source,
        samples: own.compactMap(\.samples).isEmpty ? nil : own.compactMap(\.samples).reduce(0, +))
    }
    return CohortToxicity(
      "\(name) (worst of \(joined.joined(separator: ", ")))", name: name, composite, level)
  }
}
