import Foundation
import Quantities
import Stages
import Volumes

@testable import Reporting

/// A made-up but plausible Lu-177 therapy: an ellipsoidal body with liver, two tumours, kidneys and spleen.
struct Sample {
  var voxels = 64
  var direction = Matrix3.identity

  static let created = DateTime(iso8601: "2026-03-05T14:30:00Z")!
  static let administered = DateTime(iso8601: "2026-03-01T09:12:00+01:00")!

  private struct Ball {
    var name: String
    var role: StructureRole
    var centre: Vector3
    var radii: Vector3
    var hounsfield: Float
    /// kBq/mL at the first image, effective half-life h.
    var uptake: Double
    var halfLife: Double
  }

  // LPS, mm: the liver lies on the patient's right (x < 0).
  private static let balls = [
    Ball(
      name: "Liver", role: .liver, centre: Vector3(-55, -12, 40), radii: Vector3(82, 68, 72), hounsfield: 108,
      uptake: 210, halfLife: 68),
    Ball(
      name: "Tumour 1", role: .tumour, centre: Vector3(-70, -28, 48), radii: Vector3(22, 20, 23),
      hounsfield: 76, uptake: 2900, halfLife: 96),
    Ball(
      name: "Tumour 2", role: .tumour, centre: Vector3(-25, 2, 62), radii: Vector3(11, 12, 11),
      hounsfield: 80, uptake: 1800, halfLife: 88),
    Ball(
      name: "Kidney right", role: .kidney, centre: Vector3(-55, 62, -40), radii: Vector3(24, 22, 48),
      hounsfield: 118, uptake: 820, halfLife: 52),
    Ball(
      name: "Kidney left", role: .kidney, centre: Vector3(58, 62, -28), radii: Vector3(24, 22, 50),
      hounsfield: 118, uptake: 790, halfLife: 52),
    Ball(
      name: "Spleen", role: .spleen, centre: Vector3(98, 34, 42), radii: Vector3(24, 36, 42), hounsfield: 120,
      uptake: 900, halfLife: 64),
  ]

  var grid: Grid {
    let spacing = Vector3(360 / Double(voxels), 270 / Double(voxels), 260 / Double(voxels))
    let axes = Matrix3(
      direction.columns.x * spacing.x, direction.columns.y * spacing.y, direction.columns.z * spacing.z)
    let half = Vector3(Double(voxels - 1) / 2, Double(voxels - 1) / 2, Double(voxels - 1) / 2)
    return try! Grid(
      size: GridSize(voxels, voxels, voxels), spacing: spacing, direction: direction, origin: -(axes * half),
      frameOfReference: "2.25.1")
  }

  private func fill(_ value: (Vector3) -> Float) -> Volume<Float> {
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<voxels {
      for j in 0..<voxels {
        for i in 0..<voxels {
          volume[i, j, k] = value(grid.position(Vector3(Double(i), Double(j), Double(k))))
        }
      }
    }
    return volume
  }

  /// Distance in units of the radii.
  private static func depth(_ p: Vector3, _ b: Ball) -> Double { ((p - b.centre) / b.radii).norm }
  private static let body = Ball(
    name: "Body", role: .body, centre: Vector3(0, 5, 0), radii: Vector3(165, 118, 400), hounsfield: 35,
    uptake: 14, halfLife: 40)

  var anatomy: Volume<Float> {
    fill { p in
      guard Self.depth(p, Self.body) < 1 else { return -1000 }
      if Self.depth(
        p,
        Ball(
          name: "", role: .other, centre: Vector3(0, 70, 0), radii: Vector3(20, 17, 400), hounsfield: 0,
          uptake: 0, halfLife: 1)) < 1
      {
        return 380
      }
      let skin = Self.depth(p, Self.body) > 0.9 ? Float(-95) : 35
      return Self.balls.last { Self.depth(p, $0) < 1 }?.hounsfield ?? skin
        + Float(sin(p.x / 9) * cos(p.z / 11) * 12)
    }
  }

  func activity(hours: Double) -> Volume<Float> {
    fill { p in
      guard Self.depth(p, Self.body) < 1 else { return 0 }
      let organs = Self.balls.map { b in
        b.uptake * exp(-0.693147 * hours / b.halfLife) / (1 + exp(9 * (Self.depth(p, b) - 1)))
      }
      return Float(1000 * (organs.reduce(0, +) + 14 * exp(-0.693147 * hours / 40)))
    }
  }

  /// Proportional to the time-integrated activity, smeared by the same smooth edges, at most about 60 Gy.
  var dose: Volume<Float> {
    fill { p in
      guard Self.depth(p, Self.body) < 1 else { return 0 }
      return Float(
        0.15
          + Self.balls.reduce(0) {
            $0 + $1.uptake * $1.halfLife * 2.1e-4 / (1 + exp(7 * (Self.depth(p, $1) - 1)))
          })
    }
  }

  var structures: StructureSet {
    try! StructureSet(
      Self.balls.map { b in
        Structure(
          program: b.name, role: b.role,
          region: Occupancy(fill { Float(min(1, max(0, (1.04 - Self.depth($0, b)) / 0.08))) }),
          origin: "made by formula")
      })
  }
}

extension Sample {
  var content: ReportContent {
    let regions = structures
    let dose = self.dose
    let cycle = DoseSummary(
      title: "cycle 2", engine: "voxel kernel", nuclide: "Lu-177",
      regions: regions.structures.map { region($0, dose, factor: 1) }, provenance: provenance)
    let total = DoseSummary(
      title: "accumulated over 2 cycles", engine: "voxel kernel", nuclide: "Lu-177",
      regions: regions.structures.map { region($0, dose, factor: 1.93) })
    return ReportContent(
      header: header, keyResults: keyResults(cycle, total), findings: findings, conclusion: Self.conclusion,
      prescription: Prescription(
        level: .activityWithDosimetry, basis: "7.4 GBq, up to four cycles, kidney dose watched",
        intended: .gigabecquerels(7.4),
        administered: Uncertain(.gigabecquerels(7.31), standardUncertainty: .gigabecquerels(0.15))),
      administrations: [administration], instruments: [instrument], acquisitions: acquisitions,
      registrations: registrations, structures: records(regions), fits: fits, calculation: calculation,
      summaries: [cycle, total], comparisons: [comparison(cycle, dose)], predictions: predictions(cycle),
      images: material(regions, dose), provenance: provenance, truth: truth(cycle))
  }

  var header: ReportHeader {
    ReportHeader(
      pseudonym: "HEP-0042", site: "Site 01", therapy: "Lu-177-DOTATATE", cycle: "cycle 2 of 4",
      indication: "NET of the small bowel, G2, liver metastases", physician: "Physician A",
      physicist: "Physicist B",
      reportUID: "2.25.329800735698586629295641978511506172918", softwareVersion: "Hepatica 0.1.0",
      gitHash: "527c07b",
      parameterFileHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      created: Sample.created)
  }

  private static let conclusion =
    "Both tumours received more than the liver parenchyma by a factor of at least ten. The accumulated kidney dose stays "
    + "below the limit used in the protocol; at the present dose per cycle the limit would be reached in cycle 4."

  private var findings: [Finding] {
    [
      Finding(
        .decision, .remark, "The accumulated dose to the right kidney exceeds 80 % of the limit.",
        at: "Kidney right"),
      Finding(
        .information, .remark, "The image at 168 h was acquired 6 h later than planned.", at: "SPECT 168 h"),
    ]
  }

  private func uncertain(_ v: Double, _ relative: Double) -> Uncertain<Gray> {
    Uncertain(AbsorbedDose(v), standardUncertainty: AbsorbedDose(v * relative))
  }

  private func keyResults(_ cycle: DoseSummary, _ total: DoseSummary) -> [KeyResult] {
    let kidney = DoseLimit(AbsorbedDose(23), source: "editable protocol limit, Emami et al. 1991")
    let find = { (s: DoseSummary, name: String) in s.regions.first { $0.region.name == name }!.mean }
    return [
      KeyResult(label: "Tumour 1", quantity: "mean absorbed dose, cycle 2", value: find(cycle, "Tumour 1")),
      KeyResult(
        label: "Kidney right", quantity: "mean absorbed dose, 2 cycles", value: find(total, "Kidney right"),
        limit: kidney, verdict: .attention),
      KeyResult(
        label: "Kidney left", quantity: "mean absorbed dose, 2 cycles", value: find(total, "Kidney left"),
        limit: kidney, verdict: .met),
      KeyResult(
        label: "Liver without tumours", quantity: "mean absorbed dose, 2 cycles", value: find(total, "Liver"),
        limit: DoseLimit(AbsorbedDose(30), source: "editable protocol limit"), verdict: .met),
    ]
  }

  private var administration: Administration {
    Administration(
      product: "Lu-177-DOTATATE (lutetium oxodotreotide)", batch: "LU26-0301",
      calibration: DateTime(iso8601: "2026-03-01T12:00:00+01:00"),
      calibrator: "well chamber VIK-202, factor 0.982, traceable to PTB", preActivity: .gigabecquerels(7.43),
      postActivity: .gigabecquerels(0.11),
      residual: .gigabecquerels(0.01),
      net: Uncertain(.gigabecquerels(7.31), standardUncertainty: .gigabecquerels(0.15)),
      reference: Sample.administered,
      route: "intravenous, left forearm", start: Sample.administered, duration: Quantity(1800),
      remarks: [
        ("Amino acids", "2.5 % lysine–arginine, 1 L over 4 h, begun 30 min before"),
        ("Extravasation", "none seen"),
      ])
  }

  private var instrument: Instrument {
    Instrument(
      scanner: "SPECT/CT, two heads, 9.5 mm crystal", collimator: "medium energy, low penetration",
      energyWindows: "208 keV ± 10 %, scatter 170–187 and 229–252 keV",
      calibrationFactor: Uncertain(Quantity(9.42), standardUncertainty: Quantity(0.21)),
      calibrationDate: DateTime(iso8601: "2025-12-12T10:00:00Z"),
      calibrationGeometry: "6.9 L cylinder filled evenly, same reconstruction",
      deadTime: "non-paralysable, τ = 0.55 µs, at most 2.1 % at 4 h",
      recoveryCurve: [
        (0.5, 0.28), (1.15, 0.39), (2.6, 0.52), (5.6, 0.63), (11.5, 0.72), (26.5, 0.81), (113, 0.92),
      ].map {
        .init(
          volume: Quantity($0.0),
          coefficient: Uncertain(Quantity($0.1), standardUncertainty: Quantity(0.02 + 0.03 / ($0.0 + 1))))
      }, qualityControl: "uniformity, centre of rotation and sensitivity within limits on the day")
  }

  private var acquisitions: [AcquisitionRecord] {
    [4.1, 24.3, 97.8, 174.2].map { hours in
      AcquisitionRecord(
        id: "SPECT \(Int(hours)) h", modality: "SPECT/CT", afterAdministration: .hours(hours),
        start: Sample.administered.advanced(by: .hours(hours)),
        duration: Quantity(1380), matrix: GridSize(128, 128, 96), voxel: Vector3(4.42, 4.42, 4.42),
        reconstruction:
          "OSEM 6 iterations × 10 subsets, attenuation, triple-energy-window scatter and resolution recovery, no post-filter; recovery coefficients by sphere volume",
        decay: .reference(Sample.administered.advanced(by: .hours(hours))),
        countsConserved: Uncertain(Quantity(0.97), standardUncertainty: Quantity(0.04)))
    }
  }

  private var registrations: [RegistrationRecord] {
    let coarse = Sample(voxels: 48, direction: direction)
    return [24, 98, 174].enumerated().map { n, hours in
      RegistrationRecord(
        Registration(
          fixed: "CT 4 h", moving: "SPECT \(hours) h",
          transform: RigidTransform(rotation: .identity, translation: Vector3(2.1, -1.2, Double(n) + 1.4)),
          residual: Length(2.6 + Double(n) * 0.7), residualMeaning: "mean distance of liver outlines",
          method: "mutual information of the CTs, rigid, 3 levels"),
        review: n == 0 ? (anatomy, coarse.activity(hours: 24)) : nil)
    }
  }

  private func records(_ set: StructureSet) -> [StructureRecord] {
    set.structures.enumerated().map { n, s in
      let v = s.region.millilitres
      return StructureRecord(
        region: s.identity,
        volume: Uncertain(Quantity(v), standardUncertainty: Quantity(v * (v < 20 ? 0.11 : 0.03))),
        mass: Uncertain(Mass(v * 1.05), standardUncertainty: Mass(v * 1.05 * (v < 20 ? 0.11 : 0.03))),
        density: Quantity(1.05),
        method: s.role == .tumour ? "threshold 41 % on SPECT 24 h, edited" : "outlined on CT",
        contourVolume: Quantity(v * (n == 2 ? 1.034 : 1.006)), volumesAgree: n != 2)
    }
  }

  private var fits: [TimeActivityFit] {
    [
      ("Tumour 1", 118.0, 96.0, 0.24), ("Liver", 290, 68, 0.11), ("Kidney right", 86, 52, 0.06),
      ("Spleen", 140, 64, 0.09),
    ].map { name, start, halfLife, tail in
      let model = { (h: Double) in Activity.megabecquerels(start * exp(-0.693147 * h / halfLife)) }
      let hours = [4.1, 24.3, 97.8, 174.2]
      let points = zip(hours, [1.02, 0.975, 1.03, 0.96]).map { h, noise in
        TimeActivityPoint(
          time: .hours(h), activity: Uncertain(model(h) * noise, standardUncertainty: model(h) * 0.045))
      }
      let tia = start * halfLife / 0.693147
      return TimeActivityFit(
        region: Region(program: name), points: points, fitted: hours.map(model), model: "mono-exponential",
        parameters: [
          .init(name: "initial activity", unit: "MBq", value: start, standardUncertainty: start * 0.031),
          .init(
            name: "effective half-life", unit: "h", value: halfLife, standardUncertainty: halfLife * 0.038),
        ], covariance: [],
        timeIntegratedActivity: Uncertain(
          .megabecquerelHours(tia), standardUncertainty: .megabecquerelHours(tia * 0.047)),
        extrapolatedFraction: tail,
        curve: (0...120).map { .init(time: .hours(Double($0) * 2.6), activity: model(Double($0) * 2.6)) },
        alternatives: [
          .init(model: "mono-exponential", aicc: 14.2, timeIntegratedActivity: .megabecquerelHours(tia)),
          .init(model: "bi-exponential", aicc: 31.9, timeIntegratedActivity: .megabecquerelHours(tia * 1.04)),
          .init(
            model: "trapezoid + physical tail", aicc: nil,
            timeIntegratedActivity: .megabecquerelHours(tia * 1.11)),
        ],
        warnings: tail > 0.2
          ? [.sentence("24 % of the integral lies behind the last image: above 20 %.")] : [])
    }
  }

  private var calculation: DoseCalculation {
    DoseCalculation(
      engine: "voxel kernel", nuclide: "Lu-177",
      halfLife: Uncertain(.days(6.6443), standardUncertainty: .days(0.0009)),
      nuclideSource: "DDEP 2016, CEA/LNHB",
      kernelSource: "dose-point kernels of Lu-177 in water, electrons and photons apart",
      densityConversion: "two-line CT conversion, edition 2026-01",
      assumptions: [
        "Tissue scales the kernel by its density.", "No activity moves during an acquisition.",
        "Physical decay only after the last image.",
      ])
  }

  private func region(_ s: Structure, _ dose: Volume<Float>, factor: Double) -> RegionDose {
    var values: [(dose: Double, weight: Double)] = []
    s.region.forEach { values.append((Double(dose.voxels[$0]) * factor, Double($1))) }
    values.sort { $0.dose > $1.dose }
    let total = values.reduce(0) { $0 + $1.weight }
    let mean = values.reduce(0) { $0 + $1.dose * $1.weight } / total
    let at = { (percent: Int) -> AbsorbedDose in
      var sum = 0.0
      for v in values {
        sum += v.weight
        if sum >= total * Double(percent) / 100 { return AbsorbedDose(v.dose) }
      }
      return AbsorbedDose(values.last!.dose)
    }
    let top = values[0].dose
    let bins = (0...120).map { Double($0) * top / 119 }
    let fractions = bins.map { bin in values.reduce(0) { $0 + ($1.dose >= bin ? $1.weight : 0) } / total }
    let small = s.region.millilitres < 20
    let budget = [
      ("volume", small ? 0.11 : 0.03, "half a voxel of the outline"),
      ("recovery", small ? 0.08 : 0.015, "fit of the recovery curve"),
      ("calibration", 0.022, "cylinder, December 2025"), ("counting", 0.012, "Poisson, region sum"),
      ("curve fit", 0.047, "covariance of the fit"),
      ("decay data and S", 0.01, "DDEP 2016"),
    ].map {
      UncertaintyContribution(
        name: $0.0, relative: $0.1, basis: $0.2, source: UncertaintySource(rawValue: "sample: \($0.0)"))
    }
    let relative = BudgetFigure.combined(budget)
    return RegionDose(
      region: s.identity, definition: s.role == .liver ? "whole liver, tumours included" : "",
      volume: Uncertain(
        Quantity(s.region.millilitres), standardUncertainty: Quantity(s.region.millilitres * 0.03)),
      mass: Uncertain(
        Mass(s.region.millilitres * 1.05),
        standardUncertainty: Mass(s.region.millilitres * (small ? 0.11 : 0.03))),
      timeIntegratedActivity: Uncertain(
        .megabecquerelHours(mean * s.region.millilitres * 11.7 / factor),
        standardUncertainty: .megabecquerelHours(mean * s.region.millilitres * 0.7 / factor)),
      mean: uncertain(mean, relative), minimum: AbsorbedDose(values.last!.dose), maximum: AbsorbedDose(top),
      doseAtVolume: [98: at(98), 95: at(95), 90: at(90), 70: at(70), 50: at(50), 2: at(2)],
      hottestTenthMillilitre: AbsorbedDose(top * 0.99),
      volumeAtDose: [5: fractions[bins.lastIndex { $0 <= 5 }!], 20: fractions[bins.lastIndex { $0 <= 20 }!]],
      bed: uncertain(mean * 1.12, relative * 1.1),
      eqd2: s.role == .kidney ? uncertain(mean * 0.62, relative * 1.1) : nil, eud: AbsorbedDose(mean * 0.93),
      radiobiology: s.role == .kidney ? "α/β = 2.5 Gy, repair half-time 2.8 h (editable)" : nil,
      histogram: .init(dose: bins, volumeFraction: fractions),
      budget: budget, warnings: [])
  }

  private func comparison(_ s: DoseSummary, _ dose: Volume<Float>) -> EngineComparison {
    let other = activity(hours: 30)
    let scale = Float(0.03) * (dose.voxels.max() ?? 1) / (other.voxels.max() ?? 1)
    let difference = zip(dose.voxels, other.voxels).map { $1 * scale - $0 * 0.02 }
    return EngineComparison(
      title: "voxel kernel − local deposition", engines: ["local deposition", "voxel kernel"],
      rows: s.regions.map { ($0.region, [uncertain($0.mean.value.value * 1.013, 0.06), $0.mean]) },
      difference: try! Volume(grid: dose.grid, voxels: difference))
  }

  private func predictions(_ s: DoseSummary) -> [Prediction] {
    s.regions.prefix(4).map {
      Prediction(
        region: $0.region.name, predicted: uncertain($0.mean.value.value * 0.94, 0.15), delivered: $0.mean)
    }
  }

  private func material(_ regions: StructureSet, _ dose: Volume<Float>) -> ImageMaterial {
    ImageMaterial(
      reference: anatomy, referenceName: "CT 4 h",
      activities: [4.1, 24.3, 97.8, 174.2].map { hours in
        ActivityVolume(
          id: "SPECT \(hours)", map: try! QuantityMap(values: activity(hours: hours)), nuclide: "Lu-177",
          time: Sample.administered.advanced(by: .hours(hours)), afterAdministration: .hours(hours))
      }, dose: DoseVolume(map: try! QuantityMap(values: dose), engine: "voxel kernel", nuclide: "Lu-177"),
      structures: regions)
  }

  var provenance: Provenance {
    Provenance(
      inputs: ["CT 4 h", "SPECT 4 h", "SPECT 24 h", "SPECT 97 h", "SPECT 174 h"].map {
        .init(
          role: $0, sha256: String(repeating: "0123456789abcdef", count: 4),
          files: $0.hasPrefix("CT") ? 212 : 1)
      },
      steps: [
        .init("read", ["units": "from Real World Value Mapping"]),
        .init("align", ["metric": "mutual information", "levels": "3"]),
        .init("quantify", ["calibration": "9.42 cps/MBq", "dead time": "0.55 µs"]),
        .init("integrate", ["model": "mono-exponential", "tail": "physical"]),
        .init("dose", ["engine": "voxel kernel", "cut-off": "5 mm electrons"]),
      ], tables: ["Lu-177 decay data": "DDEP 2016", "tissue composition": "ICRU 44"], seed: 20260301)
  }

  private func truth(_ s: DoseSummary) -> [TruthRow] {
    s.regions.enumerated().map { n, r in
      TruthRow(
        quantity: "mean dose, \(r.region)", unit: "Gy", result: r.mean.value.value,
        standardUncertainty: r.mean.standardUncertainty?.value,
        truth: r.mean.value.value * [0.99, 1.031, 1.12, 1.004, 0.985, 1.0][n], tolerance: 0.05)
    }
  }
}
