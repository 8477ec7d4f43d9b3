import Checks

/// Positrons per decay of a nuclide, by which a scanner divides what it counts.
///
/// Values of DDEP (BIPM Monographie 5) and, for Y-90, Selwyn et al. 2007 (doi 10.1016/j.apradiso.2006.08.009).
enum PositronYield {
  private static let emitters = [
    "C-11": 0.998, "N-13": 0.998, "O-15": 0.999, "F-18": 0.969, "Sc-44": 0.943, "Cu-64": 0.175,
    "Ga-68": 0.889, "Rb-82": 0.954, "Y-86": 0.319, "Zr-89": 0.227, "Y-90": 3.19e-5, "I-124": 0.227,
  ]

  /// `nil` for a nuclide that is not known; 0 for those that patients get and that emit none.
  static func of(_ nuclide: String) -> Double? {
    emitters[nuclide] ?? (Plausibility.administeredNuclides.contains(nuclide) ? 0 : nil)
  }

  static func agrees(_ written: Double, with own: Double) -> Bool {
    own == 0 ? written == 0 : Plausibility.positronRatio.allows(written / own)
  }
}

extension AcquisitionReading {
  /// A positron fraction is one of its nuclide. None, or 0, is none stated.
  mutating func checkPositrons() {
    guard answers.positronFraction == nil, let written = facts.positronFraction, written != 0 else { return }
    guard Plausibility.positronFraction.allows(written) else {
      return remark(.nuclide(.positronsImpossible(written)), at: "(0018,1076)", keys: [.positronFraction])
    }
    guard let name = answers.nuclide ?? facts.nuclide, let own = PositronYield.of(name),
      !PositronYield.agrees(written, with: own)
    else { return }
    remark(
      .nuclide(.positronsDiffer(written: written, nuclide: name, own: own)), at: "(0018,1076) (0054,0300)",
      keys: [.positronFraction])
  }
}
