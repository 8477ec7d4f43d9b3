import Diagnostics
import Quantities
import Stages

// The law of activity in one place: what was administered binds each image, curve, map of decays and dose, of a case and of a
// plan. Up to `RecoveredShare.reportedAbove` a share passes, up to `refusedAbove` it is reported, beyond that it is refused.

extension AdministeredActivity {
  /// - Throws: `Problem` (data rejected) for an activity that is not above zero.
  package init(checking activity: Uncertain<Becquerel>, halfLife: TimeSpan) throws(Problem) {
    guard activity.value.value > 0, activity.value.isFinite else {
      throw Problem(
        .dataRejected,
        what: "the net administered activity is \(rounded(activity.value.inMegabecquerels)) MBq",
        at: "administrations", why: "it bounds every image and curve",
        remedy: "check activity and residual, their times and units")
    }
    self.init(activity, halfLife: halfLife)
  }

  /// An image held against what was administered.
  ///
  /// - Parameters:
  ///   - activity: of the whole image, on its own grid.
  ///   - isTrapped: nothing is excreted.
  /// - Returns: what a human must look at.
  /// - Throws: `Problem` (data rejected) where the image shows more than 1.5 times what is left.
  package func check(_ activity: ActivityVolume, isTrapped: Bool) throws(Problem) -> [Note] {
    guard let after = activity.afterAdministration else { return [] }
    let found = activity.map.total
    let share = share(of: found, after: after)
    let least = Plausibility.share(after: after.inHours, isTrapped: isTrapped).range.lowerBound
    let note = AdministeredNote.image(
      activity: found.inMegabecquerels, hours: after.inHours, share: share.value,
      left: left(after: after).inMegabecquerels, isLittle: !share.isReported && share.value < least)
    if share.isRefused { throw Self.excess(note, at: activity.id) }
    return share.isReported || share.value < least ? [.administered(note)] : []
  }

  /// A map of decays held against all that there can be.
  ///
  /// - Parameter isEntered: the map came as it is, and no image of it was held against this law; very little is then reported too.
  /// - Throws: as for an image.
  package func check(
    _ decays: TimeIntegratedActivityVolume, isTrapped: Bool = false, isEntered: Bool = false, at place: String
  ) throws(Problem) -> [Note] {
    let found = decays.map.total
    let share = share(of: found)
    let note = AdministeredNote.decays(
      decays: found.inMegabecquerelHours, share: share.value, greatest: greatestDecays.inMegabecquerelHours)
    if share.isRefused { throw Self.excess(note, at: place) }
    let isLittle = isEntered && share.value < Plausibility.shareOfMap(isTrapped: isTrapped).range.lowerBound
    return share.isReported || isLittle ? [.administered(note)] : []
  }

  /// A dose held against the energy of all decays.
  ///
  /// - Parameters:
  ///   - energy: dose × mass over all voxels, J.
  ///   - perDecay: J.
  ///   - subject: what holds the energy.
  ///   - isEntered: as for a map of decays.
  package func check(
    energy: Quantity<Joule>, perDecay: Quantity<Joule>, of subject: String = "the dose map",
    isTrapped: Bool = false, isEntered: Bool = false, at place: String
  ) throws(Problem) -> [Note] {
    let share = RecoveredShare(energy.value / (greatestDecays.value * perDecay.value))
    let note = AdministeredNote.energy(subject: subject, joules: energy.value, share: share.value)
    if share.isRefused { throw Self.excess(note, at: place) }
    let isLittle = isEntered && share.value < Plausibility.shareOfMap(isTrapped: isTrapped).range.lowerBound
    return share.isReported || isLittle ? [.administered(note)] : []
  }

  /// The administered activity of the case against that of an image's header: a wrong one in the case moves every limit that
  /// is made of it with it.
  ///
  /// - Parameter others: activities of the case that a header may mean as well: before the residual, of one administration.
  package func check(header: Activity?, others: [Activity], at place: String) -> [Note] {
    guard let header, header.value > 0 else { return [] }
    let nearest = ([activity.value] + others).filter { $0.value > 0 }.min {
      factor($0, header) < factor($1, header)
    }
    guard let nearest, !Plausibility.headerOverCase.allows(factor(nearest, header)) else { return [] }
    return [
      .administered(
        .header(
          stated: activity.value.inMegabecquerels, header: header.inMegabecquerels, place: place))
    ]
  }

  private func factor(_ a: Activity, _ b: Activity) -> Double { max(a / b, b / a) }

  package static let remedy =
    "check date and time of image and administration, the unit of the image (Bq or kBq), the calibration factor and the "
    + "administered activity"

  private static func excess(_ note: AdministeredNote, at place: String) -> Problem {
    Problem(
      .dataRejected, what: note.fact, at: place,
      why:
        "nothing is in a patient that was not administered; no calibration in use is off by more than half",
      remedy: remedy)
  }
}

/// The bound of a curve: A(t) ≤ A₀ 2^(−t/T) at any time, and so Ã ≤ A₀ T/ln 2.
///
/// Measured shares above 1 are errors of calibration or noise: where they are not refused they raise the bound to themselves.
package struct CurveLaw: Sendable {
  package let administered: AdministeredActivity
  /// The greatest measured share of what was administered and not yet decayed.
  package let share: RecoveredShare

  package init(_ administered: AdministeredActivity, _ points: [TimeActivityPoint]) {
    self.administered = administered
    share =
      points.map { administered.share(of: $0.activity.value, after: $0.time) }
      .max { $0.value < $1.value } ?? RecoveredShare(0)
  }

  /// Activity at administration that no curve exceeds, Bq.
  package var greatestActivity: Double { administered.activity.value.value * max(1, share.value) }
  /// Bq·s.
  package var greatestIntegral: Double { administered.greatestDecays.value * max(1, share.value) }

  /// - Throws: `Problem` where the measurements are impossible.
  package func check(_ region: String) throws {
    guard share.isRefused else { return }
    throw Problem(
      .dataRejected,
      what:
        "the measured activity is \(rounded(share.value)) times what was administered and not yet decayed",
      at: "time–activity data of \(region)",
      why:
        "a region cannot hold more than was administered (\(rounded(administered.activity.value.inMegabecquerels)) MBq); "
        + "beyond \(RecoveredShare.refusedAbove) no calibration in use is that far off",
      remedy:
        "check the date and time of image and administration, the unit of the image (Bq or kBq), the calibration "
        + "factor and the administered activity")
  }

  package var notes: [Note] {
    share.isReported ? [.administered(.curve(share: share.value))] : []
  }
}

extension AdministeredNote {
  /// Far less than there must be, where that was found and not an excess.
  package var isLittle: Bool {
    switch self {
    case .image(_, _, _, _, let isLittle): isLittle
    case .decays(_, let share, _), .energy(_, _, let share): share < 1
    case .curve, .header: false
    }
  }

  /// What was found, without what to do about it: the words of a refusal too.
  package var fact: String {
    switch self {
    case .image(let activity, let hours, let share, let left, _):
      "the image shows \(rounded(activity)) MBq at \(rounded(hours)) h, \(rounded(share)) times what was administered "
        + "and not yet decayed (\(rounded(left)) MBq)"
    case .decays(let decays, let share, let greatest):
      "the map holds \(rounded(decays)) MBq·h, \(rounded(share)) times the \(rounded(greatest)) MBq·h that all of the "
        + "administered activity can make"
    case .energy(let subject, let joules, let share):
      "\(subject) holds \(rounded(joules)) J, \(rounded(share)) times the energy of all decays of what was administered"
    case .curve(let share):
      "The measured activity is \(rounded(share)) times what was administered and not yet decayed"
    case .header(let stated, let header, let place):
      "the case states \(rounded(stated)) MBq administered, the header of \(place) \(rounded(header)) MBq"
    }
  }
}
