import DICOM
import Diagnostics
import Foundation
import Quantities
import Stages

/// One administration of a radiopharmaceutical, as a dose report states it.
public struct AdministrationEvent: Sendable {
  public enum Route: Sendable { case intravenous, intraArterial }
  /// What was given, in words, and the nuclide in the form `Lu-177`.
  public var product, nuclide: String
  public var halfLife: TimeSpan
  public var start: DateTime
  /// Net activity at the start.
  public var administered: Activity
  /// The activity measured before and after; `nil` where it was not measured.
  public var before, after: Activity?
  public var route: Route

  public init(
    product: String, nuclide: String, halfLife: TimeSpan, start: DateTime, administered: Activity,
    before: Activity? = nil,
    after: Activity? = nil, route: Route
  ) {
    (self.product, self.nuclide, self.halfLife, self.start) = (product, nuclide, halfLife, start)
    (self.administered, self.before, self.after, self.route) = (administered, before, after, route)
  }
}

/// Mean dose of one organ and the mass that it rests on.
public struct OrganDose: Sendable {
  /// Which of two paired organs, CID 244.
  public enum Laterality: Sendable { case left, right, both, one }

  public var site: Code
  /// `nil` for an organ that there is one of.
  public var laterality: Laterality?
  public var dose: AbsorbedDose
  public var mass: Mass

  public init(role: StructureRole, laterality: Laterality? = nil, dose: AbsorbedDose, mass: Mass) {
    self.init(site: role.codes.type, laterality: laterality, dose: dose, mass: mass)
  }
  public init(site: Code, laterality: Laterality? = nil, dose: AbsorbedDose, mass: Mass) {
    (self.site, self.laterality, self.dose, self.mass) = (site, laterality, dose, mass)
  }
}

extension DICOMWriter {
  /// Writes what was given and the doses of the organs as a Radiopharmaceutical Radiation Dose SR (TID 10021: an administration
  /// event, TID 10022, with organ doses, TID 10023, in mGy). One object for each administration.
  /// - Parameter organs: doses of the whole therapy; they belong to its last administration.
  /// - Throws: `Problem` if a file cannot be written.
  @discardableResult
  public static func writeAdministrations(
    _ events: [AdministrationEvent], organs: [OrganDose], _ context: WriteContext, to folder: URL,
    name: String = "SR_radiation"
  ) throws -> [WrittenObject] {
    try events.enumerated().map { n, event in
      let isLast = n == events.count - 1
      let object = try radiationObject(event, isLast ? organs : [], context)
      return try object.written(events.count == 1 ? name : "\(name)_\(n + 1)", to: folder)
    }
  }

  static func radiationObject(_ event: AdministrationEvent, _ organs: [OrganDose], _ context: WriteContext)
    throws
    -> ObjectBuilder
  {
    let procedure = ContentItem(
      "HAS CONCEPT MOD", Concept.associatedProcedure, .code(Concept.nuclearMedicine),
      [ContentItem("HAS CONCEPT MOD", Concept.intent, .code(Concept.therapeutic))])
    let root = ContentItem(
      "", Concept.radiationReport, .container,
      [procedure] + observer(context) + [
        ContentItem(Concept.administration, .container, event.items(context, organs: organs))
      ])
    return try reportObject(root, .radiopharmaceuticalDose, template: "10021", evidence: [], context)
  }
}

extension AdministrationEvent {
  fileprivate func items(_ context: WriteContext, organs: [OrganDose]) -> [ContentItem] {
    let uid = UID.derived(from: "administration \(context.study) \(context.patient) \(start) \(nuclide)")
    var items = [
      ContentItem(Concept.agent, .code(agent), nuclideItems), ContentItem(Concept.eventUID, .uid(uid)),
      ContentItem(Concept.start, .dateTime(start)), activity(Concept.administeredActivity, administered),
    ]
    if let before { items.append(activity(Concept.beforeAdministration, before)) }
    if let after { items.append(activity(Concept.afterAdministration, after)) }
    items.append(
      ContentItem(Concept.route, .code(route == .intravenous ? Concept.intravenous : Concept.intraArterial)))
    return items + organs.map { $0.item(by: "Hepatica \(context.softwareVersion)") }
  }

  private func activity(_ concept: Code, _ value: Activity) -> ContentItem {
    ContentItem(concept, .number(value.inMegabecquerels, unit: Unit.megabecquerel))
  }

  private var nuclideItems: [ContentItem] {
    let code = RadionuclideCode.code(nuclide) ?? Code("NUCLIDE", "99HEPATICA", nuclide)
    return [
      ContentItem("HAS PROPERTIES", Concept.radionuclide, .code(code)),
      ContentItem("HAS PROPERTIES", Concept.halfLife, .number(halfLife.value, unit: Unit.second)),
    ]
  }

  /// Products of CID 25 by their code; others by their name.
  private var agent: Code {
    let name = product.lowercased()
    if nuclide == "Lu-177",
      name.contains("dotatate") || name.contains("oxodotreotide") || name.contains("lutathera")
    {
      return Code("781259000", "SCT", "Lutetium^177^ DOTATATE")
    }
    if nuclide == "Y-90", ["sphere", "sirtex", "resin", "glass"].contains(where: name.contains) {
      return Code("764678003", "SCT", "Yttrium^90^ microspheres")
    }
    return Code("PRODUCT", "99HEPATICA", product.isEmpty ? "not stated" : String(product.prefix(64)))
  }
}
