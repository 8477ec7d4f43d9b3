import Diagnostics
import Quantities

/// A part of the liver that one injection reaches, with its tumours.
public struct PerfusedVolume: Sendable, Hashable {
  /// A tumour, a group of tumours, or any part whose uptake differs from the normal liver's, such as a necrosis.
  public struct Compartment: Sendable, Hashable {
    public var name: String
    public var volume: Uncertain<Millilitre>
    /// Ratio of mean activity *concentrations*, compartment to perfused normal liver; `nil` if not measured.
    public var toNormal: Uncertain<One>?
    public var isTumour: Bool

    public init(
      name: String, volume: Uncertain<Millilitre>, toNormal: Uncertain<One>? = nil, isTumour: Bool = true
    ) {
      (self.name, self.volume, self.toNormal, self.isTumour) = (name, volume, toNormal, isTumour)
    }
  }

  public let name: String
  public let compartments: [Compartment]
  /// Perfused liver outside the compartments.
  public let normal: Uncertain<Millilitre>
  /// Liver without tumour as a whole, perfused or not.
  public let wholeNormal: Uncertain<Millilitre>
  /// Mass density, g/mL, of tumour and liver alike.
  public let density: Quantity<GramPerMillilitre>

  /// - Throws: `Problem` for volumes that are not positive, a perfused normal liver larger than the whole, or a ratio
  ///   that is negative.
  public init(
    name: String, compartments: [Compartment], normal: Uncertain<Millilitre>,
    wholeNormal: Uncertain<Millilitre>, density: Quantity<GramPerMillilitre>
  ) throws(Problem) {
    try requirePositive(density.value, "the density of the liver", "g/mL")
    for part in compartments {
      try requirePositive(part.volume.value.value, "the volume of \(part.name)", "mL")
      if let ratio = part.toNormal?.value.value { try Self.demandRatio(ratio, part) }
    }
    guard normal.value.value >= 0, normal.value.isFinite,
      !normal.value.value.clearlyExceeds(wholeNormal.value.value)
    else {
      throw Problem(
        .dataRejected,
        what:
          "\(name): \(normal.value.value) mL of perfused normal liver in \(wholeNormal.value.value) mL of normal liver",
        why: "the perfused part lies within the liver",
        remedy: "check perfused volume, liver and tumour volumes")
    }
    (self.name, self.compartments, self.normal) = (name, compartments, normal)
    (self.wholeNormal, self.density) = (wholeNormal, density)
  }

  private static func demandRatio(_ ratio: Double, _ part: Compartment) throws(Problem) {
    guard ratio.isFinite, part.isTumour ? ratio > 0 : ratio >= 0 else {
      throw Problem(
        .dataRejected, what: "the concentration ratio of \(part.name) is \(ratio)",
        why: "the activity of a compartment is its share of ratio × mass",
        remedy: "give tumour mean over normal-liver mean, above zero")
    }
  }

  public var tumours: [Compartment] { compartments.filter(\.isTumour) }
  /// Volume of all tumours, mL.
  public var tumourVolume: Double { tumours.reduce(0) { $0 + $1.volume.value.value } }
  /// Perfused volume, tumours included, mL.
  public var volume: Double { compartments.reduce(normal.value.value) { $0 + $1.volume.value.value } }
  public var mass: Mass { density * Quantity(volume) }
  /// Whether every compartment has its ratio.
  var hasRatios: Bool { !compartments.isEmpty && compartments.allSatisfy { $0.toNormal != nil } }

  /// Concentration ratio of all tumours together: the mean over their mass; `nil` without ratios or tumours.
  public var meanTumourToNormal: Double? {
    guard hasRatios, tumourVolume > 0 else { return nil }
    return tumours.reduce(0) { $0 + $1.toNormal!.value.value * $1.volume.value.value } / tumourVolume
  }
}
