import Checks
import Stages

extension StructureProposal {
  /// Organs that nobody calls like another.
  private static let organs: Set<StructureRole> = [.liver, .kidney, .spleen, .lung, .marrow, .body]

  /// Structures that are called like one organ and have the role of another: a line of `roles` slipped.
  package static func doubts(_ structures: [(name: String, role: StructureRole)]) -> [Finding] {
    structures.compactMap { name, role in
      let called = StructureProposal(name).role
      guard called != role, organs.isSuperset(of: [called, role]) else { return nil }
      return Finding(CaseNote.roleDoubtful(called: called, stated: role), at: name)
    }
  }
}
