import Diagnostics

/// What each number of a segmentation model's label image means. A map belongs to the version of the model that it names.
public struct ClassMap: Sendable {
  public let name: String
  public let names: [Int: String]

  /// All maps that the program knows, in the order of its table.
  public static let known: [ClassMap] = {
    var order: [String] = []
    var maps: [String: [Int: String]] = [:]
    let text = String(decoding: PackageResources.classmaps_csv, as: UTF8.self)
    for line in text.split(separator: "\n").filter({ !$0.hasPrefix("#") }).dropFirst() {
      let cells = line.split(separator: ",", maxSplits: 2).map(String.init)
      if maps[cells[0]] == nil { order.append(cells[0]) }
      maps[cells[0], default: [:]][Int(cells[1])!] = cells[2]
    }
    return order.map { ClassMap(name: $0, names: maps[$0]!) }
  }()

  /// - Throws: a usage `Problem` that names the maps that there are.
  public static func named(_ name: String) throws(Problem) -> ClassMap {
    if let map = known.first(where: { $0.name.lowercased() == name.lowercased() }) { return map }
    let advice = likelyMeaning(of: name, among: known.map(\.name)).map { "did you mean “\($0)”? " } ?? ""
    throw Problem(
      .usage, what: "there is no class map “\(name)”", at: "--classes",
      why: "a number without its map could be any organ",
      remedy: advice + "known are: " + known.map(\.name).joined(separator: ", "))
  }

  /// The names of labels that occur.
  /// - Throws: `dataRejected` for a label that the map does not have: the file is of another model or version.
  public func checked(_ labels: [Int], at place: String) throws(Problem) -> [Int: String] {
    let foreign = labels.filter { names[$0] == nil }
    guard foreign.isEmpty else {
      throw Problem(
        .dataRejected,
        what: "label \(foreign.map(String.init).joined(separator: ", ")) is not in the class map “\(name)”",
        at: place, why: "the labels are of another model or version, and every name could be wrong",
        remedy: "name the map of the version that made them")
    }
    return names.filter { labels.contains($0.key) }
  }
}
