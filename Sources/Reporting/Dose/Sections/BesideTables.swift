import Quantities

extension DoseReport {
  /// Quantities in addition to the absorbed dose; nothing where the case states none of them.
  var beside: [ContentBlock] {
    let all = content.beside
    return microspheres(all) + weighted(all) + contaminant(all)
  }

  private func table<Row>(_ form: TableForm<Row>, _ caption: String, _ rows: [Row], _ note: String)
    -> [ContentBlock]
  {
    rows.isEmpty ? [] : [.table(form.shown.table(caption, rows, notes: [note]))]
  }

  private func microspheres(_ all: BesideDose) -> [ContentBlock] {
    table(
      .microspheres, "Microspheres, and the dose at the scale of lobules", all.microspheres,
      "Spheres at the hour of the administration. D98 … D50 and “below half” are of a model, not of this patient’s tissue: "
        + "\(LobuleColumns.model) They add to the voxel dose, which is the mean over many lobules; no model is given for lesions."
    )
  }

  private func weighted(_ all: BesideDose) -> [ContentBlock] {
    guard let weighting = all.weighting else { return [] }
    return table(
      .weighted, "RBE-weighted dose", all.weighted,
      "The dose of alpha particles counts \(weighting.factor.printedShort()) times (\(weighting.source)), that of electrons and photons once. "
        + "The factor counts as exact. Limits, BED and sums over cycles are of absorbed dose.")
  }

  private func contaminant(_ all: BesideDose) -> [ContentBlock] {
    guard let stated = all.contaminated else { return [] }
    return table(
      .contaminant, "Contaminant \(stated.nuclide)", all.contaminant,
      "\(stated.nuclide) with \((stated.fraction).printedPercent()) of the nuclide’s activity at the administration takes the region’s curve, "
        + "with its own half-life instead; what the organ no longer excretes stays. Electrons stay in the region, of photons a sphere "
        + "of its mass absorbs its part; dose from other regions is not included. The tables of absorbed dose, BED, limits and sums "
        + "over cycles do not contain it.")
  }
}
