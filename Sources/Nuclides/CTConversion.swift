import Diagnostics

/// A named conversion of CT numbers (HU) to mass density and tissue class.
///
/// Density is piecewise linear between nodes; outside it keeps the first or last node's value. CT numbers depend
/// on scanner, tube voltage and contrast medium: a site should give its own table.
public struct CTConversion: Sendable, Hashable {
  public struct Node: Sendable, Hashable {
    /// CT number, HU.
    public let hounsfield: Double
    /// Mass density, g/mL.
    public let density: Double
    public init(hounsfield: Double, density: Double) {
      (self.hounsfield, self.density) = (hounsfield, density)
    }
  }
  public struct TissueStart: Sendable, Hashable {
    /// Smallest CT number of the class, HU.
    public let hounsfield: Double
    /// Name of a `Tissue`, of a `ReferenceTissue`, or of one of the table's own.
    public let tissue: String
    public init(hounsfield: Double, tissue: String) { (self.hounsfield, self.tissue) = (hounsfield, tissue) }
  }

  public let name: String
  public let edition: String
  public let source: String
  /// Rising in CT number.
  public let nodes: [Node]
  /// Rising in CT number; CT numbers below the first start belong to the first class.
  public let tissues: [TissueStart]
  /// Tissues with a composition of their own; all others are those of `ReferenceTissue.library`.
  public let compositions: [ReferenceTissue]

  /// - Throws: `Problems` listing everything wrong: fewer than two nodes, CT numbers that do not rise, densities
  ///   that are not positive, above 25 g/mL, or fall by more than 5 % from one node to the next; no classes, or classes of an unknown tissue.
  public init(
    name: String, edition: String, source: String, nodes: [Node], tissues: [TissueStart],
    compositions: [ReferenceTissue] = []
  ) throws {
    let found = CTConversion.problems(nodes) + CTConversion.problems(tissues, compositions)
    if !found.isEmpty { throw Problems(found) }
    (self.name, self.edition, self.source) = (name, edition, source)
    (self.nodes, self.tissues, self.compositions) = (nodes, tissues, compositions)
  }

  /// Density at a CT number, g/mL; NaN for NaN (no CT there).
  public func density(_ hounsfield: Double) -> Double {
    guard !hounsfield.isNaN else { return .nan }
    guard let above = nodes.firstIndex(where: { $0.hounsfield >= hounsfield }) else {
      return nodes.last!.density
    }
    guard above > 0 else { return nodes[0].density }
    let (a, b) = (nodes[above - 1], nodes[above])
    let t = (hounsfield - a.hounsfield) / (b.hounsfield - a.hounsfield)
    return a.density + t * (b.density - a.density)
  }

  /// Name of the tissue at a CT number.
  public func tissue(_ hounsfield: Double) -> String {
    tissues.last { $0.hounsfield <= hounsfield }?.tissue ?? tissues[0].tissue
  }
}

extension CTConversion {
  /// Schneider, Bortfeld, Schlegel 2000, doi:10.1088/0031-9155/45/2/314, piecewise lines for density; see
  /// `ct_schneider2000.csv` for the class limits.
  public static let schneider2000 = try! CTConversion(
    table: String(decoding: PackageResources.ct_schneider2000_csv, as: UTF8.self),
    from: "ct_schneider2000.csv")

  private static func problems(_ nodes: [Node]) -> [Problem] {
    var found: [Problem] = []
    if nodes.count < 2 {
      found.append(wrong("\(nodes.count) CT-to-density nodes, at least 2 are needed", "nodes"))
    }
    for (n, node) in nodes.enumerated() {
      let place = "node \(n + 1) (\(node.hounsfield) HU)"
      if !(node.hounsfield.isFinite && node.density > 0 && node.density <= 25) {
        found.append(
          wrong("density \(node.density) g/mL at \(node.hounsfield) HU is not between 0 and 25", place))
      }
      guard n > 0 else { continue }
      if !(node.hounsfield > nodes[n - 1].hounsfield) { found.append(wrong("CT numbers do not rise", place)) }
      if node.density < 0.95 * nodes[n - 1].density {
        found.append(wrong("density falls by more than 5 % to \(node.density) g/mL", place))
      }
    }
    return found
  }

  private static func problems(_ tissues: [TissueStart], _ own: [ReferenceTissue]) -> [Problem] {
    let rising = zip(tissues, tissues.dropFirst()).allSatisfy { $0.hounsfield < $1.hounsfield }
    if tissues.isEmpty || !rising {
      return [wrong("tissue classes are missing or their CT numbers do not rise", "classes")]
    }
    let known = Set((own + ReferenceTissue.library).map(\.name))
    return tissues.filter { !known.contains($0.tissue) }.map {
      wrong("no tissue is called “\($0.tissue)”", "class at \($0.hounsfield) HU")
    }
  }

  static func wrong(_ what: String, _ place: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: "CT conversion table, \(place)",
      why: "density decides the mass of each voxel, and dose is energy per mass",
      remedy: "correct the table; densities are in g/mL, CT numbers in HU")
  }
}

extension Substring {
  var trimmed: Substring {
    let start = drop { $0.isWhitespace }
    return start[..<(start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)]
  }
}
