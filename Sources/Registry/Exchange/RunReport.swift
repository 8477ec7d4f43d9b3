import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Stages

/// What the registry keeps of a report.
struct RunReport {
  let pseudonym, therapy: String
  let cycle: Int
  let nuclide, engine, program: String
  let start: String
  let product, route: String
  let activity: (value: Double, u: Double?)?
  let regions: [RunRegion]

  var day: String { String(start.prefix(10)) }
  /// Id of the administration.
  var given: String { "\(pseudonym)/\(therapy)/\(day)/\(cycle)" }
  /// What a human must look at.
  var notes: [Finding] { regions.compactMap(\.note).map { Finding($0) } }

  init(_ root: JSON5Object, on day: String?) throws {
    let names = try Self.regionReader(root)
    let header = try root.required("header", "head of the report").object()
    pseudonym = try header.required("pseudonym", "pseudonym").string()
    let printed = try header.required("therapy", "therapy").string()
    // “cycle 2 of 4”
    cycle = try header["cycle"]?.string().firstMatch(of: /\d+/).flatMap { Int($0.output) } ?? 1
    let version = try header["softwareVersion"]?.string() ?? ""
    program = version.hasPrefix("Hepatica") ? version : "Hepatica " + version
    let given = try root["administrations"]?.array().first?.object()
    guard let start = try given?["start"]?.string() ?? day.map({ $0 + "T00:00:00" }) else {
      throw Problem(
        .dataRejected, what: "the report does not state when the activity was administered",
        at: root.location,
        why: "the dose would be assigned to the wrong date",
        remedy: "give the day with --on YYYY-MM-DD")
    }
    self.start = start
    product = try given?["product"]?.string() ?? ""
    route = try given?["route"]?.string() ?? ""
    activity = try given?["net"].map { try RunRegion.measured($0, per: 1e9) } ?? nil
    therapy = Self.kind(printed, route)
    // Earlier cycles stand before the report's own.
    guard let summary = try root.required("summaries", "doses").array().last?.object() else {
      throw Problem(.dataRejected, what: "the report contains no doses", at: root.location)
    }
    nuclide = try summary.required("nuclide", "nuclide").string()
    engine = try summary.required("engine", "engine").string()
    regions = try summary.required("regions", "regions").array().map {
      try RunRegion($0.object(), names: names)
    }
  }

  /// How the report's schema names regions.
  private static func regionReader(_ root: JSON5Object) throws -> EarlierNames? {
    switch try root["schema"]?.string() {
    case "hepatica.report/2": return nil
    case "hepatica.report/1": return try EarlierNames(root)
    default:
      throw Problem(
        .dataRejected,
        what: "this is not a report of hepatica run (schema hepatica.report/2 or /1)",
        at: root.location, remedy: "name the report.json of the results folder")
    }
  }

  private static func kind(_ printed: String, _ route: String) -> String {
    if printed.uppercased().contains("TARE") || printed.lowercased().contains("radioembol") { return "TARE" }
    return route.lowercased().contains("arter") ? "IA PRRT" : "IV PRRT"
  }

  /// Course, administration and one dose per region.
  func rows(course: String, began: String, path: String, sha256: String) -> [(
    table: String, texts: [String: String]
  )] {
    let first = [
      "id": course, "patient": pseudonym, "kind": therapy, "nuclide": nuclide, "product": product,
      "started": began,
    ]
    var administration = [
      "id": given, "patient": pseudonym, "course": course, "cycle": "\(cycle)", "started": start,
      "nuclide": nuclide, "product": product,
    ]
    if let activity { administration["activity_gbq"] = "\(activity.value)" }
    if let u = activity?.u { administration["activity_u_gbq"] = "\(u)" }
    return [("courses", first), ("administrations", administration)]
      + regions.map { region in
        var texts = [
          "id": "\(given)/\(region.label)", "patient": pseudonym, "course": course, "administration": given,
          "delivered": day, "therapy": therapy, "region": region.label, "role": region.role,
          "lobe": region.lobe, "definition": region.definition, "radiobiology": region.radiobiology,
          "nuclide": nuclide, "engine": engine, "program": program, "source": path, "sha256": sha256,
        ]
        for (column, value) in region.numbers { texts[column] = "\(value)" }
        return ("dose_summaries", texts)
      }
  }
}
