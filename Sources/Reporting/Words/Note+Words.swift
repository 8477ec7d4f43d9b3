import Checks
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

extension Finding {
  /// A note of a room, in words, with the rank and the code that it is known by.
  public init(_ note: Note, at place: String = "") {
    self.init(note.standing.rank, note.standing.code, note.text, at: place)
  }

  /// A sentence that a command wrote about its own result. It needs a decision.
  public static func remark(_ sentence: String, at place: String = "") -> Finding {
    Finding(.decision, .remark, sentence, at: place)
  }
}

extension [Note] {
  package var texts: [String] { map(\.text) }
  /// By which programs know them, in the order of `texts`.
  package var codes: [String] { map(\.standing.code.rawValue) }

  /// Notes of one place as findings.
  public func findings(at place: String = "") -> [Finding] { map { Finding($0, at: place) } }
}
