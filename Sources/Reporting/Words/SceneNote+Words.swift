import Checks
import Diagnostics
import Quantities

extension SceneNote: Worded {
  package var wording: Wording {
    switch self {
    case .severalLivers(let count):
      Wording("\(counted(count, "structure", "has", "have")) the role liver; their union is the liver")
    case .drawnAround(let names):
      Wording(
        "was drawn around \(names.count == 1 ? names[0] : "\(names.count) structures"): its volume and dose are those of "
          + "the rest of the body")
    case .withoutRole:
      Wording(
        "no role is stated under roles: what a structure is for is not known, and it is held against nothing")
    case .tumoursMissed(let names): Wording("no injection reaches \(names.joined(separator: ", "))")
    case .energyLeaves(let part):
      Wording(
        "\((100 * part).printedShort(decimals: 1)) % of the energy emitted in the perfused volume is deposited outside it: "
          + "the models of compartments leave it inside")
    case .lesionNotCounted(let name, let inside, let isEnclosed):
      Wording(
        "\(name) lies \(Int(saturating: (100 * inside).rounded())) % inside the liver and is not counted"
          + (isEnclosed
            ? "; it touches the liver all around: if the liver was drawn around it, state drawnAround" : ""))
    }
  }
}

extension RecordedDoseNote: Worded {
  package var wording: Wording {
    func list(_ titles: [String]) -> String { titles.joined(separator: "; ") }
    return switch self {
    case .added(let titles):
      Wording(
        "The sums contain \(counted(titles.count, "earlier dose")) of the patient's record: \(list(titles))")
    case .countedOnce(let titles):
      Wording("In “previous” and in the record, counted once: \(list(titles))")
    case .differs(let title):
      Wording(
        "The record has other doses of \(title) than the file under “previous”: the file was counted")
    case .missing(let titles):
      Wording("The record has no dose of \(list(titles)): the sums are underestimated")
    case .contradiction(let text): Wording(text)
    }
  }
}
