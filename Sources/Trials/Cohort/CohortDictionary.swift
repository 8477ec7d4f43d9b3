import Files
import Quantities

/// The data dictionary of the flat cohort tables: what each column is, how it is read, what it may hold.
public struct CohortDictionary: Sendable {
  public enum Kind: String, Sendable {
    case text, number, whole
    case yesNo = "yes/no"
    case day = "date"
  }

  public struct Column: Sendable {
    public var name: String
    public var kind: Kind
    public var unit: String
    public var meaning: String
    public var isRequired: Bool
    /// Values that a text may have, or limits that a number keeps; empty for any.
    public var allowed: [String]
    public var range: ClosedRange<Double>?

    init(
      _ name: String, _ kind: Kind, _ meaning: String, unit: String = "", isRequired: Bool = false,
      allowed: [String] = [], range: ClosedRange<Double>? = nil
    ) {
      (self.name, self.kind, self.meaning, self.unit) = (name, kind, meaning, unit)
      (self.isRequired, self.allowed, self.range) = (isRequired, allowed, range)
    }
  }

  public struct Table: Sendable {
    public var name: String
    var rowMeaning: String
    public var columns: [Column]
    public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
  }

  public let tables: [Table]
  public func table(_ name: String) -> Table? { tables.first { $0.name == name } }

  public static let standard = CohortDictionary(tables: [
    patients, courses, toxicity, responses, survival, doses, organDoses,
  ])

  /// The dictionary as CSV: one row per column.
  public var csv: String {
    let head = ["table", "column", "type", "unit", "required", "allowed", "meaning"]
    let rows = tables.flatMap { table in
      table.columns.map { c -> [String] in
        let limits = c.range.map { "\($0.lowerBound.printedExactly)…\($0.upperBound.printedExactly)" } ?? ""
        return [
          table.name, c.name, c.kind.rawValue, c.unit, c.isRequired ? "yes" : "no",
          c.allowed.isEmpty ? limits : c.allowed.joined(separator: " "), c.meaning,
        ]
      }
    }
    return ([head] + rows).map { csvLine($0) }.joined()
  }
}

extension CohortDictionary {
  private static let patient = Column("patient", .text, "pseudonym", isRequired: true)

  private static let patients = Table(
    name: "patients", rowMeaning: "one patient",
    columns: [
      patient,
      Column("centre", .text, "treating centre"),
      Column("arm", .text, "arm of a trial"),
      Column("age_years", .number, "age at first treatment", unit: "a", range: 0...120),
      Column("sex", .text, "sex", allowed: ["F", "M"]),
      Column("primary_site", .text, "site of the primary tumour"),
      Column("who_grade", .whole, "WHO grade of the neuroendocrine tumour", range: 1...3),
      Column("ecog", .whole, "ECOG performance status at baseline", range: 0...5),
      Column("burden_percent", .number, "tumour volume over liver volume", unit: "%", range: 0...100),
      Column("extrahepatic", .yesNo, "metastases outside of the liver"),
      Column("prior_therapy", .text, "earlier treatments, separated by semicolons"),
      Column("liver_lesions", .whole, "number of lesions in the liver", range: 0...10_000),
      Column("largest_lesion_mm", .number, "longest diameter of the largest", unit: "mm", range: 0...500),
      Column(
        "hepatotoxic_drugs", .text, "potentially hepatotoxic drugs at baseline, separated by semicolons"),
      Column("cause_of_death", .text, "cause of death; empty if alive or not known"),
      Column(
        "days_after_last", .number, "from the last administration to death or last contact", unit: "d",
        range: -36_500...36_500),
      Column("excluded_reason", .text, "why not enrolled; empty if enrolled"),
      Column("untreated_reason", .text, "why not treated; empty if treated"),
      Column("discontinued_reason", .text, "why treatment ended early; empty if completed"),
      Column("unevaluable_reason", .text, "why response cannot be judged; empty if it can"),
    ])

  private static let courses = Table(
    name: "courses", rowMeaning: "one course of one patient",
    columns: [
      patient,
      Column("course", .text, "name or number of the course"),
      Column("therapy", .text, "for example PRRT IV, PRRT IA, TARE glass"),
      Column("first_administration", .day, "day of the first administration"),
      Column("last_administration", .day, "day of the last administration"),
      Column("cycles", .whole, "number of administrations", range: 0...50),
      Column("activity_gbq", .number, "activity administered in all", unit: "GBq", range: 0...1000),
    ])

  private static let toxicity = Table(
    name: "toxicity", rowMeaning: "one term of one patient",
    columns: [
      patient,
      Column("term", .text, "CTCAE term", isRequired: true),
      Column("baseline_grade", .whole, "grade before treatment; empty if not gradable", range: 0...5),
      Column(
        "worst_grade", .whole, "worst grade in the treatment window; empty if not gradable", range: 0...5),
      Column(
        "attribution", .text, "cause by judgement of the investigator",
        allowed: ["therapy", "progression", "other"]),
      Column(
        "source", .text, "what the worst grade rests on",
        allowed: Cohort.Toxicity.Source.allCases.map(\.rawValue)),
      Column("samples", .whole, "graded laboratory values in the treatment window", range: 0...100_000),
    ])

  private static let responses = Table(
    name: "responses", rowMeaning: "one criterion of one patient",
    columns: [
      patient,
      Column("criterion", .text, "for example RECIST 1.1", isRequired: true),
      Column(
        "best_response", .text, "best overall response", allowed: Cohort.BestResponse.allCases.map(\.rawValue)
      ),
      Column(
        "best_change_percent", .number, "deepest change of the sum from baseline", unit: "%",
        range: -100...10000),
      Column("confirmed", .yesNo, "response confirmed by a second scan"),
    ])

  private static let organDoses = Table(
    name: "organ_doses", rowMeaning: "one organ of one patient",
    columns: [
      patient, Column("organ", .text, "organ, or tumour", isRequired: true),
      Column(
        "dose_gy", .number, "mean absorbed dose of the treatment", unit: "Gy", isRequired: true,
        range: 0...100_000),
      Column(
        "activity_gbq", .number, "activity of the administrations that gave it", unit: "GBq", range: 0...1000),
    ])

  private static let survival = Table(
    name: "survival", rowMeaning: "one endpoint of one patient",
    columns: [
      patient,
      Column("endpoint", .text, "for example OS, PFS, HPFS", isRequired: true),
      Column(
        "months", .number, "time from first treatment", unit: "months", isRequired: true, range: 0...1200),
      Column("event", .whole, "0 censored, 1 event, 2 competing event", isRequired: true, range: 0...2),
    ])

  private static let doses = Table(
    name: "doses", rowMeaning: "one lesion or liver region of one patient",
    columns: [
      patient,
      Column("lesion", .text, "name of the lesion or region"),
      Column(
        "region", .text, "what received the dose", isRequired: true, allowed: ["tumour", "normal liver"]),
      Column("dose_gy", .number, "mean absorbed dose", unit: "Gy", isRequired: true, range: 0...5000),
      Column("dose_uncertainty_gy", .number, "its standard uncertainty (k = 1)", unit: "Gy", range: 0...5000),
      Column("outcome", .yesNo, "response of a tumour, complication of normal liver", isRequired: true),
      Column(
        "outcome_basis", .text, "whether the outcome is of this lesion or of the whole patient",
        allowed: ["lesion", "patient"]),
    ])
}
