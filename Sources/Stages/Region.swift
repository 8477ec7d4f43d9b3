/// How a region came about.
public enum RegionKind: Sendable, Hashable {
  /// As contoured, labelled or found by a threshold.
  case drawn
  /// The parent without any lesion.
  case withoutLesions(of: RegionID)
  /// The parent together with its hepatic lesions.
  case includingLesions(of: RegionID)
  /// All lesions as one.
  case union
}

/// Where a drawn region was read.
public struct RegionOrigin: Sendable, Hashable, Codable {
  /// What a number counts.
  public enum Object: String, Sendable, Hashable, Codable { case roi = "ROI", segment, label, threshold }
  /// The name by which people know the source: a file's name on the command line, `structures 2` for the second entry of a case
  /// file. File names stay out of reports, since they may hold a patient's name.
  public var source: String
  public var object: Object
  /// ROI Number, Segment Number or label; `nil` for a threshold.
  public var number: Int?

  public init(source: String, object: Object, number: Int?) {
    (self.source, self.object, self.number) = (source, object, number)
  }
}

extension RegionOrigin: CustomStringConvertible {
  /// `structures 1, ROI 7`.
  public var description: String {
    ([source, [object.rawValue, number.map(String.init)].compactMap { $0 }.joined(separator: " ")])
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

/// A region as a value: what it is recognised by, how it came about, what it is for.
///
/// The name is for people alone. Two regions of one name are two regions: compare `id`.
public struct Region: Sendable, Hashable {
  public var id: RegionID
  public var kind: RegionKind
  public var role: StructureRole
  /// Side of a lobe or of what is in one, as the case file states it; `nil` where nothing states it, never guessed.
  public var side: Lobe?
  /// Origin of the drawn region, or of the parent of a composed one; `nil` for what the program made.
  public var origin: RegionOrigin?
  /// What the user or the file calls it.
  public var name: String
  /// Distinguishes regions of one name in print; `nil` where the name is the only one of its kind.
  public var mark: String?

  public init(
    id: RegionID, kind: RegionKind = .drawn, name: String, role: StructureRole, side: Lobe? = nil,
    origin: RegionOrigin? = nil
  ) {
    (self.id, self.kind, self.name, self.role) = (id, kind, name, role)
    (self.side, self.origin) = (side, origin)
  }

  /// A region that the program makes and names itself.
  public init(program name: String, role: StructureRole = .other, side: Lobe? = nil) {
    self.init(id: RegionID(program: name), name: name, role: role, side: side)
  }

  /// The name, with what distinguishes it where another region is called the same.
  public var label: String { mark.map { "\(name) (\($0))" } ?? name }
}

extension Region: CustomStringConvertible { public var description: String { label } }

extension Region {
  public var isWithoutLesions: Bool { if case .withoutLesions = kind { true } else { false } }
  public var isIncludingLesions: Bool { if case .includingLesions = kind { true } else { false } }
  public var isUnion: Bool { kind == .union }

  /// The drawn region that a composed one is made of; `nil` for a drawn one and for the union.
  public var parent: RegionID? {
    switch kind {
    case .withoutLesions(let parent), .includingLesions(let parent): parent
    case .drawn, .union: nil
    }
  }

  /// This region without its lesions.
  public var withoutLesions: Region { composed(.withoutLesions(of: id), .withoutLesions(of: id), "without") }
  /// This region together with its lesions.
  public var includingLesions: Region {
    composed(.includingLesions(of: id), .includingLesions(of: id), "including")
  }
  /// The union of all lesions.
  public static let allLesions = Region(id: .allLesions, kind: .union, name: "all lesions", role: .tumour)

  private func composed(_ id: RegionID, _ kind: RegionKind, _ word: String) -> Region {
    Region(id: id, kind: kind, name: "\(name) \(word) lesions", role: role, side: side, origin: origin)
  }
}

extension [Region] {
  /// These regions, each with a mark if another one has its name; blanks around a name make no difference.
  public var distinguished: [Region] {
    let counts = Dictionary(grouping: self, by: \.bareName).mapValues(\.count)
    var marked = map { region in
      var copy = region
      copy.mark = counts[region.bareName]! > 1 ? region.whereFrom : nil
      return copy
    }
    // Files of one name in several folders, or numbers that are not unique: the identifier tells them apart.
    let labels = Dictionary(grouping: marked, by: \.label).mapValues(\.count)
    for n in marked.indices where labels[marked[n].label]! > 1 { marked[n].mark = marked[n].id.rawValue }
    return marked
  }
}

extension Region {
  fileprivate var bareName: String {
    let start = name.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }

  fileprivate var whereFrom: String {
    let place = origin?.description ?? id.rawValue
    switch kind {
    case .drawn: return place
    case .withoutLesions, .includingLesions: return "composed of \(place)"
    case .union: return "composed"
    }
  }
}
