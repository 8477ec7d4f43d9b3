import Foundation
import Stages

/// Role and side that the name of a structure suggests: words of English, German, French, Spanish and Italian, and the
/// conventions of AAPM TG-263 (`Lobe_R`, `Kidney_L`) and of hospitals (`RHL`).
///
/// It is made once, by `hepatica init`, for a human to confirm. Nothing else reads a role or a side out of a name;
/// a stated role that contradicts it is asked about.
package struct StructureProposal: Equatable {
  package var role: StructureRole
  /// `nil` where the name states none, or both.
  package var side: Lobe?

  package init(_ name: String) {
    let words = Words(name)
    role = Self.role(words)
    side = [.liverLobe, .perfusedVolume].contains(role) ? words.side : nil
  }

  private static func role(_ words: Words) -> StructureRole {
    // A liver less its tumours, as TG-263 writes it: no lesion, and not the liver as contoured either.
    if words.isDifference { return .other }
    if words.holds(.tumour) { return .tumour }
    if words.holds(.lung), !words.holds(.part) { return .lung }
    if words.holds(.perfused) { return .perfusedVolume }
    if words.holds(.part) { return .other }
    if words.holds(.lobe) || words.holds(.liver) && words.side != nil { return .liverLobe }
    let rest: [(Words.Kind, StructureRole)] = [
      (.liver, .liver), (.kidney, .kidney), (.spleen, .spleen), (.marrow, .marrow), (.body, .body),
    ]
    return rest.first { words.holds($0.0) }?.1 ?? .other
  }
}

extension StructureProposal {
  /// The words of a name, small letters without accents.
  package struct Words {
    /// Beginnings of words, and whole words where a beginning would take too much.
    package struct Kind {
      var beginnings: [String] = []
      package var whole: Set<String> = []
      /// Parts of compound words, as German makes them.
      package var inside: [String] = []
      /// A word that begins so takes the meaning away.
      package var unless: [String] = []
    }

    package let all: [String]
    private let text: String

    package init(_ name: String) {
      let apart = name.replacing(/([a-zà-ÿ])([A-Z])/) { "\($0.output.1) \($0.output.2)" }
      text = apart.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
        .replacing("ß", with: "ss")
      all = text.split { !$0.isLetter }.map(String.init)
    }

    package func holds(_ kind: Kind) -> Bool {
      guard !all.contains(where: { word in kind.unless.contains { word.hasPrefix($0) } }) else {
        return false
      }
      return all.contains { word in
        kind.whole.contains(word) || kind.beginnings.contains { word.hasPrefix($0) }
          || kind.inside.contains { word.contains($0) }
      }
    }

    package var side: Lobe? {
      switch (holds(.right), holds(.left)) {
      case (true, false): .right
      case (false, true): .left
      default: nil
      }
    }

    /// `Liver-GTV`, `Liver without lesions`, `Leber ohne Läsionen`.
    var isDifference: Bool {
      guard holds(.liver) || holds(.lobe), holds(.tumour) else { return false }
      return holds(.less) || text.contains(/[a-z] ?[-−–] ?(gtv|tum|les|met|all)/)
    }
  }
}

extension StructureProposal.Words.Kind {
  fileprivate static let tumour = Self(
    beginnings: ["tumour", "tumor", "tumeur", "lesion", "lasion", "laesion", "metast", "gtv", "nodul"],
    whole: ["met", "mets", "hcc", "icc", "ccc", "herd", "herde"],
    inside: ["metast", "tumor", "lasion", "laesion"])
  fileprivate static let lung = Self(beginnings: ["lung", "poumon", "pulmon", "polmon"])
  /// Something in or at an organ, as segmentation programs name it, that is not the organ.
  fileprivate static let part = Self(
    beginnings: ["vessel", "cyst", "segment", "trachea", "bronch", "artery", "vein", "gefass"],
    whole: ["extremities"], inside: ["segment"])
  fileprivate static let perfused = Self(beginnings: ["perfus", "perfund"])
  fileprivate static let lobe = Self(
    beginnings: ["lobe", "lobo", "lobul", "lappen", "leberlappen", "hemiliver", "hemihep"],
    whole: ["rhl", "lhl"])
  fileprivate static let liver = Self(beginnings: [
    "liver", "hepar", "hepat", "leber", "foie", "higado", "fegato",
  ])
  fileprivate static let kidney = Self(
    beginnings: ["kidney", "niere", "rinon"], whole: ["rein", "reins", "rene", "reni", "ren"],
    unless: ["nebennier", "adrenal"])
  fileprivate static let spleen = Self(beginnings: ["spleen", "milz", "bazo"], whole: ["rate"])
  fileprivate static let marrow = Self(
    beginnings: ["marrow", "knochenmark", "moelle", "medula", "midollo"],
    unless: ["epinie", "espinal", "spinal"])
  fileprivate static let body = Self(
    beginnings: ["external", "aussenkontur", "outline", "cuerpo"],
    whole: ["body", "skin", "korper", "koerper", "haut", "corps", "peau", "piel", "corpo", "cute"],
    unless: ["vertebra", "wirbel", "vertebr"])
  fileprivate static let right = Self(
    beginnings: ["right", "recht", "droit", "derech", "destr"], whole: ["r", "rt", "dx", "re", "rhl"])
  fileprivate static let left = Self(
    beginnings: ["left", "link", "gauch", "izquierd", "sinistr"],
    whole: ["l", "lt", "sx", "li", "izq", "lhl"])
  fileprivate static let less = Self(
    beginnings: ["without", "minus", "ohne", "sans", "senza"], whole: ["sin"])
}
