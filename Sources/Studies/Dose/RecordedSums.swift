import Diagnostics
import Documents
import Quantities
import Stages

/// Earlier doses of the patient's record on top of the sums of files: means, and BED by the same parameters, region by region.
///
/// The record keeps no budget, so that uncertainties add linearly, an upper bound. A dose that does not state a region
/// stays out of its sum, and is named.
struct RecordedSums: Sendable {
  let doses: [RecordedDose]
  init(_ doses: [RecordedDose]) { self.doses = doses }

  var isEmpty: Bool { doses.isEmpty }
  /// Doses of other therapies than this course.
  var ofOtherTherapies: Int { doses.count { !$0.isOfThisCourse } }

  func added(to sum: DoseSummary?) -> DoseSummary? {
    guard var sum, !isEmpty else { return sum }
    sum.title += ", with \(counted(doses.count, "dose")) of the record"
    sum.regions = sum.regions.map(added)
    return sum
  }

  private func added(to region: RegionDose) -> RegionDose {
    let rows = doses.compactMap { row($0, region) }
    guard !rows.isEmpty else { return region }
    var sum = region
    sum.recoveryCorrectedMean = nil
    sum.mean = Self.sum(region.bestMean, rows.map { ($0.mean, $0.meanUncertainty) })
    sum.bed = region.bed.map { bed in
      Self.sum(
        bed, rows.filter { states(.bed, $0, region) }.map { ($0.bed ?? 0, $0.bedUncertainty) })
    }
    // The record keeps no EQD2, and what of a histogram adds it does not keep either.
    (sum.eqd2, sum.budget) = (nil, [])
    return sum
  }

  /// Titles of the doses that do not state a quantity of a region.
  func lacking(_ region: RegionDose, _ quantity: DoseLimit.Quantity) -> [String] {
    doses.filter { dose in row(dose, region).map { !states(quantity, $0, region) } ?? true }.map(\.title)
  }

  private func row(_ dose: RecordedDose, _ region: RegionDose) -> RecordedDose.Row? {
    let same = dose.rows.filter { $0.isOf(region) }
    return same.count == 1 ? same[0] : nil
  }

  /// BED by other parameters is another quantity.
  private func states(_ quantity: DoseLimit.Quantity, _ row: RecordedDose.Row, _ region: RegionDose) -> Bool {
    quantity == .bed ? row.bed != nil && row.radiobiology == region.radiobiology ?? "" : true
  }

  private static func sum(_ own: Uncertain<Gray>, _ rows: [(Double, Double?)]) -> Uncertain<Gray> {
    let known = rows.compactMap(\.1)
    let u = known.count == rows.count ? own.standardUncertainty.map { $0.value + known.reduce(0, +) } : nil
    return Uncertain(
      own.value + AbsorbedDose(rows.reduce(0) { $0 + $1.0 }),
      standardUncertainty: u.map { AbsorbedDose($0) })
  }
}

extension Course {
  /// What the sums are of, in words.
  var givenInWords: String {
    recorded.ofOtherTherapies == 0
      ? counted(given, "cycle") : counted(given, "administration")
  }
}
