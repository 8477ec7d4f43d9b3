import Checks
import Diagnostics
import Quantities

extension MeasuringNote: Worded {
  package var wording: Wording {
    switch self {
    case .uptakeShare(let beyond): beyond.wording
    case .withoutLeanMass: Wording("no SULpeak: --lean needs weight, height and sex")
    case .unmeasured(let fault): Wording("could not be measured: \(fault.what)")
    case .withoutPortalEnhancement:
      Wording("no enhancement in the portal venous phase: no arterial enhancement fraction")
    case .valuesDiffer(let names):
      Wording("the report holds different values of \(names.joined(separator: ", ")); none was taken")
    case .withoutValue(let names):
      Wording("without a value that a table of lesions has: \(names.joined(separator: ", "))")
    case .entriesPassedOver(let count):
      Wording(
        "\(counted(count, "entry", plural: "entries")) of the report \(count == 1 ? "holds" : "hold") no number with a unit"
      )
    case .reportOfAnotherDay:
      Wording("the report is of another day than --date: check which visit it belongs to")
    case .withoutCurve(let fault):
      Wording(
        "\(fault?.what ?? "no measured activity is above zero"), so there is no curve: the dose is that of the voxels, which follow the curve of what "
          + "is around them, and its uncertainty contains no fit")
    case .unitsDiffer(let one, let other): Wording("the units differ: \(one) and \(other)")
    }
  }
}

extension ProposalNote: Worded {
  package var wording: Wording {
    switch self {
    case .unconfirmed(let file):
      Wording(
        "a proposal: look at each structure on the image, then hepatica segment confirm \(file) --by NAME")
    case .implausible(let beyond): beyond.wording
    case .touchesEdge:
      Wording("it touches the edge of the image: a part of the organ may be missing")
    case .inPieces(let count): Wording("it is in \(counted(count, "piece")): what is not the organ?")
    }
  }
}

extension PlacementNote: Worded {
  package var wording: Wording {
    switch self {
    case .chosen: Wording("Centre chosen by the user.")
    case .automatic: Wording("Placed automatically, farthest from tumour and edge.")
    case .shrunk(let diameter):
      Wording("Shrunk to a diameter of \(diameter.printed(decimals: 1)) mm, the largest that fits.")
    }
  }
}
