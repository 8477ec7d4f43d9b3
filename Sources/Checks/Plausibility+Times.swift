import Stages

/// What a header says of one acquisition, against what else it says of it.
extension Plausibility {
  private static func apart(
    _ quantity: String, _ attribute: String, _ most: Double, _ unit: String, _ source: String
  ) -> Plausibility {
    Plausibility(
      quantity: quantity, attribute: attribute, unit: unit, range: 0...most,
      crossCheck: "the same header", source: source)
  }

  package static let startStatedTwice = apart(
    "the difference between Acquisition DateTime and Acquisition Date and Time",
    "(0008,002A) (0008,0022) (0008,0032)", 60, "s", "one instant, once without seconds")
  /// Beyond this the start has to be stated.
  package static let startContradicted = apart(
    "the difference between Acquisition DateTime and Acquisition Date and Time",
    "(0008,002A) (0008,0022) (0008,0032)", 600, "s", "0.1 % of the decay of Lu-177, 10 % of that of Ga-68")
  package static let beforeStudy = apart(
    "the time from the acquisition to its study", "(0008,0022) (0008,0020)", 1, "h",
    "a study begins before its images; clocks of two machines, not zones of time")
  package static let afterContent = apart(
    "the time from the making of the pixels to the acquisition", "(0008,0022) (0008,0023)", 60, "s",
    "pixels are made after the acquisition, by the same clock")
  package static let slicesApart = apart(
    "the time between the acquisitions of slices", "(0008,0022) (0008,0032)", 12, "h",
    "one image is one sitting")
  package static let seriesBeforeScan = apart(
    "the time from the series to the acquisition", "(0008,0031)", 2, "h",
    "a series begins with its first bed position")
  package static let clocksApart = apart(
    "the difference between Start Time and Start DateTime", "(0018,1072) (0018,1078)", 60, "s",
    "one instant, once without seconds")
  /// Of the logarithm, so that both directions are alike.
  package static let decayFactor = Plausibility(
    quantity: "the decay factor over that of the stated correction, as a logarithm", attribute: "(0054,1321)",
    unit: "", range: -0.05...0.05,
    crossCheck: "Decay Correction, times and half-life; the decay of one frame",
    source: "it holds for the mean count rate of a frame, which is somewhere within it")
  package static let positronFraction = Plausibility(
    quantity: "the positron fraction", attribute: "(0018,1076)", unit: "", range: 0...1,
    crossCheck: "the named nuclide", source: "a decay has at most one positron")
  package static let positronRatio = Plausibility(
    quantity: "the positron fraction over that of the nuclide", attribute: "(0018,1076)", unit: "",
    range: 0.9...1.1, crossCheck: "the named nuclide",
    source: "editions differ by some percent, such as 0.175 and 0.184 for Cu-64; nuclides by more")
  /// Whatever the patient weighs, and in whatever unit it may be written.
  package static let injectedActivity = Plausibility(
    quantity: "the injected activity", attribute: "(0018,1074)", unit: "MBq", range: 0.1...1e5,
    crossCheck: "PET states Bq, NM MBq (PS3.3 C.8.9.2, C.8.4.10.1.7), and files break both rules",
    source: "a thousandth of a diagnostic activity to 100 GBq")

  static let timeRows: [Plausibility] = [
    startStatedTwice, startContradicted, beforeStudy, afterContent, slicesApart, seriesBeforeScan,
    clocksApart, decayFactor, positronFraction, positronRatio, injectedActivity,
  ]
}
