/// How structures lie to each other, beyond what a table of limits can say.
package enum SceneNote: Sendable, Hashable {
  case severalLivers(Int)
  /// The body was drawn around these.
  case drawnAround([String])
  case withoutRole
  case tumoursMissed([String])
  /// Part of the energy that is emitted in a perfused volume, 0…1.
  case energyLeaves(Double)
  /// Part of it inside the liver, 0…1; whether the liver touches it all around.
  case lesionNotCounted(String, inside: Double, isEnclosed: Bool)
}

/// What became of earlier doses that the record holds, by their titles.
package enum RecordedDoseNote: Sendable, Hashable {
  case added([String])
  /// In a file as well.
  case countedOnce([String])
  case differs(String)
  case missing([String])
  /// As the record has it.
  case contradiction(String)
}
