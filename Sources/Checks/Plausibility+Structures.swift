import Stages

/// What structures usually are, and how they usually lie to each other and to the counts.
///
/// The limits that came from the guardrails of the open radioembolisation planner Taranis are named as such; the others state
/// what they rest on. A value beyond one is questioned, never changed.
extension Plausibility {
  // MARK: Volumes

  package static let liverVolume = Plausibility(
    "volume.liver", "the volume of the liver", 500...4500, "mL", advice: "check contour, unit and voxel size",
    source: "guardrail of Taranis; reference livers have 1400 to 1800 g (ICRP 89)")
  static let lobeVolume = Plausibility(
    "volume.lobe", "the volume of the lobe", 50...4000, "mL", advice: "check contour, unit and voxel size",
    source: "from an atrophic left lobe to a liver that is nearly all right lobe")
  package static let perfusedVolume = Plausibility(
    "volume.perfused", "the perfused volume", 100...4500, "mL", advice: "check territory and contour",
    source: "guardrail of Taranis: one subsegment to a whole liver")
  static let lungVolume = Plausibility(
    "volume.lungs", "the volume of the lungs", 1000...9000, "mL",
    advice: "the lungs may be cut by the field, or drawn in part",
    source: "guardrail of Taranis; total capacity of adults up to 9 L")
  static let kidneyVolume = Plausibility(
    "volume.kidney", "the volume of the kidney", 40...600, "mL", advice: "check contour, unit and voxel size",
    source: "shrunken kidney to both in one contour; 275 to 310 g for both (ICRP 89)")
  static let spleenVolume = Plausibility(
    "volume.spleen", "the volume of the spleen", 30...2500, "mL",
    advice: "check contour, unit and voxel size",
    source: "130 to 150 g (ICRP 89), up to 2.5 L with portal hypertension")
  static let marrowVolume = Plausibility(
    "volume.marrow", "the volume of the marrow region", 1...3000, "mL",
    advice: "check contour, unit and voxel size", source: "one vertebra to all of the marrow (ICRP 89)")
  static let bodyVolume = Plausibility(
    "volume.body", "the volume of the body", 3000...300_000, "mL", advice: "check unit and voxel size",
    source: "one bed of a small patient to the heaviest that scanners carry")
  package static let tumourVolume = Plausibility(
    "volume.tumour", "the volume of the tumour", 2...(.infinity), "mL",
    advice: "uptake and dose of so small a lesion are lowered by partial volume",
    source: "guardrail of Taranis: a sphere of 16 mm, about twice the resolution of SPECT")
  package static let tumourOverLiver = Plausibility(
    "volume.tumour-over-liver", "the volume of the tumours over that of the liver", 0...1, "",
    advice: "the liver includes its tumours here", source: "a part is not larger than the whole")
  package static let perfusedOverLiver = Plausibility(
    "volume.perfused-over-liver", "the perfused volume over that of the liver with its tumours", 0...1.02, "",
    advice: "a perfused volume is a part of the liver",
    source: "a part is not larger than the whole, with 2 % for contours")

  package static func volume(of role: StructureRole) -> Plausibility? {
    switch role {
    case .liver: liverVolume
    case .liverLobe: lobeVolume
    case .perfusedVolume: perfusedVolume
    case .lung: lungVolume
    case .kidney: kidneyVolume
    case .spleen: spleenVolume
    case .marrow: marrowVolume
    case .body: bodyVolume
    case .tumour: tumourVolume
    case .other: nil
    }
  }

  // MARK: Density

  /// Mean CT number. Density is about 1 + HU/1000 g/mL.
  private static func density(
    _ what: String, _ word: String, _ range: ClosedRange<Double>, _ source: String
  ) -> Plausibility {
    Plausibility(
      "density.\(word)", "the mean CT number of \(what)", range, "HU",
      advice: "the contour lies elsewhere, or the CT has another scale", source: source)
  }
  static let liverDensity = density(
    "the liver", "liver", -50...250, "severe steatosis to the portal-venous phase")
  package static let lungDensity = density(
    "the lungs", "lungs", -950 ... -300, "emphysema to expiration: 0.05 to 0.7 g/mL")
  static let kidneyDensity = density(
    "the kidney", "kidney", -50...450, "hydronephrosis to the nephrographic phase")
  static let spleenDensity = density("the spleen", "spleen", -20...350, "native to arterial phase")
  static let tumourDensity = density(
    "the tumour", "tumour", -200...1500, "fat to dense iodised oil")
  static let bodyDensity = density(
    "the body", "body", -500...300, "with the lungs and air in the bowel")
  static let marrowDensity = density(
    "the marrow", "marrow", -150...1000, "fatty marrow to dense bone")

  package static func density(of role: StructureRole) -> Plausibility? {
    switch role {
    case .liver, .liverLobe, .perfusedVolume: liverDensity
    case .lung: lungDensity
    case .kidney: kidneyDensity
    case .spleen: spleenDensity
    case .tumour: tumourDensity
    case .body: bodyDensity
    case .marrow: marrowDensity
    case .other: nil
    }
  }

  // MARK: How structures lie to each other

  package static let overlap = Plausibility(
    "overlap.organs", "the overlap", 0...1, "% of the smaller",
    advice: "voxels of both count in both", source: "contours of two people agree no better on a border")
  package static let lungOverlap = Plausibility(
    "overlap.lungs-liver", "the overlap", 0...1, "% of the smaller",
    advice: "voxels of both count once, for the liver",
    source: "Taranis; automatic contours of the lungs reach into the dome of the liver as a rule")
  package static let tumourOverlap = Plausibility(
    "overlap.tumours", "the overlap", 0...1, "% of the smaller",
    advice: "voxels of both count once in unions, and in both rows of a table",
    source: "one voxel belongs to one lesion")
  package static let perfusedOverlap = Plausibility(
    "overlap.perfused", "the overlap", 0...1, "% of the smaller",
    advice: "what both injections reach gets the dose of both",
    source: "guardrail of Taranis, which refuses it: territories of two arteries do not overlap")
  package static let perfusedOutside = Plausibility(
    "outside.perfused", "the part of the perfused volume outside the liver", 0...2, "%",
    advice: "activity for it is planned as if liver were there",
    source: "guardrail of Taranis: microspheres for the liver lodge in the liver")
  package static let tumourOutside = Plausibility(
    "outside.tumour", "the part of the tumour outside the liver", 0...10, "%",
    advice: "it is counted with the liver from half of it inside on",
    source: "guardrail of Taranis; the border of a bulging lesion")
  package static let lobeOutside = Plausibility(
    "outside.lobe", "the part of the lobe outside the liver", 0...5, "%",
    advice: "lobe and liver were drawn on different images, or one is shifted",
    source: "contours of two people agree no better")
  package static let outsideBody = Plausibility(
    "outside.body", "the part outside the body", 0...1, "%",
    advice: "one of both was drawn on another image, or is shifted", source: "an organ lies in the body")
  package static let outsideCT = Plausibility(
    "outside.ct", "the part outside the CT", 0...5, "%",
    advice: "mass and density are those of the part on the CT",
    source: "guardrail of Taranis: 95 % of the lungs on the CT that they are weighed by")
  package static let unperfused = Plausibility(
    "unperfused.tumour", "the part of the tumour that no injection reaches", 0...10, "%",
    advice: "the dose is that of the part that is reached", source: "guardrail of Taranis")
  package static let burden = Plausibility(
    "burden", "the part of the liver that is tumour", 0...50, "%",
    advice: "little liver is left that a dose must spare",
    source: "guardrail of Taranis")

  // MARK: Counts

  package static let countsElsewhere = Plausibility(
    "counts.elsewhere", "the part of the counts outside liver and lungs", 0...20, "%",
    advice: "free pertechnetate, another organ, or contours that miss", source: "guardrail of Taranis")
  package static let countsBeyond = Plausibility(
    "counts.beyond", "the part of the liver’s counts outside all perfused volumes", 0...20, "%",
    advice: "the territory is larger than drawn, or the contours miss", source: "guardrail of Taranis")
  package static let negativeCounts = Plausibility(
    "counts.negative", "the negative part of the counts", 0...1, "% of the positive part",
    advice: "negative voxels are kept, since clipping would raise the mean; they lower what is summed",
    source: "guardrail of Taranis; 1 % of a sum is less than its noise")
  package static let tumourToNormal = Plausibility(
    "ratio.below-normal", "the tumour-to-normal ratio (T/N)", 1...(.infinity), "",
    advice: "the tumour takes up less than normal liver: check registration and contour",
    source: "guardrail of Taranis")
  package static let usualRatio = Plausibility(
    "ratio", "the tumour-to-normal ratio (T/N)", 1.5...25, "",
    advice: "check registration, contour and reference region",
    source: "guardrail of Taranis below; above it one of both regions hardly took part")

  // MARK: Times

  package static let imageAge = Plausibility(
    "time.images", "the time between two images", 0...60, "days",
    advice: "tumour and liver change in between",
    source: "guardrail of Taranis")
  package static let lateImage = Plausibility(
    "time.late", "the time from administration to image", 0...200, "h",
    advice: "check the dates: little is left to be measured", source: "guardrail of Taranis")
  package static let injectionTime = Plausibility(
    "time.injection", "the difference between the injection times of image and case file", 0...10, "min",
    advice: "one of both is wrong, and decay is counted from the case file’s", source: "guardrail of Taranis")

  package static let structureRows: [Plausibility] = [
    liverVolume, lobeVolume, perfusedVolume, lungVolume, kidneyVolume, spleenVolume, marrowVolume, bodyVolume,
    tumourVolume, tumourOverLiver, perfusedOverLiver, liverDensity, lungDensity, kidneyDensity, spleenDensity,
    tumourDensity, bodyDensity, marrowDensity, overlap, lungOverlap, tumourOverlap, perfusedOverlap,
    perfusedOutside, tumourOutside, lobeOutside, outsideBody, outsideCT, unperfused, burden, countsElsewhere,
    countsBeyond, negativeCounts, tumourToNormal, usualRatio, imageAge, lateImage, injectionTime,
  ]
}
