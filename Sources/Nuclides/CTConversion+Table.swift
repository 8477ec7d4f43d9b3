import Diagnostics

extension CTConversion {
  /// Reads a site's table: lines `# name: …`, `# edition: …`, `# source: …`, then
  ///
  ///     node,HU,g/mL                  density, straight lines between nodes
  ///     class,HU,tissue               a tissue from this CT number on, or
  ///     range,HU,HU,tissue            from one CT number to another: ranges must touch and not overlap
  ///     tissue,name,g/mL,H 10.2,…     a tissue of one's own, elements in percent of the mass
  ///
  /// A tissue is one of `ReferenceTissue.library` or of the table's own. Without `class` and `range` lines the classes of
  /// `schneider2000` are used.
  /// - Parameter file: how the user named the table, for error texts.
  /// - Throws: `Problems` with the line number of each line that cannot be read, or as `init`.
  public init(table text: String, from file: String) throws {
    var reader = TableReader(file: file)
    for (n, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      reader.read(line, number: n + 1)
    }
    let starts = reader.starts()
    if !reader.found.isEmpty { throw Problems(reader.found) }
    try self.init(
      name: reader.header["name"] ?? file, edition: reader.header["edition"] ?? "not stated",
      source: reader.header["source"] ?? "given by the site", nodes: reader.nodes,
      tissues: starts.isEmpty ? CTConversion.schneider2000.tissues : starts, compositions: reader.own)
  }
}

/// Gathers the lines of a conversion table and what is wrong with them.
private struct TableReader {
  let file: String
  var header: [String: String] = [:]
  var nodes: [CTConversion.Node] = []
  var own: [ReferenceTissue] = []
  var found: [Problem] = []
  private var classes: [(line: Int, start: Double, end: Double?, tissue: String)] = []

  init(file: String) { self.file = file }

  mutating func read(_ line: Substring, number: Int) {
    if line.hasPrefix("#") { return keep(line) }
    if line.trimmed.isEmpty { return }
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0.trimmed) }
    let numbers = cells.map { Double($0) }
    switch (cells[0], cells.count) {
    case ("node", 3):
      guard let hu = numbers[1], let density = numbers[2] else { break }
      return nodes.append(CTConversion.Node(hounsfield: hu, density: density))
    case ("class", 3):
      guard let hu = numbers[1], let tissue = known(cells[2]) else { break }
      return classes.append((number, hu, nil, tissue))
    case ("range", 4):
      guard let low = numbers[1], let high = numbers[2], low < high, let tissue = known(cells[3]) else {
        break
      }
      return classes.append((number, low, high, tissue))
    case ("tissue", 4...):
      guard let density = numbers[2], density > 0, density <= 25, !cells[1].isEmpty else { break }
      return define(cells, density, number)
    default: break
    }
    found.append(unreadable(line: number))
  }

  private mutating func define(_ cells: [String], _ density: Double, _ number: Int) {
    do throws(Problem) {
      let elements = try ReferenceTissue.elements(cells.dropFirst(3), at: "\(file), line \(number)")
      own.append(
        ReferenceTissue(name: cells[1], density: density, percent: elements, source: header["name"] ?? file))
    } catch { found.append(error) }
  }

  /// The library's or the table's name of a tissue; the table's own stand before the classes that use them.
  private func known(_ name: String) -> String? {
    own.first { $0.name == name }?.name ?? ReferenceTissue.named(name)?.name
  }

  /// Where classes begin, from `class` lines or from ranges that leave no gap.
  mutating func starts() -> [CTConversion.TissueStart] {
    if classes.contains(where: { $0.end != nil }) {
      classes.sort { $0.start < $1.start }
      for (a, b) in zip(classes, classes.dropFirst()) where a.end != b.start { found.append(broken(a, b)) }
    }
    return classes.map { CTConversion.TissueStart(hounsfield: $0.start, tissue: $0.tissue) }
  }

  private func broken(
    _ a: (line: Int, start: Double, end: Double?, tissue: String),
    _ b: (line: Int, start: Double, end: Double?, tissue: String)
  ) -> Problem {
    guard let end = a.end, b.end != nil else {
      return CTConversion.wrong("class and range lines cannot be mixed", "\(file), line \(b.line)")
    }
    let what = end > b.start ? "ranges overlap" : "no tissue is given"
    return CTConversion.wrong(
      "\(what) between \(min(end, b.start)) and \(max(end, b.start)) HU", "\(file), line \(b.line)")
  }

  private mutating func keep(_ comment: Substring) {
    let parts = comment.dropFirst().split(separator: ":", maxSplits: 1).map { String($0.trimmed) }
    if parts.count == 2, ["name", "edition", "source"].contains(parts[0]) { header[parts[0]] = parts[1] }
  }

  private func unreadable(line: Int) -> Problem {
    Problem(
      .dataRejected, what: "not a conversion row", at: "\(file), line \(line)",
      why: "each CT number decides the mass of a voxel, and so its dose",
      remedy:
        "write node,HU,density in g/mL; class,HU,tissue; range,HU,HU,tissue; or tissue,name,density,H 10.2,…; known "
        + "tissues: " + ReferenceTissue.library.map(\.name).joined(separator: ", "))
  }
}
