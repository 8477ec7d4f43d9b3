import Diagnostics
import Files

// Terms of a scale, with their limits by grade.

extension RuleReader {
  mutating func term(_ member: JSON5Member) throws(Problem) -> LaboratoryTerm {
    let object = try member.value.object()
    problems += object.unknown(
      except: ["title", "meddra", "clinical", "measurand"] + LaboratoryTerm.Branch.allCases.map(\.rawValue))
    _ = try object.required(LaboratoryTerm.Branch.standard.rawValue, "limits by grade")
    var ladders: [LaboratoryTerm.Branch: [LaboratoryTerm.Step]] = [:]
    for branch in LaboratoryTerm.Branch.allCases {
      guard let value = object[branch.rawValue] else { continue }
      ladders[branch] = try ladder(value)
    }
    return LaboratoryTerm(
      code: member.name, measurand: try object["measurand"]?.string(),
      title: try object.required("title", "term of the scale").string(),
      meddra: try object["meddra"]?.string() ?? "", ladders: ladders,
      clinicalGrades: try object["clinical"]?.string() ?? "", location: member.value.location)
  }

  func composite(
    _ member: JSON5Member, of terms: [String: LaboratoryTerm]
  ) throws(Problem) -> [String] {
    let codes = try member.value.strings()
    for code in codes where terms[code] == nil {
      throw member.value.rejected("“\(code)” is not a term of this document")
    }
    return codes
  }

  /// Steps must stand from the worst grade down: the first that is met decides.
  mutating func ladder(_ value: JSON5Value) throws(Problem) -> [LaboratoryTerm.Step] {
    var steps: [LaboratoryTerm.Step] = []
    for member in try value.object().members {
      guard let grade = Int(member.name), (1...5).contains(grade), grade < steps.last?.grade ?? 6 else {
        throw member.value.rejected(
          "“\(member.name)” is not a grade below the previous one",
          remedy: "list the grades 4, 3, 2, 1 in this order")
      }
      let texts: [String]
      if case .array = member.value.content {
        texts = try member.value.strings()
      } else {
        texts = [try member.value.string()]
      }
      for text in texts {
        guard let step = LaboratoryTerm.Step(grade: grade, parsing: text) else {
          throw member.value.rejected(
            "“\(text)” is not a limit",
            remedy: "write for example “> 3 ULN”, “>= 1.5 baseline” or “< 75 10^9/L”"
          )
        }
        steps.append(step)
      }
    }
    return steps
  }
}
