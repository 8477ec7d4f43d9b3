/// Of what radionuclide an image is. Half-lives in s.
package enum NuclideNote: Sendable, Hashable {
  case unknown
  case byHalfLife(String)
  case stated(String, own: String)
  case several
  /// As written.
  case halfLifeInvalid(Double)
  /// `others` have the half-life that is written.
  case halfLifeDiffers(written: Double, nuclide: String, own: Double, others: [String])
  /// Of Y-90; `nil` where the file has none.
  case positronsOfYttrium(Double?)
  case positronsImpossible(Double)
  case positronsDiffer(written: Double, nuclide: String, own: Double)

  package var code: ReadingCode {
    switch self {
    case .unknown: .nuclideUnknown
    case .byHalfLife: .nuclideByHalfLife
    case .stated: .nuclideStated
    case .several: .severalNuclides
    case .halfLifeInvalid, .halfLifeDiffers: .halfLife
    case .positronsOfYttrium, .positronsImpossible, .positronsDiffer: .positronFraction
    }
  }
}
