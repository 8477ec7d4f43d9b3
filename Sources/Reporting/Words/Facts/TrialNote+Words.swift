import Checks
import Diagnostics
import Quantities

extension TrialNote: Worded {
  package var wording: Wording { Wording(ofMeasurement ?? ofConduct) }

  private var ofMeasurement: String? {
    switch self {
    case .givenOtherwise(let given, let allocated):
      "given \(given), allocated \(allocated.rawValue) hepatic artery; analysed as allocated"
    case .oneKidney(let name): "one kidney alone is drawn: \(name)"
    case .lobeWithoutSide(let name): "the side of the lobe \(name) is not stated: no lesion is put into it"
    case .enclosed: "was left out of the liver's contours and counts as hepatic by what surrounds it"
    case .inBothLobes(let larger, let due):
      "lies in both lobes (\(percent(larger)) in the larger part, \(percent(due)) are asked for): it belongs to neither"
    case .withoutRatio: "no tumour-to-normal ratio, a mean is not above zero"
    case .withoutLongLesion(let count, let limit):
      "none of \(counted(count, "lesion")) is longer than \(rounded(limit)) mm: it has no tumour-to-normal ratio"
    case .fewLesions(let count, let limit, let due):
      "\(counted(count, "lesion")) of the liver \(count == 1 ? "is" : "are") longer than \(rounded(limit)) mm, the threshold needs \(due)"
    case .diametersOnActivity:
      "diameters of lesions were measured on the grid of the activity, not on a CT"
    case .corrected(let change): "corrected: \(change.wording.what)"
    case .inNeitherLobe(let names): "\(names.joined(separator: ", ")) belong to neither lobe"
    default: nil
    }
  }

  private var ofConduct: String {
    switch self {
    case .unblinded: "an emergency unblinding was logged"
    case .armDiffers(let list): "of \(list) was given an arm other than that on the list"
    case .majorDeviations(let count, let all):
      "\(counted(count, "major deviation")) from the protocol, of \(counted(all, "subject"))"
    case .foreignMeasurements(let count):
      "\(counted(count, "measurement")) for another protocol left out"
    case .stoppingRule(let name, let subjects):
      "stopping rule “\(name)” is reached by \(counted(subjects, "subject"))"
    case .missing(let gap): gap.wording.what
    case .primary(let open): open.wording.what
    default: ""
    }
  }
}

extension TrialGap: Worded {
  package var wording: Wording { Wording("\(patient), cycle \(cycle), \(lobe) lobe: \(reason.words)") }
}

extension TrialGap.Reason {
  fileprivate var words: String {
    switch self {
    case .noNormalLiver: "no normal liver"
    case .unitsDiffer(let units): "lesions and normal liver are in \(units.joined(separator: " and "))"
    case .noneLongEnough(let count, let limit):
      "none of \(count) lesions is known to be longer than \(rounded(limit)) mm"
    case .meanNotPositive: "a mean is not above zero"
    case .measuredOtherwise(let before, let now):
      "measured with other lesions or diameters (T/N \(rounded(before)), now \(rounded(now)))"
    }
  }
}

extension OpenAnalysis: Worded {
  package var wording: Wording {
    switch self {
    case .otherEndpoint: Wording("The primary endpoint of this trial is not a tumour-to-normal ratio.")
    case .refused(let reason): Wording("The primary analysis cannot be done yet: \(reason).")
    }
  }
}

extension MeasuredChange: Worded {
  package var wording: Wording {
    Wording(column.map { "\(row), \($0): \(before) → \(after)" } ?? "\(row): not found again")
  }
}
