import Checks
import DICOM
import Quantities
import Stages

/// What a PET or NM header says about unit, decay and what was given, uninterpreted.
struct EmissionFacts: Sendable, Hashable {
  /// (0054,1001), for example `BQML`.
  var units: String?
  /// (0054,1006).
  var suvType: String?
  /// (0028,0051); `nil` if the element is absent, which is not the same as empty.
  var corrected: [String]?
  /// (0054,1102): `NONE`, `START`, `ADMIN`.
  var decayCorrection: String?
  /// (0018,9701), which Hepatica writes into a Nuclear Medicine Image too; that object has no other place for it.
  var decayInstant: DateTime?
  /// Instant of decay correction from Siemens (0071,xx22) or GE (0009,xx0D), by private creator.
  var privateReference: PrivateReference?
  /// Philips factors by private creator: stored × rescale × factor.
  var philipsActivity: Double?, philipsSUV: Double?

  var nuclide: String?
  /// (0018,0031), or what its code means; for a proposal only.
  var product: String?
  /// More than one different nuclide is named.
  var hasSeveralNuclides = false
  /// Items that differ in activity or time: then none of both is taken, since neither the first nor a sum is known to be
  /// what the image shows. 0 for one administration, also where it is written twice.
  var severalAdministrations = 0
  /// (0018,1074) as written; its unit depends on the object and cannot be trusted.
  var totalDose: Double?
  /// Seconds.
  var halfLife: Double?
  var positronFraction: Double?
  /// (0018,1078), date and time.
  var administered: DateTime?
  /// (0018,1072), a time of day alone, as written.
  var administrationClock: String?
  /// Weight and height as written, kg and m.
  var writtenWeight: Double?, writtenHeight: Double?
  var patient: PatientSize

  struct PrivateReference: Sendable, Hashable {
    var time: DateTime
    var source: String
  }

  init(_ set: DataSet) {
    units = set.string(.units).map(Instance.plain)
    suvType = set.string(.suvType).map(Instance.plain)
    corrected = set.contains(.correctedImage) ? set.strings(.correctedImage) : nil
    decayCorrection = set.string(.decayCorrection).map(Instance.plain)
    decayInstant = set.dateTime(.decayCorrectionDateTime)
    privateReference = Self.privateReference(set)
    philipsSUV = Self.philips(set, 0x00)
    philipsActivity = Self.philips(set, 0x09)
    let drugs = set.items(.radiopharmaceuticalInformationSequence)
    let nuclides = Set(drugs.compactMap(RadionuclideCode.nuclide))
    let unknown = drugs.contains {
      RadionuclideCode.nuclide(of: $0) == nil && !$0.items(.radionuclideCodeSequence).isEmpty
    }
    nuclide = nuclides.count == 1 && !unknown ? nuclides.first : nil
    product = Self.product(drugs)
    hasSeveralNuclides = nuclides.count > 1 || (unknown && !nuclides.isEmpty)
    (writtenWeight, writtenHeight) = (set.double(.patientWeight), set.double(.patientSize))
    patient = PatientSize(
      weight: writtenWeight.flatMap { Plausibility.bodyWeight.allows($0) ? Mass($0 * 1000) : nil },
      height: writtenHeight.flatMap { Plausibility.bodyHeight.allows($0) ? Length($0 * 1000) : nil },
      sex: set.string(.patientSex).flatMap(PatientSize.Sex.init(rawValue:)))
    readAdministrations(drugs, utcOffset: set.utcOffset)
  }

  private static func product(_ drugs: [DataSet]) -> String? {
    let names = drugs.compactMap { drug in
      let code = drug.items(.radiopharmaceuticalCodeSequence).first?.string(.codeMeaning)
      return [drug.string(.radiopharmaceutical), code].compactMap { $0 }.first { !$0.isEmpty }
    }
    return Set(names).count == 1 ? names.first : nil
  }

  /// What all items that say it agree on.
  private mutating func readAdministrations(_ drugs: [DataSet], utcOffset: Int?) {
    func only<T: Hashable>(_ value: (DataSet) -> T?) -> (T?, isUnique: Bool) {
      let all = Set(drugs.compactMap(value))
      return (all.count == 1 ? all.first : nil, all.count < 2)
    }
    halfLife = only { $0.double(.radionuclideHalfLife) }.0
    positronFraction = only { $0.double(.radionuclidePositronFraction) }.0
    let doses = only { $0.double(.radionuclideTotalDose) }
    let instants = only { $0.dateTime(.radiopharmaceuticalStartDateTime, utcOffset: utcOffset) }
    let clocks = only { $0.string(.radiopharmaceuticalStartTime) }
    guard doses.isUnique, instants.isUnique, clocks.isUnique else {
      severalAdministrations = drugs.count
      return
    }
    (totalDose, administered, administrationClock) = (doses.0, instants.0, clocks.0)
  }

  private static func privateReference(_ set: DataSet) -> PrivateReference? {
    if let tag = set.privateTag(0x0071, creator: "SIEMENS MED PT", 0x22), let time = set.dateTime(tag) {
      return PrivateReference(time: time, source: "the Siemens decay correction time \(tag)")
    }
    if let tag = set.privateTag(0x0009, creator: "GEMS_PETD_01", 0x0D), let time = set.dateTime(tag) {
      return PrivateReference(time: time, source: "the GE scan time \(tag)")
    }
    return nil
  }

  private static func philips(_ set: DataSet, _ element: UInt8) -> Double? {
    set.privateTag(0x7053, creator: "Philips PET Private Group", element)
      .flatMap { set.double($0) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
