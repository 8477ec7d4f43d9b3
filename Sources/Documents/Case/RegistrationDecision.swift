import Checks
import Diagnostics
import Files
import Stages
import Volumes

/// How far a person moved the image of a time point, after the registration with this mark.
public struct HandMove: Sendable, Equatable {
  public var timePoint: String
  public var mark: String
  /// In the space of the reference, mm LPS.
  public var shift: Vector3

  package init(timePoint: String, mark: String, shift: Vector3) {
    (self.timePoint, self.mark, self.shift) = (timePoint, mark, shift)
  }
}

func readRegistrationDecision(_ r: inout FieldReader) -> (RegistrationDecision, HandMove?)? {
  let point = r.required("timePoint", "its name") { v throws(Problem) in try v.string() }
  let mark = r.required("mark", "the registration’s mark, as the report prints it") { v throws(Problem) in
    try v.string().lowercased()
  }
  let by = r.required("by", "who looked at it") { v throws(Problem) in
    let name = try v.string()
    guard !name.allSatisfy(\.isWhitespace) else { throw v.rejected("“by” is empty: who looked at it") }
    return name
  }
  let at = r.dateTime("at"), why = r.text("why")
  let shift = r.optional("movedMm") { v throws(Problem) in try readShift(v) }
  guard let point, let mark, let by else { return nil }
  return (
    RegistrationDecision(timePoint: point, mark: mark, acceptance: .init(by: by, at: at, why: why)),
    shift.map { HandMove(timePoint: point, mark: mark, shift: $0) }
  )
}

private func readShift(_ value: JSON5Value) throws(Problem) -> Vector3 {
  let mm = try value.array()
  guard mm.count == 3 else {
    throw value.rejected("“movedMm” has three numbers: mm to the patient's left, back and head")
  }
  return Vector3(try mm[0].number(.handMove), try mm[1].number(.handMove), try mm[2].number(.handMove))
}
