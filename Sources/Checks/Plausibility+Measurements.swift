import Stages

/// What the measured quantities can be that analyses look for by name in `measurements` of a registry: a row beyond is
/// refused. Values in another unit are held against the range after conversion.
extension Plausibility {
  private static func measured(
    _ name: String, _ range: ClosedRange<Double>, _ unit: String, _ check: String, _ source: String
  ) -> Plausibility {
    Plausibility(
      quantity: name, attribute: "measurements.value", unit: unit, range: range, crossCheck: check,
      source: source)
  }

  private static let uptakeValues: [Plausibility] = [
    "SUV", "SUVmax", "SUVmean", "SUVpeak", "SULpeak", "SULmean",
  ].map {
    measured($0, 0...1000, "g/mL", "Bq/mL for SUV", "several times the hottest lesion of receptor imaging")
  }
  private static let diameters: [Plausibility] = ["longest diameter", "short axis", "enhancing diameter"].map
  {
    measured($0, 0...500, "mm", "µm for mm", "longer than a liver")
  }

  /// By the names under which analyses look for them.
  package static let measuredRows: [Plausibility] =
    uptakeValues + diameters + [
      measured("T/N", 0...10_000, "", "an activity for a ratio", "a lesion next to liver without any uptake"),
      measured(
        "time-integrated activity coefficient", 0...1000, "h", "s for h",
        "all activity in one region until it has decayed: 278 h for I-131"),
      measured(
        "activity concentration", 0...10_000, "MBq/mL", "Bq/mL for MBq/mL",
        "a hundred times a lesion full of microspheres"),
      measured("uptake", 0...110, "%", "a fraction for %", "all activity, with the uncertainty of a camera"),
      measured("volume", 0...300_000, "mL", "mm³ for mL", "the heaviest patient that scanners carry"),
      measured("lung shunt fraction", 0...100, "%", "a fraction for %", "a part is not more than the whole"),
      measured("liver burden", 0...100, "%", "a fraction for %", "a part is not more than the whole"),
      measured(
        "planned lung dose", 0...1000, "Gy", "mGy for Gy", "thirty times the limit of one treatment"),
      measured(
        "planned normal-liver dose", 0...1000, "Gy", "mGy for Gy", "ten times what a segmentectomy gives"),
      measured("planned activity", 0...100, "GBq", "MBq for GBq", "more than twice the highest therapy"),
      measured(
        "attenuation", -1100...4000, "HU", "another scale for HU", "air to metal on scanners of 12 bit"),
    ]
}
