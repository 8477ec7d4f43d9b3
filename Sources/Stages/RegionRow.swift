/// What is said of one region.
public protocol OfRegion: Codable {
  var region: Region { get set }
  /// What the region is made of, in words, for files of version 0.1.
  var definition: String { get }
}

extension RegionDose: OfRegion {}
extension TimeActivityFit: OfRegion { public var definition: String { "" } }

/// Rows of a file by region: `region` is the printed name, by which people and scripts find a row, `of` the region itself.
/// Files whose `region` is the region itself are read too, and those of version 0.1, which hold names alone.
@propertyWrapper public struct RegionRows<Row: OfRegion & Sendable>: Sendable, Codable {
  public var wrappedValue: [Row]
  public init(wrappedValue: [Row]) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode([OneRow<Row>].self).map(\.row)
  }

  public func encode(to encoder: any Encoder) throws {
    var c = encoder.singleValueContainer()
    try c.encode(wrappedValue.map(OneRow.init))
  }
}

private struct OneRow<Row: OfRegion>: Codable {
  var row: Row
  private enum Key: CodingKey { case region, of }

  init(row: Row) { self.row = row }

  init(from decoder: any Decoder) throws {
    row = try Row(from: decoder)
    let whole = try decoder.container(keyedBy: Key.self).decodeIfPresent(Region.self, forKey: .of)
    row.region = (whole ?? row.region).completed(definition: row.definition)
  }

  func encode(to encoder: any Encoder) throws {
    try row.encode(to: encoder)
    var c = encoder.container(keyedBy: Key.self)
    try c.encode(row.region.label, forKey: .region)
    try c.encode(row.region, forKey: .of)
  }
}
