import Arguments
import Documents
import Files
import Foundation
import Stages

/// The facts of a case file as a form: what is there, and what only a human knows.
struct CaseForm {
  /// Key without numbers, label, unit, choices, help.
  private static let known: [(key: String, label: String, unit: String, choices: [String], help: String)] = [
    ("patient.pseudonym", "Pseudonym", "", [], "never a name or a date of birth"),
    ("patient.sex", "Sex", "", ["F", "M"], ""), ("patient.weightKg", "Body weight", "kg", [], ""),
    ("patient.heightCm", "Height", "cm", [], ""),
    ("therapy.kind", "Therapy", "", ["PRRT", "TARE"], ""), ("therapy.product", "Product", "", [], ""),
    (
      "therapy.nuclide", "Radionuclide", "",
      ["Lu-177", "Y-90", "Ho-166", "Tb-161", "In-111", "Ac-225", "Pb-212", "Re-188", "I-131"], ""
    ),
    ("therapy.cycle", "Cycle", "", [], ""), ("therapy.indication", "Indication", "", [], ""),
    ("therapy.intendedActivityGBq", "Intended activity", "GBq", [], ""),
    ("administrations.start", "Administration", "", [], "date and time, 2026-03-04T09:30:00"),
    ("administrations.durationMinutes", "Duration", "min", [], ""),
    ("administrations.activityGBq", "Activity before the administration", "GBq", [], ""),
    ("administrations.measured", "… measured at", "", [], "date and time"),
    ("administrations.residualGBq", "Residual activity", "GBq", [], "vial, lines and gloves together"),
    ("administrations.residualMeasured", "… measured at", "", [], "date and time"),
    ("administrations.route", "Route", "", ["intravenous", "intra-arterial"], ""),
    ("timePoints.name", "Time point", "", [], ""),
    ("timePoints.emission.unit", "Unit of the image", "", [], ""),
    ("timePoints.emission.start", "Start of the acquisition", "", [], "date and time"),
    ("timePoints.emission.decay", "Decay-corrected to", "", ["none", "start", "administration"], ""),
    ("timePoints.emission.durationSeconds", "Duration of the acquisition", "s", [], ""),
    ("calibration", "Calibration", "", [], "file with the camera's factor, or “none” for images in Bq/mL"),
    ("reference", "Reference time point", "", [], ""),
  ]

  static func fields(_ text: String) -> JSON {
    guard let document = try? JSON5Text(text) else { return .array([]) }
    let fields = document.values.filter(\.isLeaf).compactMap { field($0, document) }
    return .array(fields)
  }

  /// All that is known, all that is open, and all roles of structures.
  private static func field(_ value: JSON5Text.Value, _ document: JSON5Text) -> JSON? {
    let bare = value.path.split(separator: ".").filter { Int($0) == nil }.joined(separator: ".")
    let word = document.word(of: value)
    let isRole = bare.hasPrefix("structures.roles.")
    let entry = known.first { $0.key == bare }
    guard entry != nil || isRole || word == CaseTemplate.open else { return nil }
    let roles =
      bare.hasSuffix(".side") ? Lobe.allCases.map(\.rawValue) : StructureRole.allCases.map(\.rawValue)
    let choices = entry?.choices ?? (isRole ? roles : [])
    return .object([
      ("key", .text(value.path)), ("label", .text(label(entry?.label, value.path))),
      ("unit", .text(entry?.unit ?? "")), ("value", .text(word == CaseTemplate.open ? "" : word)),
      ("open", .flag(word == CaseTemplate.open)), ("help", .text(entry?.help ?? "")),
      ("choices", .array(choices.map { .text($0) })),
    ])
  }

  private static func label(_ known: String?, _ path: String) -> String {
    let parts = path.split(separator: ".")
    guard let known else { return structure(parts) }
    guard let number = parts.compactMap({ Int($0) }).first, path.hasPrefix("timePoints") || number > 0 else {
      return known
    }
    return "\(known) (\(number + 1))"
  }

  /// A structure that has role and side has both under its name.
  private static func structure(_ parts: [Substring]) -> String {
    guard parts.count > 3, parts[0] == "structures", let last = parts.last, ["role", "side"].contains(last)
    else { return String(parts.last ?? "") }
    let name = parts.dropFirst(3).dropLast().joined(separator: ".")
    return last == "side" ? "\(name), side" : name
  }
}
