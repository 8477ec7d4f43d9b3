import Quantities
import Stages

/// Shares of what was administered: what a field shows at least, and can hold at most.
extension Plausibility {
  /// As `RecoveredShare.isReported` has it.
  package static let mostShare = 1.1

  /// Hours after administration: an image of the day itself and of the next morning, and of the days until the fifth.
  private static let (firstDay, firstDays) = (30.0, 120.0)

  private static func share(
    _ code: String, _ quantity: String, _ range: ClosedRange<Double>, _ source: String
  ) -> Plausibility {
    Plausibility(
      code, quantity, range, "", advice: "check unit, calibration, times and administered activity",
      source: source)
  }

  static let shareOfFirstDay = share(
    "activity.little", "the recovered share of an image within \(Plausibility.text(firstDay)) h",
    0.08...mostShare,
    "SPECT of the abdomen shows a fifth to a half of Lu-177-DOTATATE at 4 to 24 h; a calibration off by ten ends below"
  )
  static let shareOfFirstDays = share(
    "activity.little", "the recovered share of an image within \(Plausibility.text(firstDays)) h",
    0.025...mostShare,
    "a tenth is left in the abdomen after four days; a calibration off by ten ends below")
  static let shareLater = share(
    "activity.little", "the recovered share of a later image", 0.008...mostShare,
    "some per cent are left after a week")
  static let shareTrapped = share(
    "activity.little", "the recovered share of an image of particles", 0.5...mostShare,
    "they stay where they lodge, in a field that holds the liver")
  static let shareOfDecays = share(
    "activity.little", "the share of all decays, or of their energy, in a map", 0.005...mostShare,
    "a field over kidneys and tumours alone has some per cent")
  static let shareOfTrappedDecays = share(
    "activity.little", "the share of all decays of particles, or of their energy, in a map",
    0.2...mostShare, "a map that was cut to a part of the liver")
  static let refusedShare = Plausibility(
    quantity: "the recovered share", attribute: "", unit: "", range: 0...RecoveredShare.refusedAbove,
    crossCheck: "what was administered, decayed", source: "no calibration in use is off by more than half")
  /// Of an uptake, whose activity and weight come from one header.
  package static let refusedUptakeShare = Plausibility(
    quantity: "the activity in the image over the injected activity, decayed", attribute: "(0018,1074)",
    unit: "", range: 0...10, crossCheck: "body weight", source: "no image shows ten times what was given")
  static let headerOverCase = Plausibility(
    "activity.header", "the larger of the administered activities of case and header over the other", 1...1.2,
    "", advice: "all limits rest on that of the case", source: "two activity meters and a residual")

  package static let enteredTime = Plausibility(
    "activity.time",
    "the time between the instant that an entered activity holds at, by the case and by its header", 0...0.02,
    "half-lives", advice: "its values are taken at the time of the case",
    source: "1.4 % of activity; 3 h of Lu-177, 1 h of Y-90")

  package static func share(after hours: Double, isTrapped: Bool) -> Plausibility {
    if isTrapped { return shareTrapped }
    return hours <= firstDay ? shareOfFirstDay : hours <= firstDays ? shareOfFirstDays : shareLater
  }
  static func shareOfMap(isTrapped: Bool) -> Plausibility {
    isTrapped ? shareOfTrappedDecays : shareOfDecays
  }

  package static let lawRows: [Plausibility] = [
    shareOfFirstDay, shareOfFirstDays, shareLater, shareTrapped, shareOfDecays, shareOfTrappedDecays,
    headerOverCase,
    enteredTime,
  ]
}
