import Files

/// Regions of reports of schema 1, which are names alone: role by the structure of that name, composition by the definition
/// that the program wrote, side by the whole words of the name. What cannot be read is left open.
struct EarlierNames {
  private let roles: [String: [String]]

  init(_ root: JSON5Object) throws {
    var roles: [String: [String]] = [:]
    for value in try root["structures"]?.array() ?? [] {
      let o = try value.object()
      roles[try o.required("name", "name").string(), default: []].append(
        try o.required("role", "role").string())
    }
    self.roles = roles
  }

  func place(_ name: String, _ definition: String) -> RegionPlace {
    for word in ["without", "including"] {
      let ending = " \(word) lesions"
      let base = String(name.dropLast(ending.count))
      // A drawn region of that name is “as contoured”.
      if name.hasSuffix(ending), definition.hasPrefix("\(base) \(word) "),
        definition != "\(name) as contoured"
      {
        return place(name, of: base, isWithoutLesions: word == "without")
      }
    }
    if name == "all lesions", definition.hasPrefix("union of ") {
      return RegionPlace(label: name, role: "tumour", side: nil, isWithoutLesions: false)
    }
    return place(name, of: name, isWithoutLesions: false)
  }

  private func place(_ name: String, of base: String, isWithoutLesions: Bool) -> RegionPlace {
    let found = roles[base] ?? []
    let role = Set(found).count == 1 ? found[0] : "other"
    return RegionPlace(
      label: name, role: role, side: isLiver(role) ? Self.side(base) : nil,
      isWithoutLesions: isWithoutLesions)
  }

  private func isLiver(_ role: String) -> Bool { ["liverLobe", "perfusedVolume"].contains(role) }

  /// `right` or `left` by the words of a name such as “Left lobe (bright CE)” or “Lobe_R”; `nil` if they name none or
  /// both.
  static func side(_ name: String) -> String? {
    let words = Set(name.lowercased().split { !$0.isLetter }.map(String.init))
    let right = words.contains("right") || words.contains("r")
    let left = words.contains("left") || words.contains("l")
    return right == left ? nil : right ? "right" : "left"
  }
}
