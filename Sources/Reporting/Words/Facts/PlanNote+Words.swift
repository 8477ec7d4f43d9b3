import Checks
import Diagnostics
import Quantities
import Stages

extension PlanNote: Worded {
  private static let source = "El-Haddad 2021"

  package var wording: Wording { Wording(ofLimits ?? ofVials ?? ofVolumes ?? ofHistory) }

  private var ofLimits: String? {
    switch self {
    case .limitExceeded(let name, let gray, let others, let limit):
      "\(name) \(rounded(gray)) Gy"
        + (others > 0 ? ", \(rounded(others)) Gy of them from other injections," : "")
        + " exceeds \(rounded(limit)) Gy"
    case .limitByOwnModel(let name, let gray, let models, let limit, let judged):
      "\(name): \(rounded(gray)) Gy by the model of the prescription (\(models)), above \(rounded(limit)) Gy; "
        + "\(rounded(judged)) Gy by the model that judges"
    case .lungActivity(let activity, let ceiling):
      "\(rounded(activity)) GBq to the lungs exceed the label’s \(ceiling) GBq"
    case .lobeUnstated:
      "the limit of perfused normal liver counts earlier doses, and the lobe is not stated (lobe: \"right\" or \"left\")"
    case .reduction(let factor, let limiting):
      "all its activities × \(rounded(factor)) keep the shared limits; \(limiting) decides"
    case .givenOutside(let given, let deviation, let prescribed):
      "\(rounded(given)) GBq given, \(rounded(100 * deviation)) % from the prescribed \(rounded(prescribed)) GBq, "
        + "outside ±10 %"
    case .deliveredEnergy(let note): note.text
    default: nil
    }
  }

  private var ofVials: String? {
    switch self {
    case .vialBeforeCalibration(let hours): "treatment is \(rounded(hours)) h before the vial is calibrated"
    case .vialLead(let activity, let lead, let hours):
      "a vial of \(rounded(activity)) GBq is delivered \(rounded(lead)) h before its calibration, treatment is "
        + "\(rounded(hours)) h before it"
    case .vialMissing: "no vial of the catalogue contains the prescribed activity at treatment"
    case .orderMissing: "no vial, calibration and hour fit together"
    case .orderBreaks(let limits):
      "no order keeps every limit; the closest breaks \(limits.joined(separator: ", "))"
    case .orderOff(let percent): "no order comes within ±10 %; the closest is \(rounded(percent)) % off"
    default: nil
    }
  }

  private var ofVolumes: String? {
    func volume(_ x: Double) -> String { Plausibility.text(x) + " mL" }
    return switch self {
    case .tumoursExceedLiver(let sum, let liver):
      "the tumours of the injections are \(volume(sum)) together, those of the liver \(volume(liver)): "
        + "normal liver is wrong by the difference"
    case .perfusedExceedLiver(let sum, let liver):
      "the perfused volumes are \(volume(sum)) together, the liver has \(volume(liver)): "
        + "they overlap by \(volume(sum - liver)) at least, which get the dose of both"
    case .sharedTissue(let shared, let own, let other):
      "both reach the same \(volume(shared)), which get \(rounded(own)) + \(rounded(other)) = "
        + "\(rounded(own + other)) Gy; limits are judged with both"
    case .wholeLiver(let fraction):
      "\(rounded(100 * fraction)) % of the liver in one session: whole-liver treatment is to be avoided unless the "
        + "exposure of normal liver is low (\(Self.source))"
    default: nil
    }
  }

  private var ofHistory: String {
    switch self {
    case .earlierDoseUnknown(let day, let treatment):
      "the dose to normal liver of the treatment of \(day) (\(treatment)) is not known: every sum with it is too low"
    case .account(let note, let source): "\(note.wording.what) (\(source))"
    case .recordFault(let problem): problem.description
    case .collateralOpen:
      "a collateral to the gut is open: a contraindication unless it can be occluded (\(Self.source))"
    case .maaUnusual(let activity):
      "\(activity.printedShort()) MBq of MAA; 100 to 150 MBq are customary (\(Self.source))"
    case .otherLobeWithoutTime(let lobe, let day):
      "the \(lobe.rawValue) lobe was treated on \(day); without the time of “treatment” the interval cannot be judged"
    case .soonAfterLobe(let lobe, let days):
      "\(counted(days, "day")) after the \(lobe.rawValue) lobe; 4 to 6 weeks are customary, if the patient has recovered "
        + "(\(Self.source))"
    case .lobeAgain(let lobe, let days, let gray):
      "the \(lobe.rawValue) lobe was radioembolised on \(days.joined(separator: ", ")) (\(Self.doses(gray)) to its "
        + "normal liver): retreatment with extreme caution (\(Self.source))"
    case .sessionAgain(let session, let first, let isSameArtery, let days):
      "session \(session) goes \(isSameArtery ? "through the same artery" : "to the same lobe") as session \(first)"
        + (days.map { ", \(counted($0, "day")) later" } ?? "")
        + ": retreatment with extreme caution, after a review of the dose of the first (\(Self.source))"
    case .afterPRRT(let count, let last, let ago, let gray):
      "\(count) PRRT before, the last on \(last) (\(ago.map { counted($0, "day") } ?? "no time of “treatment”")), "
        + "\(rounded(gray)) Gy to normal liver in all: doses add up; in a series of TARE after PRRT (median 353 days) 3 of "
        + "44 had radioembolisation-induced liver disease (Braat 2020)"
    case .bileDucts(let operations):
      "the bile ducts were operated on or drained (\(operations.joined(separator: "; "))): a higher risk of abscess; about "
        + "10 % after TARE, 20 % after TAE or TACE (\(Self.source))"
    default: ""
    }
  }

  private static func doses(_ gray: [Double?]) -> String {
    gray.map { $0.map { "\(rounded($0)) Gy" } ?? "a dose that is not known" }.joined(separator: ", ")
  }
}

extension PlanSourceNote: Worded {
  package var wording: Wording {
    switch self {
    case .earlierTreatments(let count):
      Wording("\(count) earlier treatments from the liver’s account of the registry")
    case .volumes(let day): Wording("volumes of liver and tumour as measured on \(day)")
    case .lungShunt(let day, let isOfWorkup):
      Wording(
        isOfWorkup
          ? "lung shunt fraction of the work-up of \(day)" : "lung shunt fraction as measured on \(day)")
    case .ratios(let names):
      Wording(
        "tumour-to-normal ratios, where the plan states none: \(names.joined(separator: ", "))")
    case .workup(let day, let variants, let coils, let collaterals, let maa):
      Wording(
        "work-up of \(day): "
          + ([("variants", variants), ("coils", coils), ("collaterals", collaterals)].map { name, text in
            "\(name) \(text.isEmpty ? "not recorded" : text)"
          } + [maa.map { $0 > 0 ? "\($0.printedShort()) MBq MAA" : "no MAA" } ?? "MAA not recorded"])
          .joined(separator: "; "))
    }
  }
}

extension CyclePlanNote: Worded {
  package var wording: Wording {
    switch self {
    case .limitExceeded(let measure, let gray, let limit):
      Wording("\(measure) of \(rounded(gray)) Gy exceeds \(rounded(limit)) Gy already")
    case .irregular(let days, let due, let tolerance):
      Wording(
        "came \(counted(days, "day")) after the one before, outside \(due) ± \(counted(tolerance, "day"))")
    case .ratiosDisagree(let threshold):
      Wording("whether the threshold of \(rounded(threshold)) is met depends on how the ratios are combined")
    }
  }
}
