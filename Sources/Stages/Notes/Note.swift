/// What a room noticed about its own result: one case for each thing, with its numbers.
///
/// Rooms make notes. `Checks` says how far each reaches and by which code programs know it; `Reporting` alone puts it into
/// words. A new one is a case here, and a line in each of the two.
public enum Note: Sendable, Hashable {
  case curve(CurveNote)
  case recovery(RecoveryNote)
  case image(ImageNote)
  case administered(AdministeredNote)
  case structures(StructuresNote)
  case region(RegionNote)
  case registration(RegistrationNote)
  case dose(DoseNote)
  /// A sentence of a file that version 0.1 wrote.
  case sentence(String)
}

extension Note: Codable {
  private enum Kind: String, CodingKey {
    case curve, recovery, image, administered, structures, region, registration, dose
  }

  public init(from decoder: any Decoder) throws {
    if let sentence = try? decoder.singleValueContainer().decode(String.self) {
      self = .sentence(sentence)
      return
    }
    let c = try decoder.container(keyedBy: Kind.self)
    guard let kind = c.allKeys.first else {
      throw DecodingError.dataCorrupted(.init(codingPath: c.codingPath, debugDescription: "not a note"))
    }
    switch kind {
    case .curve: self = .curve(try c.decode(CurveNote.self, forKey: kind))
    case .recovery: self = .recovery(try c.decode(RecoveryNote.self, forKey: kind))
    case .image: self = .image(try c.decode(ImageNote.self, forKey: kind))
    case .administered: self = .administered(try c.decode(AdministeredNote.self, forKey: kind))
    case .structures: self = .structures(try c.decode(StructuresNote.self, forKey: kind))
    case .region: self = .region(try c.decode(RegionNote.self, forKey: kind))
    case .registration: self = .registration(try c.decode(RegistrationNote.self, forKey: kind))
    case .dose: self = .dose(try c.decode(DoseNote.self, forKey: kind))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if case .sentence(let text) = self {
      var c = encoder.singleValueContainer()
      return try c.encode(text)
    }
    var c = encoder.container(keyedBy: Kind.self)
    switch self {
    case .curve(let note): try c.encode(note, forKey: .curve)
    case .recovery(let note): try c.encode(note, forKey: .recovery)
    case .image(let note): try c.encode(note, forKey: .image)
    case .administered(let note): try c.encode(note, forKey: .administered)
    case .structures(let note): try c.encode(note, forKey: .structures)
    case .region(let note): try c.encode(note, forKey: .region)
    case .registration(let note): try c.encode(note, forKey: .registration)
    case .dose(let note): try c.encode(note, forKey: .dose)
    case .sentence: break
    }
  }
}
