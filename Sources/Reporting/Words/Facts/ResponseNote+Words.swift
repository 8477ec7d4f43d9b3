import Checks
import Diagnostics
import Quantities

extension ResponseNote: Worded {
  package var wording: Wording {
    switch self {
    case .visitsUnused(let count):
      Wording(
        "\(counted(count, "earlier visit", "is", "are")) not used: the baseline is the last before cycle 1")
    case .baselineEarly(let days, let allowed):
      Wording("the baseline lies \(counted(days, "day")) before cycle 1, RECIST 1.1 allows \(allowed)")
    case .baselineLate(let days):
      Wording("the baseline lies \(counted(days, "day")) after cycle 1")
    case .targetNotMeasurable(let lesion, let reason):
      Wording("\(lesion) is a target and not measurable" + (reason.map { ": \($0.wording.what)" } ?? ""))
    case .targetsMany(let count, let allowed): Wording("\(counted(count, "target")), \(allowed) are allowed")
    case .targetsManyInOrgan(let organ, let count, let allowed):
      Wording("\(counted(count, "target")) in \(organ), \(allowed) are allowed")
    case .newAtBaseline(let lesion): Wording("\(lesion) is called new at baseline")
    }
  }
}

extension TargetExclusion: Worded {
  package var wording: Wording {
    switch self {
    case .neverMeasurable(let kind): Wording("\(kind) is never measurable")
    case .nodeBelow(let size): Wording("pathological node below \(rounded4(size)) mm: non-target")
    case .nodeNormal: Wording("node of normal size")
    case .below(let size): Wording("below \(rounded4(size)) mm, the least that this slice thickness allows")
    case .largerTaken(let count): Wording("\(counted(count, "larger target", "is", "are")) taken")
    case .largerInOrgan(let count):
      Wording("\(counted(count, "larger target", "is", "are")) in the same organ")
    case .notChosen: Wording("not chosen by the reader")
    case .nonTarget: Wording("non-target by the reader's judgement")
    }
  }
}
