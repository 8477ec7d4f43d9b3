import Diagnostics
import Quantities

/// What the columns of a laboratory table are.
struct LaboratoryColumns: Sendable {
  /// One result per row, or one visit per row with a column per test.
  enum Shape: Sendable {
    case long(Long)
    case wide([Wide])
  }
  struct Long: Sendable {
    var test: Int?
    var loinc: Int?
    var value: Int
    var unit: Int
    var lower: Int?
    var upper: Int?
  }
  /// `ALT [U/L]`, with its limits `ALT LLN [U/L]` and `ALT ULN [U/L]` where they have columns.
  struct Wide: Sendable {
    var measurand: Measurand
    var unit: MeasurandUnit
    var value: Int
    var lower: (column: Int, unit: MeasurandUnit)?
    var upper: (column: Int, unit: MeasurandUnit)?
  }

  var names: [String]
  var patient: Int
  var date: Int
  var laboratory: Int?
  var visit: Int?
  /// Marks the baseline with yes, Y, true or 1.
  var baseline: Int?
  var shape: Shape

  /// Names under which a column is recognised, in lower case; those of CDISC LB among them.
  private static let known: [String: [String]] = [
    "patient": ["patient", "pseudonym", "subject", "usubjid"],
    "date": ["date", "day", "collected", "lbdtc"],
    "test": ["test", "analyte", "code", "lbtestcd"],
    "loinc": ["loinc", "lbloinc"],
    "value": ["value", "result", "lborres"],
    "unit": ["unit", "units", "lborresu"],
    "lower": ["lower", "lln", "lbornrlo"],
    "upper": ["upper", "uln", "lbornrhi"],
    "laboratory": ["laboratory", "lab", "lbnam"],
    "visit": ["visit", "lbvisit", "redcap_event_name"],
    "baseline": ["baseline", "lbblfl", "ablfl"],
  ]

  init(header: [String], names: MeasurandNames) throws {
    self.names = header
    let lower = header.map { $0.trimmed.lowercased() }
    var problems = Self.duplicates(lower)
    func column(_ key: String) -> Int? { lower.firstIndex { Self.known[key, default: []].contains($0) } }
    if let value = column("value") {
      shape = .long(
        Long(
          test: column("test"), loinc: column("loinc"), value: value, unit: column("unit") ?? -1,
          lower: column("lower"),
          upper: column("upper")))
      if column("test") ?? column("loinc") == nil {
        problems.append(Self.missing("test", "which test a row is about"))
      }
      if column("unit") == nil {
        problems.append(Self.missing("unit", "the unit of each value; it is never guessed"))
      }
    } else {
      shape = .wide(Self.wide(header, names, &problems))
    }
    if column("patient") == nil { problems.append(Self.missing("patient", "whose value it is")) }
    if column("date") == nil { problems.append(Self.missing("date", "the day of the sample")) }
    guard problems.isEmpty, let patient = column("patient"), let date = column("date") else {
      throw Problems(problems)
    }
    (self.patient, self.date, laboratory) = (patient, date, column("laboratory"))
    (visit, baseline) = (column("visit"), column("baseline"))
  }

  private static func missing(_ name: String, _ meaning: String) -> Problem {
    Problem(
      .inputMissing, what: "the column “\(name)” is missing (\(meaning))", at: "row 1",
      remedy: "name it \(known[name, default: []].joined(separator: ", "))")
  }

  private static func duplicates(_ names: [String]) -> [Problem] {
    Set(names.filter { name in !name.isEmpty && names.count { $0 == name } > 1 }).sorted().map {
      Problem(
        .dataRejected, what: "the column “\($0)” appears twice", at: "row 1",
        why: "it is not clear which one counts",
        remedy: "rename or remove one")
    }
  }

  private static func wide(_ header: [String], _ names: MeasurandNames, _ problems: inout [Problem]) -> [Wide]
  {
    var tests: [String: Wide] = [:]
    var limits: [(code: String, column: Int, unit: MeasurandUnit, isUpper: Bool)] = []
    for (column, title) in header.enumerated() {
      guard let parts = title.wholeMatch(of: /\s*(.+?)(?:\s+(ULN|LLN))?\s*\[(.*)\]\s*/),
        let measurand = names.measurand(named: String(parts.1))
      else { continue }
      do {
        let unit = try measurand.unit(String(parts.3).trimmed)
        if let limit = parts.2 {
          limits.append((measurand.code, column, unit, limit == "ULN"))
        } else {
          tests[measurand.code] = Wide(measurand: measurand, unit: unit, value: column)
        }
      } catch {
        problems.append(
          Problem(
            .dataRejected, what: error.what, at: "row 1, column \(column + 1)", why: error.why,
            remedy: error.remedy))
      }
    }
    for limit in limits {
      if limit.isUpper {
        tests[limit.code]?.upper = (limit.column, limit.unit)
      } else {
        tests[limit.code]?.lower = (limit.column, limit.unit)
      }
    }
    if tests.isEmpty, problems.isEmpty {
      problems.append(
        Problem(
          .dataRejected, what: "no column holds laboratory values", at: "row 1",
          remedy: "give a column “value” with “test” and “unit”, or columns such as “ALT [U/L]”"))
    }
    return tests.values.sorted { $0.value < $1.value }
  }
}

/// Finds measurands by code, alias or LOINC code.
struct MeasurandNames: Sendable {
  private var byName: [String: Measurand] = [:]
  private var byLOINC: [String: (measurand: Measurand, unit: String)] = [:]

  init(_ measurands: [String: Measurand]) {
    for measurand in measurands.values.sorted(by: { $0.code < $1.code }) {
      for name in [measurand.code.lowercased(), measurand.name.lowercased()] + measurand.aliases {
        byName[name] = measurand
      }
      for (code, unit) in measurand.loinc { byLOINC[code] = (measurand, unit) }
    }
  }

  func measurand(named name: String) -> Measurand? { byName[name] ?? byName[name.trimmed.lowercased()] }
  func loinc(_ code: String) -> (measurand: Measurand, unit: String)? { byLOINC[code] }
}

extension String {
  /// Without blanks at both ends.
  var trimmed: String {
    // Most fields begin and end with a printed ASCII character.
    if let first = utf8.first, let last = utf8.last, 0x21...0x7E ~= first, 0x21...0x7E ~= last { return self }
    var body = self[...]
    while body.first?.isWhitespace ?? false { body = body.dropFirst() }
    while body.last?.isWhitespace ?? false { body = body.dropLast() }
    return String(body)
  }
}
