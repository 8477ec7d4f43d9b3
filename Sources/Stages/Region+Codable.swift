extension Region: Codable {
  private enum Key: String, CodingKey { case id, kind, of, role, side, origin, name, mark }
  private enum Word: String, Codable { case drawn, withoutLesions, includingLesions, union }

  /// Files of version 0.1 hold the name alone: such a region is `drawn`, its role is `other` and its side unknown.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self.init(id: RegionID(earlier: name, ""), name: name, role: .other)
      return
    }
    let c = try decoder.container(keyedBy: Key.self)
    self.init(
      id: try c.decode(RegionID.self, forKey: .id), kind: try Self.kind(c),
      name: try c.decode(String.self, forKey: .name), role: try c.decode(StructureRole.self, forKey: .role),
      side: try c.decodeIfPresent(Lobe.self, forKey: .side),
      origin: try c.decodeIfPresent(RegionOrigin.self, forKey: .origin))
    mark = try c.decodeIfPresent(String.self, forKey: .mark)
  }

  private static func kind(_ c: KeyedDecodingContainer<Key>) throws -> RegionKind {
    switch try c.decode(Word.self, forKey: .kind) {
    case .drawn: .drawn
    case .union: .union
    case .withoutLesions: .withoutLesions(of: try c.decode(RegionID.self, forKey: .of))
    case .includingLesions: .includingLesions(of: try c.decode(RegionID.self, forKey: .of))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: Key.self)
    try c.encode(id, forKey: .id)
    try c.encode(kindWord, forKey: .kind)
    try c.encodeIfPresent(parent, forKey: .of)
    try c.encode(role, forKey: .role)
    try c.encodeIfPresent(side, forKey: .side)
    try c.encodeIfPresent(origin, forKey: .origin)
    try c.encode(name, forKey: .name)
    try c.encodeIfPresent(mark, forKey: .mark)
  }

  /// The kind as files write it: `drawn`, `withoutLesions`, `includingLesions`, `union`.
  public var kindWord: String {
    switch kind {
    case .drawn: Word.drawn.rawValue
    case .withoutLesions: Word.withoutLesions.rawValue
    case .includingLesions: Word.includingLesions.rawValue
    case .union: Word.union.rawValue
    }
  }
}

extension Region {
  /// True for a region that was read from a file of version 0.1, which says neither role nor side.
  public var isOfEarlierFile: Bool { id.rawValue.hasPrefix("earlier:") }

  /// What a region of version 0.1 was composed of, by name; its own name where it was drawn.
  public var parentName: String {
    switch kind {
    case .withoutLesions: String(name.dropLast(" without lesions".count))
    case .includingLesions: String(name.dropLast(" including lesions".count))
    case .drawn, .union: name
    }
  }

  /// A region of a file that holds names and definitions alone. Only where both are what this program composes is the
  /// region a composed one: a structure that somebody called `Liver without lesions` has another definition.
  func completed(definition: String) -> Region {
    guard isOfEarlierFile else { return self }
    var copy = self
    copy.id = RegionID(earlier: name, definition)
    for (ending, word) in [(" without lesions", "without"), (" including lesions", "including")] {
      guard name.hasSuffix(ending) else { continue }
      let parent = String(name.dropLast(ending.count))
      // A drawn region of that name is “as contoured”.
      guard definition.hasPrefix("\(parent) \(word) "), definition != "\(name) as contoured" else { continue }
      let id = RegionID(earlier: parent, "\(parent) as contoured")
      copy.kind = word == "without" ? .withoutLesions(of: id) : .includingLesions(of: id)
    }
    if name == "all lesions", definition.hasPrefix("union of the ") {
      (copy.kind, copy.role) = (.union, .tumour)
    }
    return copy
  }
}
