import Files
import Stages
import Volumes

/// What a person decided on a registration: that it may be used, as it was computed or moved by hand.
public struct RegistrationDecision: Sendable, Equatable {
  public var timePoint: String
  /// Six hexadecimal digits of the registration that was looked at; see `Registration.mark`.
  public var mark: String
  public var acceptance: Registration.Acceptance

  package init(timePoint: String, mark: String, acceptance: Registration.Acceptance) {
    (self.timePoint, self.mark, self.acceptance) = (timePoint, mark, acceptance)
  }
}

extension Registration {
  /// By what a decision recognises it: the first digits of the SHA-256 of the motion that was computed. Another seed,
  /// another image or another reference is another mark; a move by hand is not.
  package var mark: String {
    let motion = computed ?? transform
    let columns = [
      motion.rotation.columns.x, motion.rotation.columns.y, motion.rotation.columns.z, motion.translation,
    ]
    let text = columns.map { "\($0.x) \($0.y) \($0.z)" }.joined(separator: " ")
    return String(sha256("\(moving) \(fixed) \(text)".utf8).prefix(6))
  }
}

extension Registration {
  /// The same with the moving image moved by hand, from where it was computed to lie; an earlier move is replaced.
  ///
  /// - Parameter shift: in the reference space, mm LPS.
  package func moved(by shift: Vector3) -> Registration {
    var new = self
    let base = computed ?? transform
    (new.moved, new.computed) = (shift, base)
    new.transform.rotation = base.rotation
    new.transform.translation = base.translation - base.rotation * shift
    return new
  }

  /// With who accepted it, where somebody did.
  package func accepted(by decisions: [RegistrationDecision]) -> Registration {
    var new = self
    new.accepted = decisions.first { $0.timePoint == moving && $0.mark == mark }?.acceptance
    return new
  }
}

extension [RegistrationDecision] {
  /// Those on registrations that are not so: it is another one now, or none.
  package func unmet(by registrations: [Registration]) -> [RegistrationDecision] {
    let known = Set(registrations.map { [$0.moving, $0.mark] })
    return filter { !known.contains([$0.timePoint, $0.mark]) }
  }
}
