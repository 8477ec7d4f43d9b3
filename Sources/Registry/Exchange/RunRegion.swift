import Checks
import Diagnostics
import Files
import Stages

/// A region of a report as the registry's row of doses has it.
struct RunRegion {
  /// As printed: unique in a report.
  let label: String
  let definition: String
  /// A word of the catalogue: `normal liver`, `liver`, `tumour`, …
  let role: String
  /// `right`, `left`, `whole`; empty for other regions, and for a lobe whose side is not stated.
  let lobe: String
  let radiobiology: String
  let numbers: [String: Double]
  /// What a human must look at; `nil` if nothing.
  let note: TransferNote?

  /// - Parameter names: how to read a region of schema 1, which is a name alone; `nil` for later schemas.
  init(_ o: JSON5Object, names: EarlierNames?) throws {
    let stated = try o["definition"]?.string() ?? ""
    definition = stated.isEmpty ? "as drawn" : stated
    radiobiology = try o["radiobiology"]?.string() ?? ""
    numbers = try Self.numbers(o)
    let place =
      if let names {
        try names.place(o.required("region", "name").string(), stated)
      } else {
        try RegionPlace(o.required("region", "the region").object())
      }
    label = place.label
    (role, lobe, note) = place.row
  }

  private static func numbers(_ o: JSON5Object) throws -> [String: Double] {
    var numbers: [String: Double] = [:]
    func put(_ key: String, _ column: String, _ uColumn: String?) throws {
      guard let value = o[key] else { return }
      let m = try measured(value, per: 1)
      numbers[column] = m.value
      if let uColumn { numbers[uColumn] = m.u }
    }
    try put("mean", "mean_gy", "mean_u_gy")
    try put("recoveryCorrectedMean", "mean_gy", "mean_u_gy")
    try put("bed", "bed_gy", "bed_u_gy")
    try put("volume", "volume_ml", nil)
    try put("mass", "mass_g", nil)
    return numbers
  }

  /// Value and standard uncertainty of `{ value, unit, u }`.
  static func measured(_ value: JSON5Value, per: Double) throws -> (value: Double, u: Double?) {
    let o = try value.object()
    return (try o.required("value", "value").number() / per, try o["u"].map { try $0.number() / per })
  }
}

/// Role, side and composition of a region.
struct RegionPlace {
  var label: String
  /// The word of the case file: `liver`, `liverLobe`, …
  var role: String
  var side: String?
  var isWithoutLesions: Bool

  init(label: String, role: String, side: String?, isWithoutLesions: Bool) {
    (self.label, self.role, self.side, self.isWithoutLesions) = (label, role, side, isWithoutLesions)
  }

  /// A region as schema 2 writes it.
  init(_ o: JSON5Object) throws {
    let name = try o.required("name", "name").string()
    self.init(
      label: try o["label"]?.string() ?? name, role: try o.required("role", "role").string(),
      side: try o["side"]?.string(),
      isWithoutLesions: try o.required("kind", "kind").string() == "withoutLesions")
  }

  /// Role, lobe and note of the registry's row. An organ as drawn may hold lesions, and is not normal liver.
  var row: (role: String, lobe: String, note: TransferNote?) {
    let liver = isWithoutLesions ? "normal liver" : "liver"
    switch (role, side) {
    case ("liver", _): return (liver, "whole", nil)
    case ("liverLobe", nil):
      return (liver, "", .lobeWithoutSide(label))
    case ("liverLobe", let side?), ("perfusedVolume", let side?): return (liver, side, nil)
    case ("tumour", _), ("kidney", _), ("spleen", _), ("lung", _), ("marrow", _), ("body", _):
      return (role, side ?? "", nil)
    default: return ("other", "", nil)
    }
  }
}
