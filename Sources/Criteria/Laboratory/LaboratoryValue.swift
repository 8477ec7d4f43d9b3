import Quantities

/// How far a laboratory stands by a result: the words of FHIR R4 `Observation.status`, without those under which there
/// is not a result.
public enum ResultStatus: String, Sendable, Hashable, CaseIterable {
  case preliminary, final, amended, corrected

  /// A result of a higher rank replaces one of the same sample and test.
  var rank: Int { self == .preliminary ? 0 : self == .final ? 1 : 2 }
}

/// One laboratory result of one patient, in its unit, with the limits that came with it.
public struct LaboratoryValue: Sendable, Hashable {
  public enum Bound: String, Sendable, Hashable {
    case exact
    /// Printed as `<5`: below the measuring range.
    case below
    /// Printed as `>5`: above the measuring range.
    case above
  }

  /// The pseudonym as it stands in the file.
  public var patient: String
  public var day: CalendarDay
  /// Code of the measurand, for example `ALT`.
  public var code: String
  public var amount: Amount
  public var bound: Bound
  public var lower: Amount?
  public var upper: Amount?
  /// Limits of another kind than normal, such as those of a therapy: they grade nothing.
  package var range: OtherRange?
  /// Name of the laboratory; empty if the file does not say.
  public var laboratory: String
  /// Row of the file, from 1 for the header.
  public var row: Int
  /// Which of several files.
  public var file = 0
  /// When on its day the sample was drawn; `nil` if the file does not say.
  public var time: DateTime?
  /// Number of the sample, or event, instrument and instance of a form; distinguishes samples of one day.
  public var sample = ""
  /// How far the laboratory stands by the result; `nil` if the file does not say.
  public var status: ResultStatus?
  /// When the laboratory gave this result out; of two amendments the later one counts.
  public var issued: DateTime?
  /// How it was measured; empty if the file does not say.
  public var method = ""
  /// The unit as it stands in the file, where ``amount`` has another spelling of it.
  public var unitAsGiven = ""
  /// Name of the visit; empty if the file does not say.
  public var visit = ""
  /// Somebody has looked at the source: the number is as the laboratory printed it, however unlikely.
  public var isConfirmed = false
  /// The file marks this value as the baseline.
  public var isBaseline = false
  /// Whether the patient was on anticoagulation when this was sampled; `nil` if the file does not say by sample.
  public var onAnticoagulation: Bool?

  public init(
    patient: String, day: CalendarDay, code: String, amount: Amount, bound: Bound = .exact,
    lower: Amount? = nil,
    upper: Amount? = nil, laboratory: String = "", row: Int = 0
  ) {
    (self.patient, self.day, self.code, self.amount, self.bound) = (patient, day, code, amount, bound)
    (self.lower, self.upper, self.laboratory, self.row) = (lower, upper, laboratory, row)
  }
}

extension LaboratoryValue {
  /// Tests that no term grades and whose course is followed all the same: clearances of Tc-99m-DTPA and Tc-99m-EC.
  package static let followed: Set<String> = ["DTPA", "DTPAN", "EC", "ECN"]
}

/// Limits that are not those of normal.
package struct OtherRange: Sendable, Hashable {
  package var kind: String
  package var lower, upper: Amount?
}

extension LaboratoryValue {
  /// One test of one sample at one moment: two values of one such key are one fact or a contradiction.
  struct Key: Hashable {
    var code: String
    var day: CalendarDay
    /// Seconds on the clock of Greenwich where the zone is known, else on the local one.
    var seconds: Double?
    var isZoned: Bool
    var laboratory: String
    var sample: String
  }

  var key: Key {
    let zone = time?.utcOffset
    return Key(
      code: code, day: day, seconds: time.map { $0.localSeconds - Double(zone ?? 0) }, isZoned: zone != nil,
      laboratory: laboratory, sample: sample)
  }
}

extension [LaboratoryValue] {
  /// In order of time, and in one order whatever the order of the rows: instants are compared where every timed value
  /// of a day has its zone, local clocks otherwise; a value without a time of day comes first on its day.
  var inOrderOfTime: [LaboratoryValue] {
    let local = Set(lazy.filter { $0.time != nil && $0.time?.utcOffset == nil }.map(\.day))
    func clock(_ value: LaboratoryValue) -> Double {
      guard let time = value.time else { return -.infinity }
      return time.localSeconds - (local.contains(value.day) ? 0 : Double(time.utcOffset ?? 0))
    }
    return sorted { a, b in
      if a.day != b.day { return a.day < b.day }
      let (s, t) = (clock(a), clock(b))
      if s != t { return s < t }
      if a.sample != b.sample { return LaboratoryValue.comesFirst(a.sample, b.sample) }
      if a.amount.canonical != b.amount.canonical { return a.amount.canonical < b.amount.canonical }
      return (a.file, a.row) < (b.file, b.row)
    }
  }
}

extension LaboratoryValue {
  /// Instance 2 comes before instance 10.
  static func comesFirst(_ a: String, _ b: String) -> Bool {
    (a.utf8.count, a) < (b.utf8.count, b)
  }
}
