// Tampers with the anchor. Whoever may write it can put down an end of his own, unless it is sealed with a key: what is
// tried without one is what the chain itself contradicts.

extension TamperHarness {
  static let anchors: [(name: String, tamper: Tamper)] = [
    ("an anchor of an earlier end", { try $0.anchor { $0.settled.count -= 1 } }),
    ("an anchor of a later end", { try $0.anchor { $0.settled.count += 1 } }),
    (
      "an anchor with another hash",
      { harness in
        let hash = harness.edited(try harness.registry.auditHead())
        return try harness.anchor { $0.settled.hash = hash }
      }
    ),
    (
      "an anchor whose settled part is none",
      { harness in
        let head = try harness.registry.verifyOpen()
        return try harness.anchor {
          $0.pending = Anchor.Head(count: head.count, hash: head.head)
          $0.settled = Anchor.Head(count: head.count - 1, hash: "none")
        }
      }
    ),
    ("an anchor of another registry", { try $0.anchor { $0.registry += "x" } }),
    ("an anchor of another day", { try $0.anchor { $0.created = "2001-01-01T00:00:00Z" } }),
  ]

  /// Sealed as the registry would: the worst case.
  private func anchor(_ change: (inout Anchor) -> Void) throws -> String {
    var anchor = try registry.anchorFile.read()!
    change(&anchor)
    try registry.anchorFile.write(anchor.sealed(by: registry.seal))
    return "anchor"
  }
}
