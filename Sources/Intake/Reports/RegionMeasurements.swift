import DICOM
import Quantities
import Stages

extension MeasurementGroup {
  /// Volume, mass, doses and BED of a region, each with its standard uncertainty (k = 1).
  ///
  /// - Parameters:
  ///   - patient: with the name, what the tracking UID follows from, so that a lesion keeps it from cycle to cycle.
  ///   - segment: number of the region's segment, where it has one.
  public init(_ dose: RegionDose, patient: String, segment: Int?) {
    let role = dose.region.role
    let (category, type) = role.codes
    self.init(
      tracking: dose.region.label, trackingUID: UID.derived(from: "tracking \(patient) \(dose.region.label)"),
      finding: role == .tumour ? type : category,
      site: role == .tumour ? StructureRole.liver.codes.type : type,
      segment: segment, measurements: Self.measurements(dose).filter { $0.value.isFinite })
  }

  private static func measurements(_ dose: RegionDose) -> [ReportedMeasurement] {
    var all = [
      ReportedMeasurement(Concept.volume, dose.volume, Unit.millilitre),
      ReportedMeasurement(Concept.mass, dose.mass, Unit.gram),
    ]
    if let decays = dose.timeIntegratedActivity {
      all.append(
        ReportedMeasurement(Concept.timeIntegratedActivity, decays, Unit.megabecquerelHour, divisor: 3.6e9))
    }
    all.append(
      ReportedMeasurement(
        Concept.absorbedDose, dose.recoveryCorrectedMean ?? dose.mean, Unit.gray, derivation: Concept.mean))
    for (percent, level) in dose.doseAtVolume.sorted(by: { $0.key > $1.key }) {
      all.append(ReportedMeasurement(Concept.doseAtVolume(percent), level.value, Unit.gray))
    }
    if let bed = dose.bed { all.append(ReportedMeasurement(Concept.bed, bed, Unit.gray)) }
    if let eqd2 = dose.eqd2 { all.append(ReportedMeasurement(Concept.eqd2, eqd2, Unit.gray)) }
    return all
  }
}

extension ReportedMeasurement {
  fileprivate init<U>(
    _ quantity: Code, _ measured: Uncertain<U>, _ unit: Code, derivation: Code? = nil, divisor: Double = 1
  ) {
    let u = measured.standardUncertainty.map { $0.value / divisor }
    self.init(
      quantity, measured.value.value / divisor, unit, derivation: derivation,
      uncertainty: u.flatMap { $0.isFinite ? $0 : nil })
  }
}
