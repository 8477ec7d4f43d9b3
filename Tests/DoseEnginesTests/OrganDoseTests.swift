import Diagnostics
import Nuclides
import Quantities
import Testing

@testable import DoseEngines

/// Worked examples computed with the same tables by an independent script; figures of RADAR from its ICRP-89 tables as printed by
/// OLINDA/EXM 2.2 (Stabin and Siegel 2018, doi:10.2967/jnumed.117.196261). Within 0.1 % unless said otherwise.
@Suite("Organ doses by S coefficients") struct OrganDoseTests {
  typealias Sources = [String: Double]

  static func sources(_ activities: Sources, remainder: Double? = nil, skeleton: Bool = true) -> OrganSources
  {
    var sources = OrganSources()
    sources.activities = activities.mapValues { Uncertain(.megabecquerelHours($0)) }
    sources.remainder = remainder.map { Uncertain(.megabecquerelHours($0)) }
    sources.remainderHasSkeleton = skeleton
    return sources
  }

  static func male(_ nuclide: String, _ sources: OrganSources) throws -> OrganDosimetry {
    try OrganDosimetry(
      .icrp133(nuclide, .male), sources, bodyMass: ReferencePhantom.male.bodyMass)
  }

  static let peptide: Sources = ["Liver": 40_000, "Kidneys": 14_000, "Spleen": 9_000, "R-marrow": 2_500]

  static func near(_ dose: OrganDose, _ gray: Double, _ tolerance: Double = 1e-3) -> Bool {
    abs(dose.dose.value.value / gray - 1) < tolerance
  }

  @Test(
    "Lu-177 in the reference man",
    arguments: [
      ("Liver", 1.5156), ("Kidneys", 2.8892), ("Spleen", 3.4091), ("R-marrow", 0.13666),
      ("Pancreas", 0.10282), ("Adrenals", 0.16284), ("UB-wall", 0.06522),
    ])
  func lutetium(organ: String, gray: Double) throws {
    let doses = try Self.male("Lu-177", Self.sources(Self.peptide, remainder: 45_000))
    #expect(Self.near(doses.dose(to: organ), gray))
    #expect(abs(doses.remainder!.mass / 62_811 - 1) < 1e-4)
  }

  @Test("Parts of the marrow dose")
  func marrowParts() throws {
    let marrow = try Self.male("Lu-177", Self.sources(Self.peptide, remainder: 45_000)).dose(to: "R-marrow")
    let truth = [
      "R-marrow": 0.08726, "Liver": 0.00626, "Kidneys": 0.00252, "Spleen": 0.00150, "remainder": 0.03911,
    ]
    #expect(marrow.parts.count == 5)
    for part in marrow.parts { #expect(abs(part.dose.value - truth[part.source]!) < 1e-5, "\(part.source)") }
  }

  @Test(
    "Masses of the patient scale the self-dose, that of photons by the power 2/3",
    arguments: [("Liver", 2100.0, 1.6989), ("Kidneys", 360, 3.3779), ("Spleen", 250, 3.1181)])
  func scaled(organ: String, mass: Double, gray: Double) throws {
    var sources = Self.sources(Self.peptide, remainder: 45_000)
    sources.masses[organ] = Uncertain(Mass(mass), standardUncertainty: Mass(mass * 0.1))
    let doses = try Self.male("Lu-177", sources)
    let dose = doses.dose(to: organ)
    #expect(Self.near(dose, gray))
    #expect(dose.scale! == dose.referenceMass! / mass)
    // A tenth of the self-dose: nothing else is uncertain.
    #expect(abs(dose.dose.standardUncertainty!.value / dose.own.value - 0.1) < 1e-9)
    #expect(Self.near(doses.dose(to: "Pancreas"), 0.10282))
  }

  @Test(
    "Ga-68 in the reference man, mGy",
    arguments: [
      ("Liver", 5.518), ("Kidneys", 12.13), ("Spleen", 17.57), ("R-marrow", 1.521), ("UB-wall", 1.132),
    ])
  func gallium(organ: String, milligray: Double) throws {
    let doses = try Self.male(
      "Ga-68", Self.sources(["Liver": 24, "Kidneys": 11, "Spleen": 9], remainder: 130))
    #expect(Self.near(doses.dose(to: organ), milligray / 1000, 5e-3))
  }

  static let microspheres: Sources = ["Liver": 0.97 * 2 * 92_476.75, "Lungs": 0.03 * 2 * 92_476.75]

  @Test(
    "2 GBq of Y-90 microspheres, 3 % in the lungs",
    arguments: [("Liver", 39.06), ("AI", 2.526), ("GB-wall", 12.58), ("Kidneys", 0.234), ("R-marrow", 0.103)])
  func yttrium(organ: String, gray: Double) throws {
    let doses = try Self.male("Y-90", Self.sources(Self.microspheres))
    #expect(Self.near(doses.dose(to: organ), gray, organ == "R-marrow" ? 5e-3 : 1e-3))
  }

  @Test("The same in a liver of 1500 g, and by local deposition")
  func smallLiver() throws {
    var sources = Self.sources(Self.microspheres)
    sources.masses["Liver"] = Uncertain(Mass(1500))
    let dose = try Self.male("Y-90", sources).dose(to: "Liver")
    #expect(Self.near(dose, 61.43))
    let local = 0.97 * 2 * 92_476.75 * 3.6e9 * 0.9331 * 1.602176634e-13 / 1.5
    #expect(abs(local / 64.37 - 1) < 1e-3)
    // What leaves the organ is 4.6 % in the reference liver of 2360 g, and a little more in a small one.
    #expect((0.94...0.96).contains(dose.own.value / local))
  }

  @Test(
    "Remainder with and without the skeleton, marrow as its target, mGy/(MBq·s)",
    arguments: [
      ("Lu-177", ReferencePhantom.male, 2.414e-7, 9.027e-8), ("Y-90", .male, 1.800e-6, 5.197e-7),
      ("Ga-68", .male, 2.206e-6, 1.106e-6), ("Lu-177", .female, 2.449e-7, 6.408e-8),
      ("Y-90", .female, 1.915e-6, 4.667e-7), ("Ga-68", .female, 2.387e-6, 1.142e-6),
    ])
  func remainder(nuclide: String, phantom: ReferencePhantom, with: Double, without: Double) throws {
    let table = try OrganCoefficients.icrp133(nuclide, phantom)
    for (withSkeleton, truth) in [(true, with), (false, without)] {
      let rule = try RemainderOfBody(
        table, named: ["Liver", "Kidneys", "Spleen", "R-marrow"], withSkeleton: withSkeleton)
      #expect(abs(rule.values["R-marrow"]! / truth - 1) < 1e-3)
    }
  }

  /// RADAR male, Lu-177: row of the red marrow, masses of ICRP 89 without blood.
  static let radar = OrganCoefficients(
    name: "RADAR", nuclide: "Lu-177", citation: "", massMeaning: "without blood",
    targets: [
      .init(
        name: "Red Marrow", mass: 1170, selfPhoton: nil,
        values: [
          "Liver": 3.09e-8, "Kidneys": 3.35e-8, "Spleen": 3.67e-8, "Red Mar.": 1.15e-5, "Tot Body": 2.74e-7,
        ]),
      .init(name: "Liver", mass: 1800, selfPhoton: nil, values: [:]),
      .init(name: "Kidneys", mass: 310, selfPhoton: nil, values: [:]),
      .init(name: "Spleen", mass: 150, selfPhoton: nil, values: [:]),
    ],
    sources: ["Kidneys", "Liver", "Red Mar.", "Spleen", "Tot Body"],
    remainder: .subtraction(wholeBody: "Tot Body", mass: 73_000))

  @Test("MIRD’s subtraction: the marrow itself must be among the named sources")
  func subtraction() throws {
    let organs: Set = ["Liver", "Kidneys", "Spleen"]
    let rule = try RemainderOfBody(Self.radar, named: organs.union(["Red Mar."]), withSkeleton: true)
    #expect(abs(rule.values["Red Marrow"]! / 9.31e-8 - 1) < 5e-3)
    let without = try RemainderOfBody(Self.radar, named: organs, withSkeleton: true)
    #expect(abs(without.values["Red Marrow"]! / 2.82e-7 - 1) < 5e-3)
    #expect(throws: Problem.self) {
      try RemainderOfBody(Self.radar, named: organs, withSkeleton: false)
    }
  }

  /// C(t) = 0.35·2^(−t/1.7 h) + 0.045·2^(−t/28 h) MBq/mL.
  static let concentration = Quantity<BecquerelSecondPerMillilitre>(2.67620 * 3.6e9)

  @Test("Marrow from blood: whole blood, plasma, another family of tables, and blood alone")
  func blood() throws {
    func dose(_ source: MarrowSource, _ table: OrganCoefficients, _ organ: String) throws -> Double {
      let target = try table.target(called: organ, at: "")
      var sources = OrganSources()
      sources.activities[try table.source(called: organ, at: "")] = Uncertain(
        source.activity(in: target.mass!))
      return try OrganDosimetry(table, sources, bodyMass: 73_000).dose(to: target.name).dose.value.value
    }
    let icrp = try OrganCoefficients.icrp133("Lu-177", .male)
    let whole = try dose(.blood(Self.concentration, ratio: 1), icrp, "red marrow")
    #expect(abs(whole / 0.12285 - 1) < 1e-3)
    let ratio = try MarrowSource.ratio(hematocrit: 0.4)
    #expect(abs(ratio - 0.31667) < 1e-5)
    #expect(
      abs(try dose(.blood(Self.concentration, ratio: ratio), icrp, "R-marrow") / 0.03890 - 1) < 1e-3)
    #expect(
      abs(try dose(.blood(Self.concentration, ratio: 1), Self.radar, "Red Mar.") / 0.1223 - 1) < 1e-3)
    let all = MarrowSource.blood(Self.concentration, ratio: 1).activity(
      in: OrganCoefficients.bloodMass(.male))
    let alone = OrganDosimetry.dose(all, icrp.target("R-marrow")!.values["Blood"]!)
    #expect(abs(alone.value / 0.03952 - 1) < 1e-3)
    for bad in [0.1, 0.61, -1] { #expect(throws: Problem.self) { try MarrowSource.ratio(hematocrit: bad) } }
  }

  @Test("Marrow from vertebrae")
  func vertebrae() throws {
    let source = MarrowSource.image(.megabecquerelHours(160), fraction: MarrowSource.lumbarFraction)
    let decays = source.activity(in: 0).inMegabecquerelHours
    #expect(abs(decays - 1300.81) < 0.01)
    let dose = try Self.male("Lu-177", Self.sources(["R-marrow": decays])).dose(to: "R-marrow")
    #expect(abs(dose.own.value / 0.04540 - 1) < 1e-3)
  }

  /// Half of the decays in half of the mass is the dose of the whole organ; a kidney with twice the decays gets twice that.
  @Test("Each kidney by its own decays and mass")
  func kidneys() throws {
    var sources = Self.sources(["Kidneys": 14_000, "Liver": 40_000])
    sources.masses["Kidneys"] = Uncertain(Mass(360))
    let doses = try Self.male("Lu-177", sources)
    let whole = doses.dose(to: "Kidneys")
    func side(_ decays: Double, _ mass: Double) -> OrganDose {
      doses.dose(
        toPart: "left", of: "Kidneys", activity: Uncertain(.megabecquerelHours(decays)),
        mass: Uncertain(Mass(mass)))
    }
    #expect(abs(side(7000, 180).dose.value / whole.dose.value - 1) < 1e-12)
    #expect(abs(side(7000, 90).own / whole.own - 2) < 1e-12)
    #expect(abs(side(14_000, 180).own / whole.own - 2) < 1e-12)
    #expect(side(7000, 180).parts.map(\.source) == ["Liver", "left"])
  }

  @Test("A table without masses scales nothing, and one of another nuclide is not there")
  func refusals() throws {
    var table = Self.radar
    table.targets[0].mass = nil
    var sources = Self.sources(["Red Mar.": 1])
    sources.masses["Red Marrow"] = Uncertain(Mass(1500))
    #expect(throws: Problem.self) { try OrganDosimetry(table, sources, bodyMass: 73_000) }
    #expect(throws: Problem.self) { try OrganCoefficients.icrp133("Ho-166", .male) }
    #expect(throws: Problem.self) { try Self.radar.source(called: "Thyroid", at: "") }
    sources.masses["Red Marrow"] = Uncertain(Mass(0))
    #expect(throws: Problem.self) { try OrganDosimetry(Self.radar, sources, bodyMass: 73_000) }
  }

  @Test("Every coefficient is there, positive and smaller than that of all energy in the target")
  func tables() throws {
    for nuclide in OrganCoefficients.nuclides {
      let energy = try Nuclide.named(nuclide, edition: .icrp107).requireEmissions().totalEnergy
      for phantom in ReferencePhantom.allCases {
        let table = try OrganCoefficients.icrp133(nuclide, phantom)
        #expect(table.sources.count == 56 && (39...41).contains(table.targets.count))
        for target in table.targets {
          let most = energy.inJoules.value / (target.mass! / 1000) * 1e9
          #expect(target.values.count == 56)
          #expect(target.values.values.allSatisfy { $0 >= 0 && $0 <= 1.001 * most })
          #expect((target.selfPhoton ?? 0) <= (target.values[target.name] ?? .infinity))
        }
      }
    }
  }

  /// Whole body of the table: mean over all solid tissues by mass, made by whoever made the table.
  @Test("The remainder of nothing is the whole body")
  func wholeBody() throws {
    let table = try OrganCoefficients.icrp133("Lu-177", .female)
    let rule = try RemainderOfBody(table, named: [], withSkeleton: true)
    for target in table.targets {
      #expect(abs(rule.values[target.name]! / target.values["Total-body"]! - 1) < 2e-3, "\(target.name)")
    }
  }

  /// MIRD-type sphere table (soft tissue), EGSnrc in water, RADAR of 310 g; mGy/(MBq·s).
  @Test(
    "Spheres for lesions",
    arguments: [
      ("Lu-177", 0.932, 0.0249, 0.01), ("Lu-177", 14.6, 0.00163, 0.01), ("Lu-177", 116, 0.000207, 0.01),
      ("Lu-177", 932, 2.65e-05, 0.01), ("Lu-177", 8.5, 0.0027859, 0.01), ("Lu-177", 42, 0.00056965, 0.01),
      ("Lu-177", 10, 0.0023515, 0.012), ("Lu-177", 310, 7.806e-05, 0.012),
      ("Y-90", 10, 0.012764, 0.02), ("Y-90", 1000, 0.00014454, 0.012), ("Y-90", 310, 0.0004639, 0.02),
    ])
  func spheres(nuclide: String, mass: Double, value: Double, tolerance: Double) throws {
    let sphere = try SphereSelfDose(.named(nuclide), mass: Mass(mass))
    #expect(abs(sphere.dosePerDecay.value * 1e9 / value - 1) < tolerance)
  }
}
