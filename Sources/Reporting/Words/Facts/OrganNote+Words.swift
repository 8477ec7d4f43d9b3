import Checks
import Diagnostics
import Quantities

extension OrganNote: Worded {
  package var wording: Wording {
    switch self {
    case .coefficientMissing(let source):
      Wording("the table has no coefficient from \(source): that part is missing")
    case .massFar(let mass, let reference):
      Wording(
        "the mass of \(rounded4(mass)) g is far from the \(rounded4(reference)) g of the phantom: is it the whole organ?"
      )
    case .wholeBodyExceeded(let excess):
      Wording(
        "the named organs hold \(rounded4(excess)) MBq·h more than the whole body: the remainder is taken as 0"
      )
    case .remainderMissing:
      Wording("no activity of the remainder of the body was given: every dose lacks its part")
    }
  }
}
