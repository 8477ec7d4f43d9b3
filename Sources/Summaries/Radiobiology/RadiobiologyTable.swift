import Diagnostics
import Quantities
import Stages

/// Parameter sets by structure role. The table that comes with the program holds only cited values.
public struct RadiobiologyTable: Sendable {
  /// The set that is used for a role; roles that are absent get no BED.
  public var sets: [StructureRole: Radiobiology]

  public init(_ sets: [StructureRole: Radiobiology]) { self.sets = sets }

  /// What applies without a choice: the first cited set of the kidney. Sets of liver and tumour are at hand by name
  /// (`radiobiology: [{ set: "…" }]`), and are the user's choice.
  public static let cited: RadiobiologyTable = {
    var sets: [StructureRole: Radiobiology] = [:]
    for (role, set) in allCited where role == .kidney && sets[role] == nil { sets[role] = set }
    return RadiobiologyTable(sets)
  }()

  /// All cited sets with their role, in table order.
  public static let allCited: [(role: StructureRole, set: Radiobiology)] =
    table(PackageResources.radiobiology_csv).map { row in
      let set = Radiobiology(
        name: row["set"]!, alphaBeta: AbsorbedDose(Double(row["alpha_beta_gy"]!)!),
        repairHalfTime: .hours(Double(row["repair_half_time_h"]!)!), alpha: Double(row["alpha_per_gy"]!),
        geudExponent: Double(row["geud_exponent"]!), source: row["source"]!)
      return (StructureRole(rawValue: row["role"]!)!, set)
    }
}

/// Rows of an embedded table: `#` comments, a header, fields with commas in double quotes.
func table(_ bytes: [UInt8]) -> [[String: String]] {
  let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
  let rows = lines.map { fields(String($0)) }
  return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }
}

private func fields(_ line: String) -> [String] {
  line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().reduce(into: [""]) { all, part in
    if part.offset % 2 == 1 { all[all.count - 1] += part.element; return }
    let pieces = part.element.split(separator: ",", omittingEmptySubsequences: false)
    for (n, piece) in pieces.enumerated() {
      if n == 0 { all[all.count - 1] += piece } else { all.append(String(piece)) }
    }
  }
}
