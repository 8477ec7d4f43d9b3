import Checks
import Diagnostics
import Stages

extension Note {
  /// The note as one sentence, without its place.
  public var text: String {
    switch self {
    case .curve(let note): note.text
    case .recovery(let note): note.text
    case .image(let note): note.text
    case .administered(let note): note.text
    case .structures(let note): note.text
    case .region(let note): note.text
    case .registration(let note): note.text
    case .dose(let note): note.text
    case .sentence(let text): text
    }
  }
}

extension Note: Worded {
  public var wording: Wording { Wording(text) }
}

extension [Note] {
  package var texts: [String] { map(\.text) }
  /// By which programs know them, in the order of `texts`.
  package var codes: [String] { map(\.standing.code.rawValue) }
}
