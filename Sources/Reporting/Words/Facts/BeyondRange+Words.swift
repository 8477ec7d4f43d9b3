import Checks
import Diagnostics

extension BeyondRange: Worded {
  package var wording: Wording { Wording(text) }

  /// With the range that it leaves, and what to look at.
  var text: String {
    let isPossible = limit.kind == .possible
    let unit = limit.unit.isEmpty ? "" : " \(limit.unit)"
    let cannot = isPossible ? ", which cannot be: " : "; "
    return "\(limit.quantity) is \(Plausibility.text(value))\(unit)\(detail)\(cannot)\(limit.span) "
      + (isPossible ? "are possible" : "are usual") + (limit.advice.isEmpty ? "" : ": \(limit.advice)")
  }

  private var detail: String {
    switch also {
    case .none: ""
    case .millilitres(let x): " (\(Plausibility.text(x)) mL)"
    case .gramsPerMillilitre(let x): " (\(Plausibility.text(x)) g/mL)"
    case .hours(let x): " (\(Plausibility.text(x)) h)"
    }
  }
}
