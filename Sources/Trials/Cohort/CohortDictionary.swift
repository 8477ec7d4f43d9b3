import Files

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
    public var isRequired = false
    /// Values that a text may have, or limits that a number keeps; empty for any.
    public var allowed: [String] = []
    public var range: ClosedRange<Double>?
  }

  public struct Table: Sendable {
    public var name: String
    public var rowMeaning: String
    public var columns: [Column]
    public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
  }

  public let tables: [Table]
  public func table(_ name: String) -> Table? { tables.first { $0.name == name } }

  public static let standard = CohortDictionary(tables: [
    patients, courses, toxicity, responses, survival, doses,
  ])

  /// The dictionary as CSV: one row per column.
  public var csv: String {
    let head = "table,column,type,unit,required,allowed,meaning\n"
    return head
      + tables.flatMap { table in
        table.columns.map { c in
          let limits = c.range.map { "\(plain($0.lowerBound))…\(plain($0.upperBound))" } ?? ""
          let allowed = c.allowed.isEmpty ? limits : c.allowed.joined(separator: " ")
          return [
            table.name, c.name, c.kind.rawValue, c.unit, c.isRequired ? "yes" : "no", allowed, c.meaning,
          ].map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",")
        }
      }.joined(separator: "\n") + "\n"
  }

  private func plain(_ x: Double) -> String { x == x.rounded() ? "\(Int(x))" : "\(x)" }
}

extension CohortDictionary {
  private static let patient = Column(
    name: "patient", kind: .text, unit: "", meaning: "pseudonym", isRequired: true)

  private static let patients = Table(
    name: "patients", rowMeaning: "one patient",
    columns: [
      patient,
      Column(name: "centre", kind: .text, unit: "", meaning: "treating centre"),
      Column(name: "arm", kind: .text, unit: "", meaning: "arm of a trial"),
      Column(name: "age_years", kind: .number, unit: "a", meaning: "age at first treatment", range: 0...120),
      Column(name: "sex", kind: .text, unit: "", meaning: "sex", allowed: ["F", "M"]),
      Column(name: "primary_site", kind: .text, unit: "", meaning: "site of the primary tumour"),
      Column(
        name: "who_grade", kind: .whole, unit: "", meaning: "WHO grade of the neuroendocrine tumour",
        range: 1...3
      ),
      Column(
        name: "ecog", kind: .whole, unit: "", meaning: "ECOG performance status at baseline", range: 0...5),
      Column(
        name: "burden_percent", kind: .number, unit: "%", meaning: "tumour volume over liver volume",
        range: 0...100),
      Column(name: "extrahepatic", kind: .yesNo, unit: "", meaning: "metastases outside of the liver"),
      Column(
        name: "prior_therapy", kind: .text, unit: "", meaning: "earlier treatments, separated by semicolons"),
      Column(
        name: "excluded_reason", kind: .text, unit: "", meaning: "why not enrolled; empty if enrolled"),
      Column(name: "untreated_reason", kind: .text, unit: "", meaning: "why not treated; empty if treated"),
      Column(
        name: "discontinued_reason", kind: .text, unit: "",
        meaning: "why treatment ended early; empty if completed"),
      Column(
        name: "unevaluable_reason", kind: .text, unit: "",
        meaning: "why response cannot be judged; empty if it can"),
    ])

  private static let courses = Table(
    name: "courses", rowMeaning: "one course of one patient",
    columns: [
      patient,
      Column(name: "course", kind: .text, unit: "", meaning: "name or number of the course"),
      Column(name: "therapy", kind: .text, unit: "", meaning: "for example PRRT IV, PRRT IA, TARE glass"),
      Column(name: "first_administration", kind: .day, unit: "", meaning: "day of the first administration"),
      Column(name: "last_administration", kind: .day, unit: "", meaning: "day of the last administration"),
      Column(
        name: "cycles", kind: .whole, unit: "", meaning: "number of administrations", range: 0...50),
      Column(
        name: "activity_gbq", kind: .number, unit: "GBq", meaning: "activity administered in all",
        range: 0...1000),
    ])

  private static let toxicity = Table(
    name: "toxicity", rowMeaning: "one term of one patient",
    columns: [
      patient,
      Column(name: "term", kind: .text, unit: "", meaning: "CTCAE term", isRequired: true),
      Column(
        name: "baseline_grade", kind: .whole, unit: "",
        meaning: "grade before treatment; empty if not gradable",
        range: 0...5),
      Column(
        name: "worst_grade", kind: .whole, unit: "",
        meaning: "worst grade in the treatment window; empty if not gradable", range: 0...5),
      Column(
        name: "attribution", kind: .text, unit: "", meaning: "cause by judgement of the investigator",
        allowed: ["therapy", "progression", "other"]),
    ])

  private static let responses = Table(
    name: "responses", rowMeaning: "one criterion of one patient",
    columns: [
      patient,
      Column(name: "criterion", kind: .text, unit: "", meaning: "for example RECIST 1.1", isRequired: true),
      Column(
        name: "best_response", kind: .text, unit: "", meaning: "best overall response",
        allowed: ["CR", "PR", "SD", "PD", "NE"]),
      Column(
        name: "best_change_percent", kind: .number, unit: "%",
        meaning: "deepest change of the sum from baseline",
        range: -100...10000),
      Column(name: "confirmed", kind: .yesNo, unit: "", meaning: "response confirmed by a second scan"),
    ])

  private static let survival = Table(
    name: "survival", rowMeaning: "one endpoint of one patient",
    columns: [
      patient,
      Column(name: "endpoint", kind: .text, unit: "", meaning: "for example OS, PFS, HPFS", isRequired: true),
      Column(
        name: "months", kind: .number, unit: "months", meaning: "time from first treatment", isRequired: true,
        range: 0...1200),
      Column(
        name: "event", kind: .whole, unit: "",
        meaning: "0 censored, 1 event, 2 competing event", isRequired: true, range: 0...2),
    ])

  private static let doses = Table(
    name: "doses", rowMeaning: "one lesion or liver region of one patient",
    columns: [
      patient,
      Column(name: "lesion", kind: .text, unit: "", meaning: "name of the lesion or region"),
      Column(
        name: "region", kind: .text, unit: "", meaning: "what received the dose", isRequired: true,
        allowed: ["tumour", "normal liver"]),
      Column(
        name: "dose_gy", kind: .number, unit: "Gy", meaning: "mean absorbed dose", isRequired: true,
        range: 0...5000),
      Column(
        name: "dose_uncertainty_gy", kind: .number, unit: "Gy", meaning: "its standard uncertainty (k = 1)",
        range: 0...5000),
      Column(
        name: "outcome", kind: .yesNo, unit: "",
        meaning: "response of a tumour, complication of normal liver", isRequired: true),
    ])
}
