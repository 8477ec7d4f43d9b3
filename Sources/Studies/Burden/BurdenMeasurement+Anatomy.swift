import Alignment
import Quantification
import Quantities
import Stages
import Volumes

extension BurdenMeasurement {
  var isOnCT: Bool { scene.anatomy?.unit == .hounsfield }
  var anatomyName: String { isOnCT ? "CT" : scene.anatomy?.modality ?? "anatomy" }

  /// Liver that reaches the threshold on the contrast-enhanced anatomy, laid onto the grid of the measurement; its connected
  /// parts are the lesions where none were drawn and no threshold is on the PET, so that the PET confirms each of them
  /// (Gococo-Benore 2023).
  /// - Throws: `Problem` for a threshold without anatomy, or a lattice that does not fit.
  mutating func contourAnatomy() throws {
    guard let level = input.enhancement, let anatomy = scene.anatomy else { return }
    // Air and what lies outside the image enhance nowhere.
    let values = try Alignment.resample(
      anatomy.values, onto: scene.grid, through: scene.toGrid.inverse, outside: -1024)
    let region = try Threshold.absolute(level).contour(values, within: scene.liver.region)
    enhancingRegion = region
    if lesions.isEmpty, input.threshold == nil { lesions = try parts(region, named: "enhancing lesion") }
  }
}
