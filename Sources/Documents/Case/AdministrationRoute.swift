import Stages

/// The way into the body that an administration took, from the words of a case file.
package enum AdministrationRoute: Equatable {
  case intravenous
  /// A hepatic artery; `nil` if it is not one lobe's.
  case arterial(Lobe?)

  package init?(_ text: String) {
    let words = text.lowercased()
    if words.contains("arter") {
      let right = words.contains("right"), left = words.contains("left")
      self = .arterial(right == left ? nil : right ? .right : .left)
    } else if words.contains("venous") || words == "iv" || words == "i.v." {
      self = .intravenous
    } else {
      return nil
    }
  }

  /// As the registry's arms of scans and organs are called.
  package var arm: String { self == .intravenous ? "IV" : "IA" }

  /// As the registry's table of administrations has it.
  package var registryWord: String {
    switch self {
    case .intravenous: "intravenous"
    case .arterial(let lobe?): "\(lobe.rawValue) hepatic artery"
    case .arterial(nil): "proper hepatic artery"
    }
  }
}

extension Lobe {
  /// By the words of a structure's name, such as “Right lobe” or “Liver_L”; `nil` if they name none or both.
  package init?(named name: String) {
    let words = Set(name.lowercased().split { !$0.isLetter }.map(String.init))
    switch (words.contains("right") || words.contains("r"), words.contains("left") || words.contains("l")) {
    case (true, false): self = .right
    case (false, true): self = .left
    default: return nil
    }
  }
}
