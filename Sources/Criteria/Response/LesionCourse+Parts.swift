import Diagnostics
import Quantities

/// Lesions that split or coalesce under treatment, by RECIST 1.1 (doi:10.1016/j.ejca.2008.10.026, section 4.3.2): the longest
/// diameters of the fragments are added up, and of lesions that have become one the diameter of the whole counts once.
extension LesionCourse {
  /// The course with every fragment in the lesion that it is a part of, and with nothing left of lesions that have become one with
  /// another.
  /// - Throws: `Problem` for a part of a part, or a lesion that is one with another and has diameters of its own.
  func joined() throws(Problem) -> LesionCourse {
    guard findings.contains(where: { !$0.partOf.isEmpty }) else { return self }
    let parts = Set(findings.filter { !$0.partOf.isEmpty }.map(\.lesion))
    var course = self
    var joined: [LesionFinding] = [], fragments: [[String]: [LesionFinding]] = [:]
    for finding in findings {
      guard !finding.partOf.isEmpty else {
        joined.append(finding)
        continue
      }
      if wasOfItsOwn(finding) {
        joined.append(try coalesced(finding))
      } else if parts.contains(finding.partOf),
        findings.contains(where: { $0.lesion == finding.partOf && !$0.partOf.isEmpty })
      {
        throw Self.fault(
          finding, "this lesion is part of a lesion that is a part itself", "name the lesion at baseline")
      } else {
        fragments[[finding.partOf, Self.visit(finding)], default: []].append(finding)
      }
    }
    for (key, own) in fragments.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let n = joined.firstIndex { $0.lesion == key[0] && Self.visit($0) == key[1] && $0.isSeen }
      let all = (n.map { [joined[$0]] } ?? []) + own
      joined.removeAll { $0.lesion == key[0] && Self.visit($0) == key[1] }
      joined.append(Self.sum(all, called: key[0]))
    }
    course.findings = joined
    return course
  }

  private static func visit(_ finding: LesionFinding) -> String {
    finding.visit.isEmpty ? "\(finding.day)" : finding.visit.lowercased()
  }

  private func wasOfItsOwn(_ finding: LesionFinding) -> Bool {
    findings.contains { $0.lesion == finding.lesion && $0.partOf.isEmpty && $0.day < finding.day }
  }

  /// Nothing of it counts apart from the lesion that it has become one with; its uptake is not known.
  private func coalesced(_ finding: LesionFinding) throws(Problem) -> LesionFinding {
    guard finding.long ?? .zero == .zero, finding.short ?? .zero == .zero else {
      throw Self.fault(
        finding, "this lesion has become one with another and has a diameter of its own",
        "measure the whole lesion in the row of “part_of”, and leave the diameters of this row empty")
    }
    var whole = finding
    (whole.long, whole.short, whole.product, whole.volume) = (.zero, .zero, .zero, .zero)
    (whole.enhancing, whole.extent, whole.state) = (.zero, .zero, .measured)
    return whole
  }

  /// Diameters, areas and volumes add up; the highest uptake stands for all. Means of attenuation and uptake are not known.
  private static func sum(_ parts: [LesionFinding], called name: String) -> LesionFinding {
    var sum = parts[0]
    (sum.lesion, sum.partOf) = (name, "")
    func total(_ measure: KeyPath<LesionFinding, ExactDecimal?>) -> ExactDecimal? {
      let values = parts.compactMap { $0.value(measure) }
      return values.count == parts.count ? values.reduce(.zero, +) : nil
    }
    func highest(_ measure: KeyPath<LesionFinding, ExactDecimal?>) -> ExactDecimal? {
      let values = parts.compactMap { $0.value(measure) }
      return values.count == parts.count ? values.max() : nil
    }
    sum.long = parts.allSatisfy { $0.diameter != nil } ? parts.compactMap(\.diameter).reduce(.zero, +) : nil
    (sum.short, sum.enhancing, sum.extent) = (total(\.short), total(\.enhancing), total(\.extent))
    let areas = parts.compactMap(\.area)
    sum.product = areas.count == parts.count ? areas.reduce(.zero, +) : nil
    (sum.volume, sum.suvMax, sum.sulPeak) = (total(\.volume), highest(\.suvMax), highest(\.sulPeak))
    if parts.count > 1 { (sum.attenuation, sum.suvMean) = (nil, nil) }
    let isOpen = parts.contains { $0.state == .notEvaluated }
    sum.state =
      isOpen
      ? .notEvaluated
      : parts.contains { $0.state == .progressive }
        ? .progressive : parts.allSatisfy { !$0.isSeen } ? .absent : .measured
    return sum
  }

  private static func fault(_ finding: LesionFinding, _ what: String, _ remedy: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: "row \(finding.row), column part_of",
      why: "the sum of diameters would be wrong", remedy: remedy)
  }
}
