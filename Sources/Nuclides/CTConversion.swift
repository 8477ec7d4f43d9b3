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
    public let tissue: Tissue
    public init(hounsfield: Double, tissue: Tissue) { (self.hounsfield, self.tissue) = (hounsfield, tissue) }
  }

  public let name: String
  public let edition: String
  public let source: String
  /// Rising in CT number.
  public let nodes: [Node]
  /// Rising in CT number; CT numbers below the first start belong to the first class.
  public let tissues: [TissueStart]

  /// - Throws: `Problems` listing everything wrong: fewer than two nodes, CT numbers that do not rise, densities
  ///   that are not positive, above 25 g/mL, or fall by more than 5 % from one node to the next; no classes.
  public init(name: String, edition: String, source: String, nodes: [Node], tissues: [TissueStart]) throws {
    let found = CTConversion.problems(nodes) + CTConversion.problems(tissues)
    if !found.isEmpty { throw Problems(found) }
    (self.name, self.edition, self.source) = (name, edition, source)
    (self.nodes, self.tissues) = (nodes, tissues)
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

  public func tissue(_ hounsfield: Double) -> Tissue {
    tissues.last { $0.hounsfield <= hounsfield }?.tissue ?? tissues[0].tissue
  }
}

extension CTConversion {
  /// Schneider, Bortfeld, Schlegel 2000, doi:10.1088/0031-9155/45/2/314, piecewise lines for density; see
  /// `ct_schneider2000.csv` for the class limits.
  public static let schneider2000 = try! CTConversion(
    table: String(decoding: PackageResources.ct_schneider2000_csv, as: UTF8.self),
    from: "ct_schneider2000.csv")

  /// Reads a site's table: lines `# name: …`, `# edition: …`, `# source: …`, then `node,HU,g/mL` and
  /// `class,HU,tissue`. Without `class` lines those of `schneider2000` are used.
  /// - Parameter file: how the user named the table, for error texts.
  /// - Throws: `Problems` with the line number of each line that cannot be read, or as `init`.
  public init(table text: String, from file: String) throws {
    var nodes: [Node] = [], tissues: [TissueStart] = [], found: [Problem] = [], header: [String: String] = [:]
    for (n, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let cells = line.split(separator: ",").map { String($0.trimmed) }
      if line.hasPrefix("#") {
        CTConversion.keep(line, in: &header)
      } else if cells.count == 3, cells[0] == "node",
        let hu = Double(cells[1]), let density = Double(cells[2])
      {
        nodes.append(Node(hounsfield: hu, density: density))
      } else if cells.count == 3, cells[0] == "class", let hu = Double(cells[1]),
        let tissue = Tissue(rawValue: cells[2])
      {
        tissues.append(TissueStart(hounsfield: hu, tissue: tissue))
      } else if !line.trimmed.isEmpty {
        found.append(CTConversion.unreadable(file, line: n + 1))
      }
    }
    if !found.isEmpty { throw Problems(found) }
    try self.init(
      name: header["name"] ?? file, edition: header["edition"] ?? "not stated",
      source: header["source"] ?? "given by the site", nodes: nodes,
      tissues: tissues.isEmpty ? CTConversion.schneider2000.tissues : tissues)
  }

  private static func keep(_ comment: Substring, in header: inout [String: String]) {
    let parts = comment.dropFirst().split(separator: ":", maxSplits: 1).map { String($0.trimmed) }
    if parts.count == 2, ["name", "edition", "source"].contains(parts[0]) { header[parts[0]] = parts[1] }
  }

  private static func unreadable(_ file: String, line: Int) -> Problem {
    Problem(
      .dataRejected, what: "not a conversion row", at: "\(file), line \(line)",
      why: "each CT number decides the mass of a voxel, and so its dose",
      remedy: "write node,HU,density in g/mL, or class,HU,tissue with one of: "
        + Tissue.allCases.map(\.rawValue).joined(separator: ", "))
  }

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

  private static func problems(_ tissues: [TissueStart]) -> [Problem] {
    let rising = zip(tissues, tissues.dropFirst()).allSatisfy { $0.hounsfield < $1.hounsfield }
    return tissues.isEmpty || !rising
      ? [wrong("tissue classes are missing or their CT numbers do not rise", "classes")] : []
  }

  private static func wrong(_ what: String, _ place: String) -> Problem {
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
