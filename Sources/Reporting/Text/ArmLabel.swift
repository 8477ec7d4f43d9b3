/// How an arm is called on pages; patients without one have an arm of the empty name.
package enum ArmLabel {
  package static let none = "no arm"

  package static func text(_ arm: String) -> String { arm.isEmpty ? none : arm }
  /// The arm that a label stands for.
  package static func arm(_ label: String) -> String { label == none ? "" : label }
}
