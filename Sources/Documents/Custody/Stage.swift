/// A step of the path that leaves records in the work folder; each rests on those before it.
package enum Stage: String, Sendable, Codable, CaseIterable, Comparable {
  case align, quantify, integrate, dose, summarise, report

  package static func < (a: Stage, b: Stage) -> Bool { a.order < b.order }

  /// The stages whose records it reads.
  package var upstream: [Stage] {
    switch self {
    case .align: []
    case .quantify: [.align]
    case .integrate: [.align, .quantify]
    case .dose: [.align, .integrate]
    case .summarise: [.align, .quantify, .integrate, .dose]
    case .report: [.align, .quantify, .integrate, .dose, .summarise]
    }
  }

  /// Whether nothing that it leaves holds the name of a structure.
  var isNameless: Bool { [.quantify, .dose].contains(self) }

  private var order: Int { Self.allCases.firstIndex(of: self)! }
}
