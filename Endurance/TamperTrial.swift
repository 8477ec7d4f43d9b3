import Files
import Foundation
@testable import Registry

/// Random tampers with records and rows of a registry; each must be found.
enum TamperTrial {
  static func run(count: Int) throws -> Int32 {
    let folder = FileManager.default.temporaryDirectory.appending(path: "endurance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let missed = try [nil, SecretKey.random()].flatMap { try tampers(count / 2, folder, key: $0) }
    for one in missed.prefix(20) { print(one) }
    return missed.isEmpty ? 0 : 1
  }

  /// - Parameter key: seals the audit record.
  private static func tampers(_ count: Int, _ folder: URL, key: SecretKey?) throws -> [String] {
    let place = folder.appending(path: key == nil ? "registry.sqlite" : "keyed.sqlite")
    let registry = try Registry.create(.file(place), key: key)
    let author = try Author(who: "endurance", why: "something to tamper with")
    try registry.change(by: author) { change in
      try change.insert(["id": "S", "name": "Site"], into: "sites")
      for n in 1...8 {
        try change.insert(["id": .text("P\(n)"), "site": "S", "grade": 2], into: "patients")
        try change.insert(
          [
            "id": .text("L\(n)"), "patient": .text("P\(n)"), "sampled": "2026-01-01", "test": "ALT",
            "value": "31", "unit": "U/L",
          ], into: "laboratory")
      }
    }
    try registry.change(by: author) { change in
      for n in 1...8 { try change.update("patients", "P\(n)", ["grade": 3, "ecog": 1]) }
      try change.delete("laboratory", "L8")
    }
    var harness = TamperHarness(registry, seed: 1)
    let missed = try harness.run(count: count)
    let seal = key == nil ? "" : ", with a key"
    print("\(count) tampers of \(harness.kinds.count) kinds\(seal), \(missed.count) not found")
    return missed
  }
}
