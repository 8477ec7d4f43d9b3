import Checks
import Diagnostics

extension NuclideNote {
  private static let decay = "decay depends on it"
  private static let divided = "a scanner divides by it, and the activity may be that of another nuclide"

  var wording: Wording {
    switch self {
    case .unknown:
      Wording("the radionuclide is not named", why: "decay cannot be computed from this file alone")
    case .byHalfLife(let name):
      Wording("the radionuclide is not named; by its half-life it is \(name)", why: Self.decay)
    case .stated(let stated, let own):
      Wording("the case file states \(stated), the file \(own); the case file is followed", why: Self.decay)
    case .several: Wording("several radionuclides are named", why: "decay depends on which one")
    case .halfLifeInvalid(let written):
      Wording(
        "Radionuclide Half Life is \(written) s",
        why: "the scanner corrects decay by the half-life, and none is put in its place")
    case .halfLifeDiffers(let written, let nuclide, let own, let others):
      Wording(
        "the half-life in the header (Radionuclide Half Life) is \(Plausibility.text(written)) s, but \(nuclide) has "
          + "\(Plausibility.text(own)) s"
          + (others.isEmpty ? "" : "; it is that of \(others.joined(separator: " or "))"),
        why: "one of them is wrong, and the scanner may have corrected decay by it")
    case .positronsOfYttrium(let fraction):
      Wording(
        "Y-90 PET: the positron fraction is " + (fraction.map { "\($0)" } ?? "not in the file"),
        why: "it is about 3.2e-5; the scanner may or may not have applied it")
    case .positronsImpossible(let written):
      Wording(
        "the positron fraction is \(Plausibility.text(written)), which cannot be; it is not used",
        why: Self.divided)
    case .positronsDiffer(let written, let nuclide, let own):
      Wording(
        "the positron fraction in the header is \(Plausibility.text(written)), but \(nuclide) has "
          + (own == 0 ? "none" : Plausibility.text(own)), why: Self.divided)
    }
  }
}
