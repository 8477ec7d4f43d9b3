import Diagnostics
import Files
import Quantities

/// Microspheres, vials and lung limits, from a data document with its citation.
public struct MicrosphereData: Sendable {
  public let edition: String
  public let version: Int
  public let citation: String
  public private(set) var nuclide: String
  public private(set) var decay: Decay
  public let glass: GlassVials
  public let resin: ResinVials
  public let holmium: HolmiumVials
  let resinRules: ResinRules
  public let lung: LungLimits
  /// Lung ceiling of the glass label: A·LSF.
  public let lungActivityLimit: Activity

  /// The data that come with the program.
  ///
  /// - Throws: `Problem` if they are faulty, which the tests of this room exclude.
  public init() throws(Problem) {
    try self.init(
      parsing: String(decoding: PackageResources.microspheres_json5, as: UTF8.self),
      document: "microspheres.json5")
  }

  /// A site's own data in the same form.
  ///
  /// - Throws: `Problem` with line and reason.
  public init(parsing text: String, document: String) throws(Problem) {
    let root = try JSON5.parse(text, document: document).object()
    let header = try DataHeader(root)
    (edition, version, citation) = (header.edition, header.version, header.citation)
    (nuclide, decay) = (header.nuclide, header.decay)
    let glassObject = try root.required("glass", "glass microspheres").object()
    glass = try Self.glass(glassObject, decay)
    lungActivityLimit = .gigabecquerels(try glassObject.positive("lungActivityLimit", "GBq"))
    resin = try Self.resin(try root.required("resin", "resin microspheres").object(), decay)
    holmium = try Self.holmium(root)
    resinRules = try Self.rules(try root.required("resinMethods", "methods for resin microspheres").object())
    let lungObject = try root.required("lung", "mass and limits of the lungs").object()
    lung = LungLimits(
      mass: .kilograms(try lungObject.positive("mass", "kg")),
      single: AbsorbedDose(try lungObject.positive("singleLimit", "Gy")),
      cumulative: AbsorbedDose(try lungObject.positive("cumulativeLimit", "Gy")),
      source: "customary limit of device labels (El-Haddad 2021)")
  }

  /// The data with the nuclide of one kind of microspheres.
  public func adapted(to microspheres: Microspheres) -> MicrosphereData {
    guard microspheres == .holmium else { return self }
    var data = self
    (data.nuclide, data.decay) = ("Ho-166", holmium.decay)
    return data
  }

  /// The document that comes with the program, to be edited and cited by a site.
  public static var document: String { String(decoding: PackageResources.microspheres_json5, as: UTF8.self) }

  /// A site's document that is silent about holmium leaves it as the program has it.
  private static func holmium(_ root: JSON5Object) throws(Problem) -> HolmiumVials {
    guard let value = root["holmium"] else { return try MicrosphereData().holmium }
    let object = try value.object()
    let joules = try object.positive("joulesPerGigabecquerel", "J/GBq")
    guard let decay = Decay(halfLife: .hours(try object.positive("halfLife", "h"))),
      let k = EnergyConstant(
        joulesPerGigabecquerel: joules, basis: "\(joules) J/GBq, label of holmium microspheres")
    else {
      throw Problem(.dataRejected, what: "half-life or energy constant is impossible", at: object.location)
    }
    return HolmiumVials(
      decay: decay, energyConstant: k,
      activityPerSphere: Activity(try object.positive("becquerelPerSphere", "Bq")),
      scout: .gigabecquerels(try object.positive("scout", "GBq")))
  }

  private static func glass(_ object: JSON5Object, _ decay: Decay) throws(Problem) -> GlassVials {
    let standard = try object.required("standardVials", "list of GBq").numbers()
    let custom = try object.required("customVials", "from, to and step in GBq").object()
    let (from, to, step) = (
      try custom.positive("from", "GBq"), try custom.positive("to", "GBq"), try custom.positive("step", "GBq")
    )
    guard to >= from, (to - from) / step < 10_000 else {
      throw Problem(
        .dataRejected, what: "the custom vials from \(from) to \(to) GBq are not a list", at: custom.location)
    }
    let count = Int(saturating: ((to - from) / step).rounded())
    let sizes = (0...count).map { from + Double($0) * step }
    return GlassVials(
      nominal: [
        .standard: standard.sorted().map { .gigabecquerels($0) }, .custom: sizes.map { .gigabecquerels($0) },
      ], decay: decay, activityPerSphere: Activity(try object.positive("becquerelPerSphere", "Bq")),
      spheresPerGigabecquerel: try object.positive("spheresPerGigabecquerel", "number"))
  }

  private static func resin(_ object: JSON5Object, _ decay: Decay) throws(Problem) -> ResinVials {
    let hours = try object.required("precalibrationHours", "list of hours").numbers()
    return ResinVials(
      nominal: .gigabecquerels(try object.positive("vial", "GBq")),
      spheresPerVial: try object.positive("spheresPerVial", "number"), decay: decay,
      deliveries: hours.map { .hours($0) })
  }

  private static func rules(_ object: JSON5Object) throws(Problem) -> ResinRules {
    var bands: [ResinRules.Band] = []
    for value in try object.required("empirical", "list of { upTo, activity }").array() {
      let entry = try value.object()
      bands.append(
        .init(
          upTo: try entry["upTo"]?.decimal(), activity: .gigabecquerels(try entry.positive("activity", "GBq"))
        ))
    }
    guard bands.last?.upTo == nil, !bands.isEmpty else {
      throw Problem(
        .dataRejected, what: "the empirical table has no last row without “upTo”", at: object.location,
        why: "a large tumour would have no activity", remedy: "add the row for all larger fractions")
    }
    var reductions: [ResinRules.ReductionBand] = []
    for value in try object.required("lungShuntReduction", "list of { below or upTo, reduction }").array() {
      reductions.append(try reduction(value))
    }
    return ResinRules(
      bands: bands, reductions: reductions, bsaOffset: try object.required("bsaOffset", "GBq").number())
  }

  private static func reduction(_ value: JSON5Value) throws(Problem) -> ResinRules.ReductionBand {
    let entry = try value.object()
    let reduction = try entry.required("reduction", "fraction").number()
    let (below, upTo) = (try entry["below"]?.decimal(), try entry["upTo"]?.decimal())
    guard let limit = below ?? upTo, (0..<1).contains(reduction) else {
      throw value.rejected("a reduction needs a limit (“below” or “upTo”) and a fraction from 0 to below 1")
    }
    return .init(limit: limit, isInclusive: below == nil, reduction: reduction)
  }
}

/// The head that both data documents share.
struct DataHeader {
  var edition: String
  var version: Int
  var citation: String
  var nuclide: String
  var decay: Decay

  init(_ root: JSON5Object) throws(Problem) {
    edition = try root.required("edition", "edition of the data").string()
    version = try root.required("version", "whole number, raised with each change").integer()
    citation = try root.required("citation", "where the numbers come from").string()
    nuclide = try root.required("nuclide", "for example Y-90").string()
    guard let decay = Decay(halfLife: .hours(try root.positive("halfLife", "h"))) else {
      throw Problem(.dataRejected, what: "the half-life is impossible", at: root.location)
    }
    self.decay = decay
  }
}

extension JSON5Object {
  func positive(_ key: String, _ unit: String) throws(Problem) -> Double {
    let value = try required(key, unit)
    let number = try value.number()
    guard number > 0 else { throw value.rejected("“\(key)” must be positive, in \(unit)") }
    return number
  }
}

extension JSON5Value {
  func numbers() throws(Problem) -> [Double] {
    var numbers: [Double] = []
    for value in try array() { numbers.append(try value.number()) }
    return numbers
  }

  func decimal() throws(Problem) -> ExactDecimal {
    let text = try numberText()
    guard let value = ExactDecimal(text) else { throw rejected("\(text) cannot be kept as an exact decimal") }
    return value
  }
}
