import Files

/// Tampers with a registry at random places, looks whether the verification finds it, and undoes it.
///
/// For the tests and the endurance run; each tamper happens within a transaction that is rolled back.
package struct TamperHarness {
  let registry: Registry
  var random: Generator
  package private(set) var kinds: Set<String> = []
  private let way: [(name: String, tamper: Tamper)]

  /// Does it, and says where.
  typealias Tamper = @Sendable (inout TamperHarness) throws -> String

  package init(_ registry: Registry, seed: UInt64) {
    self.registry = registry
    random = Generator(state: seed)
    way = Self.records + Self.rows + (registry.store is SQLiteStore ? Self.file : []) + Self.anchors
  }

  /// One kind after the other, each at a random place.
  /// - Returns: the tampers that were not found; empty if all is well.
  package mutating func run(count: Int) throws -> [String] {
    var missed: [String] = []
    for n in 0..<count {
      let (name, tamper) = way[n % way.count]
      kinds.insert(name)
      let anchor = try registry.anchorFile.read()
      try registry.store.beginWriting()
      let what = try tamper(&self)
      let found = try registry.verifyOpen()
      registry.store.rollBack()
      if let anchor { try registry.anchorFile.write(anchor) }
      if found.isSound { missed.append("\(name): \(what)") }
    }
    let sound = try registry.verifyAudit()
    return missed + sound.findings.map { "false alarm: \($0.words)" }
  }

  @discardableResult func sql(_ text: String, _ values: [Value] = []) throws -> [[Value]] {
    try registry.store.run(text, values)
  }

  mutating func edited(_ text: String) -> String {
    var bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return "x" }
    let place = bytes.indices.randomElement(using: &random)!
    bytes[place] = bytes[place] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
    return String(decoding: bytes, as: UTF8.self)
  }

  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
