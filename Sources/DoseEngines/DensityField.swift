import Diagnostics
import Quantities
import Stages
import Volumes

/// Density of every voxel, holes filled, and the rule for air.
struct DensityField {
  /// g/mL; `nil` for a uniform body.
  let values: [Float]?
  let uniform: Float
  let airLimit: Float
  /// The name under which provenance lists the conversion.
  let kind: String
  let conversion: String?
  let assumptions: [String]

  init(_ materials: MaterialMap?, grid: Grid, decays: DecayField, options: DoseOptions) throws {
    uniform = Float(options.uniformDensity.value)
    airLimit = Float(options.airDensity.value)
    conversion = materials?.conversion
    kind = materials?.assumptions.isEmpty ?? true ? "CT conversion" : "materials by structures"
    guard let materials else {
      values = nil
      assumptions = ["Uniform density \(decimal(options.uniformDensity.value, 3)) g/mL; no CT was used."]
      return
    }
    try DensityField.check(materials, grid: grid)
    let raw = materials.density.voxels
    let outside = DensityField.share(of: decays) { raw[$0].isNaN }
    if outside > options.allowedOutsideCT {
      throw Problem.outsideCT(outside, allowed: options.allowedOutsideCT)
    }
    // Without holes the map's own memory is shared.
    values = raw.contains { $0.isNaN } ? raw.map { [uniform] in $0.isNaN ? uniform : $0 } : raw
    let inAir = DensityField.share(of: decays) { [airLimit] in raw[$0] < airLimit }
    assumptions = DensityField.sentences(materials, options: options, outside: outside, inAir: inAir)
  }

  func density(_ n: Int) -> Float { values.map { $0[n] } ?? uniform }

  /// Activity-weighted mean density of tissue that is neither air nor lung (0.5 g/mL and more); `uniform` where
  /// no activity lies in such tissue.
  func meanOfSources(_ decays: DecayField) -> Double {
    guard let values else { return Double(uniform) }
    var mass = 0.0, weight = 0.0
    for (density, a) in zip(values, decays.relative) where density >= 0.5 && a > 0 {
      mass += Double(density) * Double(a)
      weight += Double(a)
    }
    return weight > 0 ? mass / weight : Double(uniform)
  }

  private static func check(_ materials: MaterialMap, grid: Grid) throws {
    guard materials.density.grid.matches(grid) else {
      throw Problem(
        .dataRejected, what: GridError.foreignGrid("the material map").description, at: "material map",
        why: "each voxel's energy is divided by the mass of the same voxel",
        remedy: "resample the CT to the grid of the activity before the conversion")
    }
    if let n = materials.density.voxels.firstIndex(where: { $0 < 0 || $0.isInfinite }) {
      throw Problem.notANumber("density", grid: grid, offset: n)
    }
  }

  /// The part of the positive activity in voxels where `condition` holds.
  private static func share(of decays: DecayField, where condition: (Int) -> Bool) -> Double {
    var inside = 0.0, all = 0.0
    for (n, a) in decays.relative.enumerated() where a > 0 {
      all += Double(a)
      if condition(n) { inside += Double(a) }
    }
    return inside / all
  }

  private static func sentences(
    _ materials: MaterialMap, options: DoseOptions, outside: Double, inAir: Double
  ) -> [String] {
    var all =
      materials.assumptions.isEmpty
      ? ["Mass density from CT by \(materials.conversion)."] : materials.assumptions
    all.append(
      "Voxels below \(decimal(options.airDensity.value, 2)) g/mL are air: energy there is counted, their dose is 0."
    )
    if outside > 0 {
      all.append(
        "\(percent(outside)) of the activity is outside the CT, where \(decimal(options.uniformDensity.value, 3)) "
          + "g/mL was assumed.")
    }
    if inAir > 0 { all.append("\(percent(inAir)) of the activity is in voxels of air.") }
    return all
  }
}

extension Problem {
  static func outsideCT(_ share: Double, allowed: Double) -> Problem {
    Problem(
      .dataRejected,
      what: "\(percent(share)) of the activity is outside the CT; \(percent(allowed)) is allowed",
      at: "material map", why: "the mass of those voxels is unknown",
      remedy: "use a CT that covers the activity, or allow it (a uniform density is then assumed there)")
  }
}
