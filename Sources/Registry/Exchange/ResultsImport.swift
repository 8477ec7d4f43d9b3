import Diagnostics
import Files
import Foundation
import Quantities

extension Registry {
  /// The doses of a report that `hepatica run` wrote (`report.json`, schema `hepatica.report/1`).
  ///
  /// The patient must be known under the report's pseudonym. Course and administration are made if they are not there:
  /// each radioembolisation is a course of its own; a cycle of PRRT joins the course of its kind of the last 400 days.
  /// The same report again changes nothing; another report of the same administration replaces its doses, and the audit
  /// record keeps both.
  /// - Parameter day: of the administration, for a report that does not say it.
  public func importReport(_ url: URL, on day: String? = nil, by author: Author) throws -> ImportCount {
    let text = try text(of: url)
    let report = try RunReport(
      JSON5.parse(text, document: url.lastPathComponent).object(), on: day)
    guard try row("patients", report.pseudonym) != nil else {
      throw Problem(
        .inputMissing, what: "the registry has no patient of the report's pseudonym", at: url.path,
        remedy: "add the patient first, or correct the pseudonym of the case file")
    }
    let course = try course(of: report.pseudonym, kind: report.therapy, day: report.day)
    let rows = report.rows(
      course: course.id, began: course.began, path: url.lastPathComponent, sha256: sha256(text.utf8))
    return try take(
      try rows.map {
        Incoming(table: try catalogue.table($0.table), place: url.lastPathComponent, texts: $0.texts)
      }, by: author)
  }
}

extension Registry {
  /// The course that an administration joins: each radioembolisation is a course of its own, a cycle of PRRT joins the
  /// course of its kind within 400 days. One that is not there yet gets a name.
  ///
  /// - Parameters:
  ///   - kind: `TARE`, `IV PRRT` or `IA PRRT`.
  ///   - day: of the administration, `YYYY-MM-DD`.
  /// - Returns: its id, and its first day: administrations may come in any order.
  public func course(of patient: String, kind: String, day: String) throws -> (id: String, began: String) {
    let known = try rows("courses", where: ["patient": .text(patient), "kind": .text(kind)])
    let joined = known.first { row in
      guard let start = CalendarDay(iso8601: row.text("started")), let here = CalendarDay(iso8601: day) else {
        return false
      }
      return kind == "TARE" ? start == here : abs(here.days(since: start)) <= 400
    }
    if let joined { return (joined.id, min(joined.text("started"), day)) }
    return ("\(patient)/\(kind)/\(day)", day)
  }
}

/// What the registry keeps of a report.
struct RunReport {
  let pseudonym, therapy: String
  let cycle: Int
  let nuclide, engine, program: String
  let start: String
  let product, route: String
  let activity: (value: Double, u: Double?)?
  let regions: [Region]

  struct Region {
    var name, definition, role, lobe, radiobiology: String
    var numbers: [String: Double]
  }

  init(_ root: JSON5Object, on day: String?) throws {
    guard try root["schema"]?.string() == "hepatica.report/1" else {
      throw Problem(
        .dataRejected, what: "this is no report of hepatica run (schema hepatica.report/1)",
        at: root.location,
        remedy: "name the report.json of the results folder")
    }
    let header = try root.required("header", "head of the report").object()
    pseudonym = try header.required("pseudonym", "pseudonym").string()
    let printed = try header.required("therapy", "therapy").string()
    // “cycle 2 of 4”
    cycle = try header["cycle"]?.string().firstMatch(of: /\d+/).flatMap { Int($0.output) } ?? 1
    program = "Hepatica " + (try header["softwareVersion"]?.string() ?? "")
    let given = try root["administrations"]?.array().first?.object()
    guard let start = try given?["start"]?.string() ?? day.map({ $0 + "T00:00:00" }) else {
      throw Problem(
        .dataRejected, what: "the report does not say when the activity was given", at: root.location,
        why: "the dose would stand at a wrong place in the ledger",
        remedy: "give the day with --on YYYY-MM-DD")
    }
    self.start = start
    product = try given?["product"]?.string() ?? ""
    route = try given?["route"]?.string() ?? ""
    activity = try given?["net"].map { try Self.measured($0, per: 1e9) } ?? nil
    therapy = Self.kind(printed, route)
    let summaries = try root.required("summaries", "doses").array()
    guard let summary = try summaries.first?.object() else {
      throw Problem(.dataRejected, what: "the report holds no doses", at: root.location)
    }
    nuclide = try summary.required("nuclide", "nuclide").string()
    engine = try summary.required("engine", "engine").string()
    let roles = try root["structures"]?.array().map { try $0.object() } ?? []
    let roleByName = Dictionary(
      try roles.map { (try $0.required("name", "").string(), try $0.required("role", "").string()) },
      uniquingKeysWith: { a, _ in a })
    regions = try summary.required("regions", "regions").array().map {
      try Self.region($0.object(), roleByName)
    }
  }

  private static func kind(_ printed: String, _ route: String) -> String {
    if printed.uppercased().contains("TARE") || printed.lowercased().contains("radioembol") { return "TARE" }
    return route.lowercased().contains("arter") ? "IA PRRT" : "IV PRRT"
  }

  /// Value and standard uncertainty of `{ value, unit, u }`.
  private static func measured(_ value: JSON5Value, per: Double) throws -> (value: Double, u: Double?) {
    let o = try value.object()
    return (try o.required("value", "value").number() / per, try o["u"].map { try $0.number() / per })
  }

  private static func region(_ o: JSON5Object, _ roles: [String: String]) throws -> Region {
    let name = try o.required("region", "name").string()
    let definition = try o["definition"]?.string() ?? ""
    var numbers: [String: Double] = [:]
    func put(_ key: String, _ column: String, _ uColumn: String?, per: Double = 1) throws {
      guard let value = o[key] else { return }
      let m = try measured(value, per: per)
      numbers[column] = m.value
      if let uColumn, let u = m.u { numbers[uColumn] = u }
    }
    try put("mean", "mean_gy", "mean_u_gy")
    try put("recoveryCorrectedMean", "mean_gy", "mean_u_gy")
    try put("bed", "bed_gy", "bed_u_gy")
    try put("volume", "volume_ml", nil)
    try put("mass", "mass_g", nil)
    let (role, lobe) = place(name, roles)
    return Region(
      name: name, definition: definition.isEmpty ? "as drawn" : definition, role: role, lobe: lobe,
      radiobiology: try o["radiobiology"]?.string() ?? "", numbers: numbers)
  }

  /// Role and lobe of a region: the summary composes `… without lesions` and `… including lesions` of each liver and
  /// lobe. An organ as drawn may hold lesions, and is then no normal liver.
  private static func place(_ name: String, _ roles: [String: String]) -> (String, String) {
    let base = name.replacing(/\ (without|including) lesions$/, with: "")
    let words = base.lowercased()
    let side = words.contains("right") ? "right" : words.contains("left") ? "left" : ""
    let liver = name.hasSuffix(" without lesions") ? "normal liver" : "liver"
    switch roles[base] {
    case "liver": return (liver, "whole")
    case "liverLobe", "perfusedVolume": return side.isEmpty ? ("other", "") : (liver, side)
    case "tumour", "kidney", "spleen", "lung", "marrow", "body": return (roles[base]!, "")
    default: return (name == "all lesions" ? "tumour" : "other", "")
    }
  }

  var day: String { String(start.prefix(10)) }

  /// Course, administration and one dose per region.
  func rows(course: String, began: String, path: String, sha256: String) -> [(
    table: String, texts: [String: String]
  )] {
    let given = "\(pseudonym)/\(therapy)/\(day)/\(cycle)"
    let first = [
      "id": course, "patient": pseudonym, "kind": therapy, "nuclide": nuclide, "product": product,
      "started": began,
    ]
    var administration = [
      "id": given, "patient": pseudonym, "course": course, "cycle": "\(cycle)", "started": start,
      "nuclide": nuclide,
      "product": product,
    ]
    if let activity { administration["activity_gbq"] = "\(activity.value)" }
    if let u = activity?.u { administration["activity_u_gbq"] = "\(u)" }
    return [("courses", first), ("administrations", administration)]
      + regions.map { region in
        var texts = [
          "id": "\(given)/\(region.name)", "patient": pseudonym, "course": course, "administration": given,
          "delivered": day, "therapy": therapy, "region": region.name, "role": region.role,
          "lobe": region.lobe,
          "definition": region.definition, "radiobiology": region.radiobiology, "nuclide": nuclide,
          "engine": engine,
          "program": program, "source": path, "sha256": sha256,
        ]
        for (column, value) in region.numbers { texts[column] = "\(value)" }
        return ("dose_summaries", texts)
      }
  }
}
