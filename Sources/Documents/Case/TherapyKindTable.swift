import Nuclides
import Stages

extension Therapy.Kind {
  /// By what a nuclide is given as (`nuclides.csv`), and by the product where that decides; `nil` where that is not one thing, or nothing that this program computes.
  ///
  /// Peptides labelled with Y-90 exist too: a product that names its chelator decides. Nuclides that are given for imaging alone
  /// (F-18, Ga-68, Tc-99m, In-111, …) make no therapy.
  package static func usual(nuclide: String, product: String = "") -> Therapy.Kind? {
    let name = product.lowercased()
    let isPeptide = ["dota", "peptide", "edotreotide", "psma"].contains { name.contains($0) }
    let isParticle = ["sphere", "partic"].contains { name.contains($0) }
    return switch NuclideEntry.named(nuclide)?.therapy.flatMap(Therapy.Kind.init(rawValue:)) {
    case .tare: isPeptide ? .prrt : .tare
    case .prrt: isParticle ? nil : .prrt
    // Given either way: the product alone decides.
    case nil: nuclide != "Re-188" ? nil : isPeptide ? .prrt : isParticle ? .tare : nil
    }
  }
}
