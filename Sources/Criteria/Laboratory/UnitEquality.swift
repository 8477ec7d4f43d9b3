/// Whether two texts are one unit in two spellings: `ml/min` and `mL/min`, `10*9/l` and `10^9/L`.
public func isSameUnit(_ a: String, _ b: String) -> Bool {
  if a == b { return true }
  guard let x = UnitText(a), let y = UnitText(b) else {
    return a.trimmed.lowercased() == b.trimmed.lowercased()
  }
  return x == y
}

/// Whether two texts are both units that are known, and not one.
package func areDifferentUnits(_ a: String, _ b: String) -> Bool {
  guard let x = UnitText(a), let y = UnitText(b) else { return false }
  return x != y
}
