import Diagnostics
import Stages

/// What reading an image or a structure found: one case for each thing, with its numbers.
///
/// `Intake` states it, with place and severity as an `ImageFinding`; `code` says by which word programs know it; `Reporting` alone
/// puts it into words. A new one is a case here, and a line in each of the two.
package enum ReadingNote: Sendable, Hashable {
  case object(ObjectNote)
  case frames(FrameNote)
  case place(PlaceNote)
  case values(ValueNote)
  case time(TimeNote)
  case nuclide(NuclideNote)
  case decay(DecayNote)
  case administration(AdministrationNote)
  case contours(ContourNote)
  case structures(StructureNote)
  /// What a door found in the bytes of a file has its words from there. Also what was read back from a file.
  case told(ReadingCode?, Wording)

  package static func told(_ problem: Problem, _ code: ReadingCode? = nil) -> ReadingNote {
    .told(code, Wording(problem.what, why: problem.why, remedy: problem.remedy))
  }

  package var code: ReadingCode? {
    switch self {
    case .object(let note): note.code
    case .frames(let note): note.code
    case .place(let note): note.code
    case .values(let note): note.code
    case .time(let note): note.code
    case .nuclide(let note): note.code
    case .decay(let note): note.code
    case .administration(let note): note.code
    case .contours(let note): note.code
    case .structures(let note): note.code
    case .told(let code, _): code
    }
  }
}

/// A value beyond what it can be.
package struct BeyondRange: Sendable, Hashable {
  /// The same in another quantity, for people.
  package enum Also: Sendable, Hashable {
    case millilitres(Double), gramsPerMillilitre(Double), hours(Double)
  }

  package var limit: Plausibility
  /// In the unit of the limit.
  package var value: Double
  package var also: Also?

  /// `nil` for a plausible value.
  package init?(_ limit: Plausibility, _ value: Double, also: Also? = nil) {
    guard !limit.allows(value) else { return nil }
    (self.limit, self.value, self.also) = (limit, value, also)
  }

  /// In words, for a problem that gives its own reason and remedy.
  package var text: String { Problem(.dataRejected, stating: self, at: "").what }
}
