import Quantities
import Stages

/// Tolerance values with which cumulative doses are compared. They inform; they decide nothing.
public enum ToleranceDoses {
  /// The values of `Data/limits.csv`, by the role of the structure.
  public static let cited: [DoseLimit.On<StructureRole>] = table(PackageResources.limits_csv).map { row in
    DoseLimit.On(
      StructureRole(rawValue: row["role"]!)!,
      DoseLimit(
        AbsorbedDose(Double(row["limit_gy"]!)!), of: DoseLimit.Quantity(rawValue: row["quantity"]!)!,
        meaning: row["condition"]!, source: row["source"]!))
  }
}
