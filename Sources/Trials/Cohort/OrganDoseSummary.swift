import Statistics

/// Absorbed doses to one organ over the patients, and per administered activity where that is known.
public struct OrganDoseSummary: Sendable {
  public struct Spread: Sendable {
    public var patients: Int
    /// In the unit of the summary.
    public var mean: Double
    /// Spread of a sample, in the unit of the summary; `nil` for a single patient.
    public var standardDeviation: Double?
    /// In the unit of the summary.
    public var median, least, most: Double

    init(_ values: [Double]) {
      let sorted = values.sorted()
      (patients, mean) = (sorted.count, sorted.mean)
      standardDeviation = sorted.count > 1 ? sorted.standardDeviation : nil
      (median, least, most) = (sorted.quantileOfSorted(0.5), sorted[0], sorted[sorted.count - 1])
    }
  }
  public var organ: String
  /// Mean absorbed doses, Gy.
  public var dose: Spread
  /// Doses per activity, Gy/GBq; `nil` where no dose is bound to administrations of known activity.
  public var perActivity: Spread?

  static func all(_ cohort: Cohort) -> [OrganDoseSummary] {
    Dictionary(grouping: cohort.organDoses, by: \.organ).sorted { $0.key < $1.key }.map { organ, rows in
      let rates = rows.compactMap { row in row.activity.flatMap { $0 > 0 ? row.dose / $0 : nil } }
      return OrganDoseSummary(
        organ: organ, dose: Spread(rows.map(\.dose)), perActivity: rates.isEmpty ? nil : Spread(rates))
    }
  }
}
