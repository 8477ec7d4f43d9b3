import Stages

/// What a case file says and its images do not, or the other way round.
package enum CaseNote: FindingFact {
  /// A structure that is called like one organ and has the role of another.
  case roleDoubtful(called: StructureRole, stated: StructureRole)
  /// One of two times states its offset from UTC, in seconds; `isOfImage` says whose. Usual where a scanner wrote it.
  case offsetOfOne(seconds: Int, isOfImage: Bool, isUsual: Bool)
  /// The identifiers of the series of each patient.
  case patientsDiffer([String])
  /// Answers to what an image leaves open.
  case nuclideStated(String)
  case scaledByActivity
  case unitKnown(String)
  case registrationAccepted(by: String, why: String)
  /// The registration that somebody accepted, by its mark, is another one now, or there is none.
  case acceptedOtherwise(by: String, timePoint: String, mark: String)

  package var rank: Finding.Rank {
    switch self {
    case .offsetOfOne(_, _, let isUsual): isUsual ? .information : .decision
    case .roleDoubtful, .patientsDiffer, .acceptedOtherwise: .decision
    case .nuclideStated, .scaledByActivity, .unitKnown, .registrationAccepted: .information
    }
  }

  package var code: Finding.Code {
    switch self {
    case .roleDoubtful: Finding.Code("structures.role")
    case .offsetOfOne: Finding.Code("time.offset")
    case .patientsDiffer: Finding.Code("image.patients-differ")
    case .nuclideStated, .scaledByActivity, .unitKnown, .registrationAccepted: Finding.Code("case.answer")
    case .acceptedOtherwise: Finding.Code("registration.accepted-otherwise")
    }
  }
}
