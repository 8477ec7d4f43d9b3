import Quantities
import Stages

/// A tolerance value with which a cumulative dose is compared. It informs; it decides nothing.
public struct ToleranceDose: Sendable, Hashable {
  public enum Quantity: String, Sendable, Hashable { case absorbedDose = "absorbed dose", bed = "BED" }
  public var role: StructureRole
  public var quantity: Quantity
  public var limit: AbsorbedDose
  /// When the limit applies, e.g. `with risk factors`; empty: always.
  public var condition: String
  public var source: String

  public init(
    role: StructureRole, quantity: Quantity, limit: AbsorbedDose, condition: String = "", source: String
  ) {
    (self.role, self.quantity, self.limit) = (role, quantity, limit)
    (self.condition, self.source) = (condition, source)
  }

  /// True if `dose` lies above the limit; equality is not above.
  func isExceeded(by dose: AbsorbedDose) -> Bool { dose > limit }

  /// The values of `Data/limits.csv`.
  public static let cited: [ToleranceDose] = table(PackageResources.limits_csv).map { row in
    ToleranceDose(
      role: StructureRole(rawValue: row["role"]!)!, quantity: Quantity(rawValue: row["quantity"]!)!,
      limit: AbsorbedDose(Double(row["limit_gy"]!)!), condition: row["condition"]!, source: row["source"]!)
  }

  func warning(mean: AbsorbedDose, bed: AbsorbedDose?) -> String? {
    guard let dose = quantity == .bed ? bed : mean, isExceeded(by: dose) else { return nil }
    let applies = condition.isEmpty ? "" : " \(condition)"
    return "\(quantity.rawValue) is above \(limit.value) Gy\(applies) (\(source))"
  }
}
