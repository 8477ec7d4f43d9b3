import Stages

/// Sentences that rooms attach to their results, recognised by what is fixed in them.
///
/// A room says what happened; how far it reaches is decided here, once for every command, with the reason. What is not listed
/// needs a decision.
package struct KnownRemark: Sendable, Hashable {
  /// Occurs in the sentence, and in the source of the room that says it.
  var fragment: String
  package var code: Finding.Code
  package var rank: Finding.Rank
  package var reason: String

  private init(_ fragment: String, _ code: String, _ rank: Finding.Rank, _ reason: String) {
    (self.fragment, self.code, self.rank, self.reason) = (fragment, Finding.Code(code), rank, reason)
  }

  package static let table: [KnownRemark] = [
    .init(
      "of the emitted energy escapes the dose grid", "energy.escapes", .information,
      "photons leave every field of view; no region has the part that they take along"),
    .init(
      "of the energy is deposited in air", "energy.air", .information,
      "photons leave every body, and blurred activity lies around it; no region has it"),
    .init(
      "of the time-integrated activity is outside the body", "activity.outside-body", .information,
      "up to 5 % is what blurring and scatter put outside the skin"),
    .init(
      "No uptake phase was observed", "fit.no-uptake-phase", .information,
      "so it is wherever the first image comes after the peak; the curve is bounded by what was given"),
    .init(
      "Population of", "fit.population", .information,
      "published half-lives steady curves of few images; the uncertainty contains their spread"),
    .init(
      "are too few to compare models", "fit.few-points", .information,
      "the model is the usual one, and its uncertainty shows how few they are"),
    .init(
      "beyond the last time point (more than 20 %).", "fit.extrapolated", .information,
      "the uncertainty contains it; where more than half is extrapolated, a person decides"),
    .init(
      "has a washout phase that ends before the first time point", "fit.held-phase", .information,
      "the uncertainty contains it from nothing to twice its share"),
    .init(
      "is larger than the largest of the recovery calibration", "recovery.large", .information,
      "the larger a region is, the less it loses"),
    .init(
      "the calibration factor was not applied", "calibration.not-applied", .information,
      "an image in Bq/mL needs none"),
    .init(
      "Dead time was taken at the count rate of the image", "calibration.dead-time-rate", .information,
      "no image states the rate of the open detector"),
    .init(
      "negative voxels were set to zero", "counts.clipped", .information,
      "the case file asked for it"),
    .init(
      "was not registered, by choice of the case file", "registration.none", .information,
      "the case file asked for it"),
    .init(
      "structures of one name are distinguished by", "structures.same-name", .information,
      "each has its own row with its own numbers"),
    .init(
      "no structures were given", "structures.none", .information, "the case file names none"),
    .init(
      "; counted as part of it", "structures.bulging", .information,
      "a lesion of the liver’s border belongs to it from half of it inside on"),
    .init(
      "outside and apart from the contour", "structures.elsewhere", .information,
      "a metastasis elsewhere is no part of the liver; one that touches it is asked about"),
    .init(
      "; counted once in unions", "overlap.lesions", .information,
      "the geometry sheet asks about lesions that share more than their borders"),
    .init(
      "repeat another one of their plane", "contours.repeated", .information,
      "a contour that was stored twice counts once"),
    .init(
      "they are read as closed contours", "contours.interpolated", .information,
      "contours between drawn ones enclose the same region"),
  ]

  static func of(_ sentence: String) -> KnownRemark? { table.first { sentence.contains($0.fragment) } }
}

extension Finding {
  /// A sentence of a room with the rank and code that it is known by.
  /// - Parameter code: of a sentence that is not listed, which needs a decision.
  public init(remark sentence: String, _ code: Code = .remark, at place: String = "") {
    let known = KnownRemark.of(sentence)
    self.init(known?.rank ?? .decision, known?.code ?? code, sentence, at: place)
  }
}
