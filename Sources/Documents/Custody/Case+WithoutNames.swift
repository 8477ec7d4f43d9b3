import Foundation
import Stages

extension Case {
  /// The same case with structures called by their place in it, `2.3` for label 3 of the second entry of structures, wherever the
  /// case gives them a name or means them by it: equal for two cases that differ in such names alone.
  ///
  /// Names that stand in an image are a part of the image, and stay.
  var withoutNames: Case {
    var copy = self
    let places = places
    func place(_ name: String) -> String { places[name] ?? name }
    copy.structures = structures.map { source in
      switch source {
      case .threshold(var region):
        (region.name, region.within) = ("\(region.entry)", region.within.map(place))
        return .threshold(region)
      case .file(var file):
        file.roles = file.roles.renamed(place)
        file.sides = file.sides.renamed(place)
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

  /// Where each name that the case gives is given: two of one name have both places.
  private var places: [String: String] {
    var all: [String: [String]] = [:]
    for source in structures {
      switch source {
      case .threshold(let region): all[region.name, default: []].append("\(region.entry)")
      case .file(let file):
        for (label, name) in file.names.sorted(by: { $0.key < $1.key }) {
          all[name, default: []].append("\(file.entry).\(label)")
        }
      }
    }
    return all.mapValues { $0.joined(separator: "+") }
  }
}

extension Dictionary where Key == String {
  fileprivate func renamed(_ name: (String) -> String) -> Self {
    reduce(into: [:]) { $0[name($1.key)] = $1.value }
  }
}
