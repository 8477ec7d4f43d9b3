import DICOM

extension OrganDose {
  /// TID 10023: what the organ is modifies the group; mass and dose are contained in it.
  ///
  /// - Parameter authority: who says so; there is no published coefficient behind a dose of the patient's own images.
  func item(by authority: String) -> ContentItem {
    var children = [ContentItem("HAS CONCEPT MOD", Concept.site, .code(site))]
    if let laterality {
      children.append(ContentItem("HAS CONCEPT MOD", Concept.laterality, .code(laterality.code)))
    }
    let method = ContentItem(
      "HAS CONCEPT MOD", Concept.measurementMethod, .text("contoured volume times density"))
    let source = ContentItem(
      "HAS PROPERTIES", Concept.authority, .text("\(authority), from images of the patient"))
    return ContentItem(
      Concept.organDoses, .container,
      children + [
        ContentItem(Concept.mass, .number(mass.value, unit: Unit.gram), [method]),
        ContentItem(Concept.organDose, .number(dose.value * 1000, unit: Unit.milligray), [source]),
      ])
  }
}

extension OrganDose.Laterality {
  fileprivate var code: Code {
    switch self {
    case .left: Code("7771000", "SCT", "Left")
    case .right: Code("24028007", "SCT", "Right")
    case .both: Code("51440002", "SCT", "Bilateral")
    case .one: Code("66459002", "SCT", "Unilateral")
    }
  }
}
