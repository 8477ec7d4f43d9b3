import Stages

extension StructureProposal {
  /// Organs that nobody calls like another.
  private static let organs: [StructureRole: String] = [
    .liver: "the liver", .kidney: "a kidney", .spleen: "the spleen", .lung: "a lung", .marrow: "marrow",
    .body: "the body",
  ]

  /// Structures that are called like one organ and have the role of another: a line of `roles` slipped.
  package static func doubts(_ structures: [(name: String, role: StructureRole)]) -> [Finding] {
    structures.compactMap { name, role in
      let called = StructureProposal(name).role
      guard called != role, let organ = organs[called], let stated = organs[role] else { return nil }
      return Finding(
        .decision, Finding.Code("structures.role"),
        "it is called like \(organ) and has the role of \(stated)",
        at: name)
    }
  }
}
