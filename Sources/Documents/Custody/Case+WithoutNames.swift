import Foundation
import Stages

extension Case {
  /// The same case with structures called by their place in it, `2.3` for label 3 of the second entry of structures, wherever the
  /// case gives them a name or means them by it: equal for two cases that differ in such names alone.
  ///
  /// - Parameter found: numbers of the structures of a file by the names that the file itself gives them, by entry. Names of a
  ///   file that was not looked into stay.
  func withoutNames(in found: [Int: [String: [Int]]]) -> Case {
    var copy = self
    let places = places(found)
    func place(_ name: String) -> String { places[name] ?? name }
    copy.structures = structures.map { source in
      switch source {
      case .threshold(var region):
        (region.name, region.within) = ("\(region.entry)", region.within.map(place))
        return .threshold(region)
      case .file(var file):
        let own = file.places(found[file.entry] ?? [:])
        file.roles = file.roles.renamed { own[$0] ?? $0 }
        file.sides = file.sides.renamed { own[$0] ?? $0 }
        file.names = file.names.reduce(into: [:]) { $0[$1.key] = "\(file.entry).\($1.key)" }
        return .file(file)
      }
    }
    copy.options.doseGrid?.crop = options.doseGrid?.crop.map(place)
    if case .administered(let shunt, let over) = calibration {
      copy.calibration = .administered(lungShuntFraction: shunt, over: over.map(place))
    }
    if case .structures(var choice)? = materials {
      for n in choice.fillings.indices { choice.fillings[n].structure = place(choice.fillings[n].structure) }
      copy.materials = .structures(choice)
    }
    return copy
  }

  /// Where each name is given: two of one name have both places.
  private func places(_ found: [Int: [String: [Int]]]) -> [String: String] {
    var all: [String: [String]] = [:]
    for source in structures {
      switch source {
      case .threshold(let region): all[region.name, default: []].append("\(region.entry)")
      case .file(let file):
        for (name, place) in file.places(found[file.entry] ?? [:]) { all[name, default: []].append(place) }
      }
    }
    return all.mapValues { $0.joined(separator: "+") }
  }
}

extension StructureFile {
  /// Where the file's names stand, those of the case before those of the file itself: `2.3`.
  fileprivate func places(_ found: [String: [Int]]) -> [String: String] {
    let given = names.sorted { $0.key < $1.key }.reduce(into: [String: [Int]]()) { all, name in
      all[name.value, default: []].append(name.key)
    }
    let all = found.merging(given) { found, given in found + given.filter { !found.contains($0) } }
    return all.mapValues { $0.map { "\(entry).\($0)" }.joined(separator: "+") }
  }
}

extension Dictionary where Key == String {
  fileprivate func renamed(_ name: (String) -> String) -> Self {
    reduce(into: [:]) { $0[name($1.key)] = $1.value }
  }
}
