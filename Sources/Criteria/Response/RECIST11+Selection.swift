import Checks
import Quantities

/// A lesion as measured at baseline.
public struct BaselineLesion: Sendable, Hashable {
  /// What the lesion is; some kinds are never measurable.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case solid, node
    /// Lytic or mixed bone lesion with a soft-tissue part that can be measured.
    case boneLyticSoft = "bone_lytic_soft"
    case boneBlastic = "bone_blastic"
    case simpleCyst = "cystic_simple"
    case ascites, lymphangitic

    /// Section 3.1.2 of the guideline.
    var canBeMeasured: Bool {
      switch self {
      case .solid, .node, .boneLyticSoft: true
      case .boneBlastic, .simpleCyst, .ascites, .lymphangitic: false
      }
    }
  }

  public var id: String
  /// Organ; all nodes count as one.
  public var organ: String
  public var kind: Kind
  /// Longest diameter, mm.
  public var long: ExactDecimal
  /// Short axis, mm.
  public var short: ExactDecimal
  /// Slice thickness, mm.
  public var slice: ExactDecimal

  public init(
    id: String, organ: String, kind: Kind, long: ExactDecimal, short: ExactDecimal, slice: ExactDecimal
  ) {
    (self.id, self.organ, self.kind) = (id, organ, kind)
    (self.long, self.short, self.slice) = (long, short, slice)
  }

  /// What enters the sum: the short axis of a node, the longest diameter of anything else.
  public var size: ExactDecimal { kind == .node ? short : long }
  var group: String { kind == .node ? "node" : organ }
}

extension RECIST11 {
  /// The targets that RECIST 1.1 would take, with why each other lesion is none.
  public struct Selection: Sendable, Hashable {
    /// In the order given.
    var measurable: [BaselineLesion]
    /// By descending size, then by name.
    public var targets: [BaselineLesion]
    /// Reason by lesion, for those that are not targets.
    package var left: [String: TargetExclusion]
    /// Sum of diameters, mm.
    public var sum: ExactDecimal
  }

  /// The largest measurable lesions, at most 5 and at most 2 per organ. Equal sizes go by name, so that the
  /// choice does not depend on the order of a list.
  public func select(_ lesions: [BaselineLesion]) -> Selection {
    var selection = Selection(measurable: [], targets: [], left: [:], sum: .zero)
    for lesion in lesions {
      if let reason = whyNotMeasurable(lesion) {
        selection.left[lesion.id] = reason
      } else {
        selection.measurable.append(lesion)
      }
    }
    var perOrgan: [String: Int] = [:]
    for lesion in selection.measurable.sorted(by: { ($1.size, $0.id) < ($0.size, $1.id) }) {
      if ExactDecimal(integerLiteral: selection.targets.count) >= rules.constant("targets") {
        selection.left[lesion.id] = .largerTaken(selection.targets.count)
      } else if ExactDecimal(integerLiteral: perOrgan[lesion.group, default: 0])
        >= rules.constant("targetsPerOrgan")
      {
        selection.left[lesion.id] = .largerInOrgan(perOrgan[lesion.group, default: 0])
      } else {
        selection.targets.append(lesion)
        perOrgan[lesion.group, default: 0] += 1
        selection.sum = selection.sum + lesion.size
      }
    }
    return selection
  }

  private func whyNotMeasurable(_ lesion: BaselineLesion) -> TargetExclusion? {
    guard lesion.kind.canBeMeasured else { return .neverMeasurable(kind: lesion.kind.rawValue) }
    if lesion.kind == .node {
      if lesion.short >= rules.constant("nodeTarget") { return nil }
      return lesion.short >= rules.constant("nodeNormal")
        ? .nodeBelow(rules.constant("nodeTarget").doubleValue) : .nodeNormal
    }
    let minimum = max(rules.constant("measurableLong"), rules.constant("slicesPerLesion") * lesion.slice)
    return lesion.long >= minimum ? nil : .below(minimum.doubleValue)
  }
}
