import Diagnostics
import Files
import Foundation
import Planning

/// First plan files with a comment at every line, to be filled in.
public enum PlanTemplate {
  public enum Kind: String, Sendable, CaseIterable {
    case tare, prrt
    /// Vials, spheres and lung limits, for `devices` of a plan.
    case devices
  }

  /// A whole example that runs as it stands; for devices, the data of the program.
  public static func text(_ kind: Kind) -> String {
    switch kind {
    case .tare: tare
    case .prrt: prrt
    case .devices: MicrosphereData.document
    }
  }

  private static let tare = """
    {
      // A plan of a radioembolisation; every number here is an example.
      hepatica: 1,
      patient: { pseudonym: "P-01", sex: "F", weightKg: 68, heightCm: 167 }, // BSA needs weight and height
      site: "", indication: "neuroendocrine liver metastases", physician: "", physicist: "",
      tare: {
        microspheres: "glass",              // glass, resin or holmium
        // devices: "site-devices.json5",   // your own device data (--template devices); else those of the program
        energyConstant: "label",            // label (50 J/GBq), literature (49.67), { joulesPerGBq: 49.67, basis: "…" },
                                            // or { meanEnergyMeV: 0.9267 } with the half-life of the devices
        residualFraction: 0.01,             // what stays in vial and tubing
        densityGPerMl: 1.05,
        relativeVolumeUncertainty: 0.05,    // of volumes below that have none of their own; leave out: not evaluated
        liver: { ml: 1800, tumourMl: 260 }, // the liver includes its tumours
        lungs: {
          planar: { lungAnterior: 12000, lungPosterior: 10000, liverAnterior: 200000, liverPosterior: 150000 },
          spect: { lungCounts: 31000, liverCounts: 880000 },
          // shuntFraction: { value: 0.04, u: 0.005 },
          use: "spect",                     // planar, spect, given; images where “images” below measure it
          // mass: { kg: 0.85, u: 0.05, source: "CT densitovolumetry" },  or "CT" with images; else 1 kg
          // singleLimitGy: 30, cumulativeLimitGy: 50, limitSource: "…",
        },
        earlier: [
          // { date: "2025-09-01", treatment: "glass, left lobe", activityGBq: 1.8, lungGy: 6, normalLiverGy: 14,
          //   leftLobeGy: 40 },     // therapy: "IV PRRT" for others; with --registry the account of the liver has them
        ],
        limits: [ // for every injection; normalLiver is all liver without tumour, perfused or not, and counts earlier doses
          // and sessions too (cumulative: false for a limit on each treatment alone)
          { region: "normalLiver", gray: 40, source: "site protocol" },
          { region: "perfusedNormalLiver", gray: 75, source: "site protocol" },
        ],
        injections: [
          {
            name: "right hepatic artery", session: 1,
            perfusedMl: 1100,               // with its tumours
            tumours: [
              { name: "segment 7", ml: 160, toNormal: { value: 5.2, u: 0.6 } }, // mean concentration over normal liver's
              { name: "segment 5", ml: 60, toNormal: { value: 3.1, u: 0.5 } },
            ],
            perfusedGoal: { gray: 120, source: "site protocol" }, // one-compartment method
            tumourGoal: { gray: 205, source: "site protocol" },
            prescribe: "multi-compartment", // a method of the table, or an activity in GBq
            treatment: "2026-03-12T10:00:00",
            // Limits are judged at what the vial holds: 8.5 GBq, the smallest that reaches the prescription, exceed 40 Gy.
            vial: { calibration: "2026-03-08T12:00:00", catalogue: "custom", orderedGBq: 8 },
            // or search for the order that comes closest within all limits:
            // order: { calibrations: ["2026-03-08T12:00:00"], from: "2026-03-09", to: "2026-03-20", hours: [8, 16],
            //          catalogue: "custom" },
            // After treatment:
            // given: { start: "2026-03-12T10:20:00", vialGBq: 4.1, measured: "2026-03-12T09:10:00",
            //          residualGBq: 0.05, residualMeasured: "2026-03-12T11:30:00" },
            // delivered: { "tumour": "GTV", "segment 7": "GTV 1" }, // region of the plan: structure of the summary
          },
        ],
        // Voxel doses and measurements from the SPECT/CT of Tc-99m-MAA:
        // images: {
        //   spect: { path: "maa/spect" }, ct: { path: "maa/ct" }, engine: "kernel",
        //   structures: [{ path: "maa/rtstruct.dcm", roles: { "Liver": "liver", "GTV": "tumour", "Lungs": "lung" } }],
        // },   each injection then may name perfusedStructure and tumourStructures instead of volumes and ratios
        // delivered: { summary: "results/summary.json", regions: { normalLiver: "Liver without lesions" } },
      },
    }

    """

  private static let prrt = """
    {
      // What the cycles so far leave, and whether the artery would gain; every number here is an example.
      hepatica: 1,
      patient: { pseudonym: "P-02", sex: "M" },
      site: "", indication: "neuroendocrine liver metastases", physician: "", physicist: "",
      prrt: {
        product: "Lu-177-DOTATATE",
        // protocol: "site-prrt.json5",   // your own schedule and limits; else those of the program
        riskFactors: false,               // true takes the lower BED limit of the kidney
        nextGBq: 7.4,
        cycles: [
          {
            date: "2026-01-05", activityGBq: 7.35,
            organs: {
              kidney: { gray: { value: 4.6, u: 0.6 }, effectiveHalfLifeHours: 51 },
              marrow: { gray: { value: 0.24, u: 0.06 } },
            },
          },
          { date: "2026-03-02", activityGBq: 7.42, organs: { kidney: { gray: 4.3, effectiveHalfLifeHours: 49 } } },
          // From results of hepatica run; both kidneys are averaged over their mass:
          // { date: "2026-05-04", activityGBq: 7.4, summary: "cycle3/results/summary.json",
          //   regions: { kidney: "Kidney L + Kidney R" } },
        ],
        tumourGyPerGBq: { value: 3.9, u: 1.2 }, // of the intravenous cycles; for the expected gain
        intraArterial: [
          {
            kind: "enhancement", lesions: ["S2", "S4", "S5", "S7", "S8"], gate: 3,
            intraArterial: [30, 45, 61, 75, 92], intravenous: [10, 15, 20, 25, 30],
          },
          { kind: "tumourToNormal", intraArterial: [9.1, 12.4, 15.0], intravenous: [4.0, 5.1, 7.2] },
        ],
      },
    }

    """
}
