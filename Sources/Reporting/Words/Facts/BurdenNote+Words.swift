import Checks
import Diagnostics
import Quantities

extension BurdenNote: Worded {
  package var wording: Wording {
    switch self {
    case .lesionNotCounted(let name, let inside, let isEnclosed):
      SceneNote.lesionNotCounted(name, inside: inside, isEnclosed: isEnclosed).wording
    case .scoreOfNoLesion(let name, let lesions):
      Wording(
        "visualKrenning names “\(name)”, which is not one lesion: its score is not used (lesions: "
          + "\(lesions.joined(separator: ", ")))")
    case .bandsDiffer: Wording("the readers put the burden into different bands")
    case .readersDisagree: Wording("the readers disagree whether more than 75 % of the liver is tumour")
    case .nearLimit(let method, let percent, let u):
      Wording(
        "\(method): \(percent.printed(uncertainty: u)) % cannot be told apart from 75 %, which lies within its uncertainty"
      )
    case .registeredAcrossModalities:
      Wording(
        "MR and the CT of the PET session were registered by mutual information: look at the outline of the liver on the PET"
      )
    case .onRecord(let percent, let day, let definition):
      Wording(
        "on record: \(percent.printed()) % of the liver "
          + (day.map { "on \($0) (\(definition))" } ?? "at baseline"))
    }
  }
}
