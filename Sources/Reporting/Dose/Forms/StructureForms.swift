import Checks
import Quantities
import Stages

extension TableForm where Row == StructureRecord {
  static var structures: TableForm {
    TableForm(
      "structures", file: "tables/structures.csv",
      [
        .init("structure", "Structure", share: 1.4, means: "name of the structure") { .text($0.name) },
        .init("role", "Role", share: 0.95, means: "what it is in the patient") { .text($0.role.words) },
        .init("volume_mL", "Volume", unit: "mL", .measured, share: 1.1, means: "volume", .edges) {
          .of($0.volume)
        },
        .init(
          "contour_volume_mL", "By contours", unit: "mL", .number, share: 0.8,
          means: "volume by the areas of the contours and their spacing"
        ) { .value($0.contourVolume?.value) },
        .init("check", "Check", share: 0.9, means: "whether the two volumes agree within 2 %") {
          $0.agreement
        },
        .init("density_g_per_mL", "Density", unit: "g/mL", .number, share: 0.7, means: "mean density") {
          .value($0.density?.value)
        },
        .init("mass_g", "Mass", unit: "g", .measured, share: 1.1, means: "mass", .edges) { .of($0.mass) },
        .init("method", "Method", share: 1.9, means: "where it comes from") { .text($0.method) },
      ])
  }
}

extension StructureRecord {
  fileprivate var agreement: StudyTable.Cell {
    switch volumesAgree {
    case true?: .text("agree")
    case false?: .flag(.attention, "differ > 2 %")
    case nil: .text("not compared")
    }
  }
}

extension StructureRole {
  /// The role as a reader knows it.
  package var words: String {
    switch self {
    case .liverLobe: "liver lobe"
    case .perfusedVolume: "perfused volume"
    default: rawValue
    }
  }
}

extension TableForm where Row == GeometryCheck {
  /// Each check once with the range of what it found; `geometry` has each value.
  static var checks: TableForm {
    TableForm(
      "checks",
      [
        .init("quantity", "Quantity", share: 2, means: "what was measured") { .text($0.rows[0].quantity) },
        .init("structures", "Structures", share: 1.6, means: "structures that it is about") {
          .text($0.subject)
        },
        .init("value", "Value", .number, means: "range of the values") { .text($0.range) },
        .init("usual", "Usual", share: 1.2, means: "what it usually is") { .text($0.rows[0].usual) },
        .init("check", "Check", means: "whether one must look") { $0.verdict },
        .init("source", "Source of the limit", share: 2.2, means: "where the limit comes from") {
          .text($0.rows[0].source)
        },
      ])
  }
}

extension TableForm where Row == GeometrySheet.Row {
  static var geometry: TableForm {
    TableForm(
      "geometry", file: "tables/geometry.csv",
      [
        .init("code", means: "check by its name for programs") { .text($0.code.rawValue) },
        .init("structures", means: "structures that it is about") { .text($0.place) },
        .init("quantity", means: "what was measured") { .text($0.quantity) },
        .init("value", nil, .number, means: "value that was found") { .number($0.value) },
        .init("unit", means: "unit of the value") { .words($0.unit) },
        .init("usual", means: "what it usually is") { .text($0.usual) },
        .init("rank", means: "how far a value beyond it reaches; empty for a usual one") {
          .words($0.finding?.rank.rawValue)
        },
        .init("source", means: "where the limit comes from") { .text($0.source) },
      ])
  }
}
