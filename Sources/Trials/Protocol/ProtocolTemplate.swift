/// First protocol files to edit.
public enum ProtocolTemplate: String, Sendable, CaseIterable {
  /// Within-patient comparison of intra-arterial with intravenous infusion.
  case lutia
  /// A fifth, intra-arterial administration after a gate.
  case lutarterial

  public var text: String {
    switch self {
    case .lutia: Self.lutiaText
    case .lutarterial: Self.lutarterialText
    }
  }

  private static let lutiaText = """
    // A trial's protocol. “hepatica trial lock” locks it by its hash; after that no byte may change.
    {
      hepatica: 1,
      trial: "LUTIA-LIKE",
      title: "Intra-arterial against intravenous Lu-177-DOTATATE, each patient as its own control",
      design: "withinPatient", // the arm states which hepatic artery is infused, in every cycle the same
      arms: [
        { letter: "R", name: "right hepatic artery" },
        { letter: "L", name: "left hepatic artery" },
      ],
      // Lists are drawn for each combination of levels.
      strata: [{ name: "centre", levels: ["1", "2"] }],
      allocation: { method: "permutedBlocks", blockSizes: [2, 4], perStratum: 26 },
      // or { method: "minimisation", factors: ["centre"], probability: 0.8 }
      testSeed: 1, // of lists for trying out; real lists have seeds that nobody knows
      subjects: 26,
      cycles: 4,
      // Who has not consented is not allocated; eligibility: "lutia" asks for a screening by these rules as well.
      enrolment: { consent: true },
      activity: { GBq: 7.4, tolerancePercent: 10 }, // of each cycle; more or less is a deviation
      alpha: 0.05,
      lesions: { maximum: 3, longerThanMm: 30 }, // per lobe, the longest first
      // How “hepatica trial measure” measures. A lesion that lies in both lobes by more than a fifth belongs to neither.
      measurement: {
        normalLiverMarginMm: 10, liverEdgeMarginMm: 5, // around lesions, and inside the edge of the lobe
        hoursAfterAdministration: 24, toleranceHours: 6, recovery: false, lobeShare: 0.8,
      },
      endpoints: [
        {
          name: "T/N after cycle 1", primary: true, quantity: "T/N", cycles: [1],
          scale: "log", // locked: raw and log can disagree, and then everybody would know which one to like
          aggregation: "mean of ratios", // of the lesions of a lobe
          regions: {
            tumour: "mean activity concentration in the lesion's contour on CT",
            normal: "mean activity concentration in the same lobe without lesions without a margin of 10 mm around them, 5 mm from the edge",
          },
        },
        { name: "T/N of cycles 2 to 4", quantity: "T/N", cycles: [2, 3, 4], scale: "log", aggregation: "mean of ratios" },
        { name: "uptake of the kidneys", quantity: "uptake", cycles: [1, 2, 3, 4], scale: "log" },
        { name: "toxicity", quantity: "toxicity", cycles: [1, 2, 3, 4], scale: "raw" },
        { name: "response", quantity: "response", cycles: [4], scale: "raw" },
      ],
      visits: [
        // Of each cycle: examination and blood before, one night in hospital, angiography, images after the infusion.
        { name: "examination", kind: "clinic", after: "eachCycle", days: -1, early: 13, late: 1 },
        { name: "blood before", kind: "laboratory", after: "eachCycle", days: -1, early: 13, late: 0 },
        { name: "admission", kind: "admission", after: "eachCycle", days: 0, early: 1, late: 0 },
        { name: "angiography", kind: "angiography", after: "eachCycle", days: 0, early: 0, late: 0 },
        { name: "images of the cycle", kind: "imaging", after: "eachCycle", days: 1, early: 1, late: 2 },
        { name: "4 weeks", kind: "laboratory", after: "eachCycle", days: 28, early: 7, late: 7 },
        { name: "8 weeks", kind: "imaging", after: "eachCycle", days: 56, early: 7, late: 14 },
        { name: "18 months", kind: "imaging", after: "lastCycle", months: 18, early: 30, late: 60 },
      ],
      stopping: [{ name: "liver failure", terms: ["Hepatic failure"], grade: 3, maximum: 1 }],
    }

    """

  private static let lutarterialText = """
    // A trial's protocol. “hepatica trial lock” locks it by its hash; after that no byte may change.
    {
      hepatica: 1,
      trial: "LUTARTERIAL-LIKE",
      title: "A fifth, intra-arterial administration of Lu-177-DOTATATE after a gate on Ga-68 PET",
      design: "singleArm", // the order of the scans is fixed
      arms: [{ letter: "A", name: "intra-arterial first" }],
      strata: [{ name: "centre", levels: ["1"] }],
      allocation: { method: "consecutive", perStratum: 20 },
      testSeed: 1,
      subjects: 20,
      cycles: 5,
      enrolment: { consent: true },
      activity: { GBq: 7.4, tolerancePercent: 10 },
      alpha: 0.05,
      lesions: { maximum: 5, longerThanMm: 10 },
      measurement: { normalLiverMarginMm: 10, liverEdgeMarginMm: 5 },
      endpoints: [
        {
          name: "uptake of five lesions", primary: true, quantity: "uptake", cycles: [5], scale: "log",
          regions: { tumour: "SUVmean of the lesion's contour on MRI", normal: "kidney, spleen, healthy liver, marrow" },
        },
        { name: "organs, fifth administration against the earlier ones", quantity: "uptake", cycles: [1, 2, 3, 4, 5], scale: "log" },
      ],
      visits: [
        { name: "4 weeks", kind: "laboratory", after: "lastCycle", days: 28, early: 7, late: 7 },
        { name: "8 weeks", kind: "imaging", after: "lastCycle", days: 56, early: 7, late: 14 },
        // Clinical examination, MRI and CT, and progression, to 18 months.
        { name: "6 months, clinic", kind: "clinic", after: "lastCycle", months: 6, early: 30, late: 30 },
        { name: "6 months, MRI", kind: "MR", after: "lastCycle", months: 6, early: 30, late: 30 },
        { name: "6 months, CT", kind: "CT", after: "lastCycle", months: 6, early: 30, late: 30 },
        { name: "12 months, clinic", kind: "clinic", after: "lastCycle", months: 12, early: 30, late: 30 },
        { name: "12 months, MRI", kind: "MR", after: "lastCycle", months: 12, early: 30, late: 30 },
        { name: "12 months, CT", kind: "CT", after: "lastCycle", months: 12, early: 30, late: 30 },
        { name: "18 months, clinic", kind: "clinic", after: "lastCycle", months: 18, early: 30, late: 60 },
        { name: "18 months, MRI", kind: "MR", after: "lastCycle", months: 18, early: 30, late: 60 },
        { name: "18 months, CT", kind: "CT", after: "lastCycle", months: 18, early: 30, late: 60 },
      ],
      // “Meet a ratio of 3” must say of what: the four ways disagree on the same five lesions.
      gate: { name: "enhancement", ratio: 3, lesions: 5, aggregation: "mean of ratios", patients: 10, expected: 3.75 },
    }

    """
}
