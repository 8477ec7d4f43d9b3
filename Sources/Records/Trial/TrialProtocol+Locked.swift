import Registry
import Stages
import Trials

extension TrialProtocol {
  /// The protocol of a row of `trials`, as it was locked.
  /// - Throws: `Problem` if the stored text is not the one that was locked.
  package init(locked row: TrialRow) throws {
    let document = try ProtocolFile(text: row.text(.protocol), document: row.id)
    try document.mustBe(locked: row.text(.sha256), at: row.id)
    self = document.plan
  }
}

extension TrialProtocol {
  /// The lobe that an arm of a within-patient trial treats: by its name, else by the letters R and L.
  package func lobe(of letter: Character) -> Lobe? {
    arm(letter).flatMap { Lobe(arm: $0.name) } ?? (letter == "R" ? .right : letter == "L" ? .left : nil)
  }
}

extension Lobe {
  /// By the words of an arm's name in a locked protocol, such as “right hepatic artery”; `nil` if they name none or both.
  fileprivate init?(arm name: String) {
    let words = Set(name.lowercased().split { !$0.isLetter }.map(String.init))
    switch (words.contains("right") || words.contains("r"), words.contains("left") || words.contains("l")) {
    case (true, false): self = .right
    case (false, true): self = .left
    default: return nil
    }
  }
}
