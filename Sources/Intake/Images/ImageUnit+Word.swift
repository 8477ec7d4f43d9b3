import Stages

extension ImageUnit {
  /// The word of the case file.
  package init?(word: String) {
    switch word {
    case "Bq/mL", "Bq/ml", "BQML": self = .becquerelPerMillilitre
    case "counts": self = .counts
    case "HU": self = .hounsfield
    case "Gy": self = .gray
    case "SUVbw", "SUV": self = .suvBodyWeight
    case "Bq·s/mL", "Bq.s/mL", "Bq.s/ml": self = .decays
    case "MBq·h/mL", "MBq.h/mL", "MBq.h/ml": self = .decaysInMegabecquerelHours
    case "relative": self = .other("relative")
    default: return nil
    }
  }

  /// Time-integrated activity concentration, Bq·s/mL and MBq·h/mL: 1 MBq·h is 3.6·10⁹ Bq·s.
  public static let decays = ImageUnit.other("Bq·s/mL")
  public static let decaysInMegabecquerelHours = ImageUnit.other("MBq·h/mL")

  public var word: String {
    switch self {
    case .hounsfield: "HU"
    case .counts: "counts"
    case .becquerelPerMillilitre: "Bq/mL"
    case .suvBodyWeight: "SUVbw"
    case .gray: "Gy"
    case .other(let name): name
    }
  }

  var isUnnamed: Bool { if case .other = self { true } else { false } }
}
