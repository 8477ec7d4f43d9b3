import Quantities
import Volumes

extension BurdenMeasurement {
  var methods: [String] {
    var all = [
      "Burden = volume of tumour inside the liver ÷ volume of the liver with its tumours; overlapping lesions count once; boundary voxels count by the fraction inside.",
      "Bands and limits compare decimals of the volumes in mL, not rounded percentages.",
      "u of a burden: edges of lesions and liver uncertain by voxel size\(input.resolution.value > 0 ? " and \(rounded(input.resolution.value)) mm resolution" : ""), independent of each other (Gear et al. 2018, doi:10.1007/s00259-018-4136-7); contouring differences between readers are not in it.",
    ]
    if let level = input.enhancement {
      all.append(
        "Enhancing tumour: liver that reaches \(level.printed())\(isOnCT ? " HU" : "") on the \(anatomyName), absolute, interpolated linearly where the tumour is measured."
      )
    }
    if scene.suv != nil {
      all += [
        "Reference: sphere of \(rounded(input.sphereDiameter.value)) mm at the place in liver without tumour that is farthest from tumour and edge, smaller where it would not fit.",
        "A lesion is receptor-confirmed if its SUVmax is strictly more than twice the SUVmax of the sphere (Gococo-Benore 2023).",
        "Quantitative Krenning score: SUVmax of the lesion against SUVmean of blood pool, sphere in normal liver and spleen; equality takes the lower score. The visual score is a reader's.",
      ]
    }
    if !scene.readers.isEmpty {
      all += [
        "Majority: what more than half of the readers drew, voxel by voxel. Dice = 2 Σ min/(Σ + Σ). Fleiss' kappa over the voxels of the liver; more empty liver raises it, so read it together with Dice."
      ]
    }
    return all
  }
}
