import Quantities

/// What is given to the digital patient.
public enum PatientTherapy: String, Sendable, Hashable, CaseIterable {
  /// 7.4 GBq Lu-177-DOTATATE, intravenous.
  case lutetiumDotatate
  /// 2.4 GBq Y-90 microspheres into the right hepatic artery; permanent.
  case yttriumMicrospheres

  public var nuclide: String { self == .lutetiumDotatate ? "Lu-177" : "Y-90" }

  /// DDEP (Monographie BIPM-5): 6.647 d and 2.6684 d.
  public var halfLife: TimeSpan { .days(self == .lutetiumDotatate ? 6.647 : 2.6684) }

  /// Mean electron energy per decay; ICRP Publication 107: 147.9 and 933.1 keV.
  public var electronEnergy: Quantity<MegaElectronVolt> {
    Quantity(self == .lutetiumDotatate ? 0.1479 : 0.9331)
  }

  /// Net activity at the time of administration.
  public var administered: Activity { .gigabecquerels(self == .lutetiumDotatate ? 7.4 : 2.4) }

  /// Start of each SPECT after the administration.
  var imagingTimes: [TimeSpan] {
    (self == .lutetiumDotatate ? [4, 24, 96, 168] : [20]).map { .hours($0) }
  }
}
