import Diagnostics

extension TrialProtocol {
  /// Every combination of levels, such as `centre=1;burden=>50`.
  var strataKeys: [String] {
    // Minimisation has one committed seed for the whole trial, yet subjects still come from all combinations.
    strata.reduce([""]) { keys, stratum in
      keys.flatMap { key in stratum.levels.map { (key.isEmpty ? "" : key + ";") + "\(stratum.name)=\($0)" } }
    }
  }

  /// Strata that have a list of their own.
  public var listKeys: [String] { isMinimised ? ["all"] : strataKeys }

  /// Level by stratum of a key.
  public static func levels(_ key: String) -> [String: String] {
    let pairs = key.split(separator: ";").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { a, _ in a })
  }

  /// The key of a subject's levels.
  /// - Throws: `Problems` for each stratum whose level is missing or unknown.
  public func key(_ levels: [String: String]) throws -> String {
    var problems = levels.keys.filter { name in !strata.contains { $0.name == name } }.sorted().map {
      Problem(
        .dataRejected, what: "the protocol has no stratum “\($0)”",
        remedy: "strata: " + strata.map(\.name).joined(separator: ", "))
    }
    for stratum in strata where !stratum.levels.contains(levels[stratum.name] ?? "") {
      problems.append(
        Problem(
          .dataRejected,
          what: levels[stratum.name] == nil
            ? "the level of “\(stratum.name)” is missing" : "“\(stratum.name)” has no such level",
          remedy: "levels: " + stratum.levels.joined(separator: ", ")))
    }
    if !problems.isEmpty { throw Problems(problems) }
    return strata.map { "\($0.name)=\(levels[$0.name]!)" }.joined(separator: ";")
  }
}
