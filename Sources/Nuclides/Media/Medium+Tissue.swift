import Foundation

extension Medium {
  /// Composition that stands for a tissue class at a density, g/mL; bone is graded by density.
  public static func of(_ tissue: Tissue, density: Double) -> Medium {
    switch tissue {
    case .air: .air
    case .lung: .lung
    case .adipose: .adipose
    case .softTissue: .softTissue
    case .bone: boneGrades.last { $0.density <= density }?.medium ?? boneGrades[0].medium
    }
  }

  /// Skeletal tissue from each density on. Compositions: Schneider, Bortfeld and Schlegel 2000,
  /// doi:10.1088/0031-9155/45/2/314, table 6, every third bin; cortical bone of ICRU Report 44 at the dense end.
  /// Mean excitation energies by Bragg's rule from the elements (ICRU Report 37, table 5.1, as compounds).
  static let boneGrades: [(density: Double, medium: Medium)] = [
    (0, bone(1.10, 9.5, 45.5, 2.5, 35.5, 2.1, 4.5)), (1.21, bone(1.29, 7.6, 36.1, 3.0, 38.0, 4.7, 10.1)),
    (1.38, bone(1.47, 6.1, 28.7, 3.5, 40.0, 6.7, 14.6)), (1.56, bone(1.65, 4.9, 22.7, 3.8, 41.6, 8.3, 18.1)),
    (1.76, .corticalBone),
  ]

  /// Rest: traces of sodium, sulphur and chlorine, as the published bins have them.
  private static func bone(
    _ density: Double, _ h: Double, _ c: Double, _ n: Double, _ o: Double, _ p: Double, _ ca: Double
  ) -> Medium {
    let percent = [1: h, 6: c, 7: n, 8: o, 11: 0.1, 15: p, 16: 0.2, 17: 0.1, 20: ca]
    return Medium(
      "bone \(density) g/mL", percent: percent, meanExcitation: additive(percent), density: density,
      source: "Schneider 2000")
  }

  /// A tissue by its elements; mean excitation energy by Bragg's rule.
  public init(_ tissue: ReferenceTissue) {
    self.init(
      tissue.name, percent: tissue.percent, meanExcitation: Medium.additive(tissue.percent),
      density: tissue.density, source: tissue.source)
  }

  /// ln I = Σ w Z/A ln I_Z / Σ w Z/A.
  static func additive(_ percent: [Int: Double]) -> Double {
    let excitation: [Int: Double] = [
      1: 19.2, 6: 81, 7: 82, 8: 106, 11: 168.4, 12: 176.3, 15: 195.5, 16: 203.4, 17: 180, 19: 214.7,
      20: 215.8,
    ]
    var sum = 0.0, weights = 0.0
    for (z, w) in percent.sorted(by: { $0.key < $1.key }) {
      let weight = w * Double(z) / Element(z).atomicWeight
      sum += weight * log(excitation[z] ?? 10 * Double(z))
      weights += weight
    }
    return exp(sum / weights)
  }
}
