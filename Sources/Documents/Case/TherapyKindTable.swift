import Stages

extension Therapy.Kind {
  /// By what a nuclide is given for in a liver; `nil` where that is not one thing, or nothing that this program computes.
  ///
  /// Peptides labelled with Y-90 exist too: a product that names its chelator decides. Nuclides that are given for imaging alone
  /// (F-18, Ga-68, Tc-99m, In-111, …) make no therapy.
  package static func usual(nuclide: String, product: String = "") -> Therapy.Kind? {
    let name = product.lowercased()
    let isPeptide = ["dota", "peptide", "edotreotide", "psma"].contains { name.contains($0) }
    let isParticle = ["sphere", "partic"].contains { name.contains($0) }
    switch nuclide {
    case "Y-90", "Ho-166", "Re-188":
      return isPeptide ? .prrt : isParticle || nuclide != "Re-188" ? .tare : nil
    case "Lu-177", "Tb-161", "Ac-225", "Pb-212": return isParticle ? nil : .prrt
    default: return nil
    }
  }
}
