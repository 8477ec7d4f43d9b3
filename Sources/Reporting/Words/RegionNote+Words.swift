import Foundation
import Quantities
import Stages

extension StructuresNote {
  var text: String {
    switch self {
    case .none: "no structures were given: there is no table of regions"
    case .sameName(let names):
      "structures of one name are distinguished by file and number: \(names.joined(separator: "; "))"
    case .cutByDoseGrid(let parts):
      "only part of it is on the dose grid, so there is no mean dose: "
        + parts.map { "\($0.structure) (\(percent($0.fraction)))" }.joined(separator: ", ")
    case .tissueOutside(let structure, let body, let fraction):
      "materials: \(percent(fraction)) of \(structure) lies outside \(body)"
    case .thresholdSphere(let diameter, let avoidsLesions, let x, let y, let z):
      "threshold from a sphere of \(rounded(diameter)) mm in \(avoidsLesions ? "normal liver" : "the liver") "
        + "at (\(rounded(x)), \(rounded(y)), \(rounded(z))) mm LPS; check that it contains no lesion"
    }
  }
}

extension RegionNote {
  var text: String { ofLesions ?? ofSum }

  private var ofLesions: String? {
    func part(_ inside: Double) -> Int { Int((inside * 100).rounded()) }
    return switch self {
    case .lesionBulges(let lesion, let contour, let inside):
      "\(100 - part(inside)) % of lesion \(lesion) lies outside the contour \(contour); counted as part of it"
    case .drawnAround(let lesions, let contour):
      "\(contour) was drawn around \(firstFew(lesions)), which it surrounds; counted as part of it"
    case .lesionsElsewhere(let lesions, let contour):
      "outside and apart from the contour \(contour): \(firstFew(lesions)); not counted as part of it"
    case .lesionNotCounted(let lesion, let contour, let inside):
      "lesion \(lesion) lies \(part(inside)) % inside the contour \(contour); not counted as part of it"
    case .lesionsOverlap(let lesion, let other, let millilitres):
      "lesions \(lesion) and \(other) overlap by \(millilitres.printedShort(decimals: 2)) mL; counted once in unions"
    default: nil
    }
  }

  private func firstFew(_ names: [String]) -> String {
    names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }

  private var ofSum: String {
    switch self {
    case .assumedDensity(let density):
      "mean dose is volume-weighted and mass follows from an assumed \(density) g/mL: no density map (state materials, or "
        + "options.uniformDensity for all but the lungs)"
    case .statedDensity(let density):
      "mean dose is volume-weighted and mass follows from the \(density) g/mL that the case file states"
    case .aboveTolerance(let quantity, let gray, let meaning, let source):
      "\(quantity) is above \(gray) Gy\(meaning.isEmpty ? "" : " \(meaning)") (\(source))"
    case .sumOfMeans:
      "accumulated by region means: no histogram; minimum and maximum are bounds; volume and mass are those of the first"
    case .sumWithoutBED: "BED not added: the administrations used different parameters"
    case .sumOfDifferentVolumes: "the region's volume differs between administrations by more than 10 %"
    case .notInSum(let regions):
      "not in all administrations, or not once, hence not accumulated: \(regions.joined(separator: ", "))"
    default: ""
    }
  }
}

extension RecoveryNote {
  var text: String {
    switch self {
    case .larger(let volume, let largest):
      "A region of \(rounded(volume)) mL is larger than the largest of the recovery calibration, \(rounded(largest)) mL."
    case .outside(let volume, let least, let largest):
      "A region of \(rounded(volume)) mL is outside the range of the recovery calibration, "
        + "\(rounded(least))…\(rounded(largest)) mL."
    }
  }
}
