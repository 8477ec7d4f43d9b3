/// Patients of one arm by worst grade of each term, counted where they are graded and added to a cohort together.
public struct ToxicityTally: Sendable {
  /// A term of those who have values of its test.
  struct Counted: Sendable {
    var term = CohortToxicity.Term()
    /// Patients with any value of the test.
    var patients = 0
    /// Patients whose grade came up to the headline under treatment.
    var new = 0
  }
  public private(set) var patients = 0
  private(set) var counted: [Counted]
  private(set) var joined: [CohortToxicity.Term]
  private let slots: TermSlots

  init(_ slots: TermSlots) {
    self.slots = slots
    counted = Array(repeating: Counted(), count: slots.codes.count)
    joined = Array(repeating: CohortToxicity.Term(), count: slots.composites.count)
  }

  /// - Parameter results: one for each term of which the patient has a value.
  mutating func add(_ results: [PlainResult], headline: Int) {
    patients += 1
    for result in results {
      counted[result.slot].patients += 1
      counted[result.slot].term.add(
        baseline: result.baseline, worst: result.worst, samples: result.samples,
        notGradable: result.notGradable)
      if let worst = result.worst, let before = result.baseline, worst >= headline, before < headline {
        counted[result.slot].new += 1
      }
    }
    for n in joined.indices {
      let members = results.filter { slots.composites[n].members.contains($0.slot) }
      joined[n].add(members, complete: slots.composites[n].count)
    }
  }

  /// By code.
  var terms: [(code: String, counted: Counted)] {
    zip(slots.codes, counted).filter { $1.patients > 0 }.map { ($0, $1) }
  }
  var composites: [(name: String, term: CohortToxicity.Term)] {
    zip(slots.composites, joined).map { ($0.name, $1) }
  }
  /// Patients whose grade of a term came up to the headline under treatment, by code.
  public var new: [(code: String, patients: Int)] {
    terms.filter { $0.counted.new > 0 }.map { ($0.code, $0.counted.new) }
  }
}

/// One term of one patient.
struct PlainResult: Sendable {
  var slot: Int
  var baseline, worst: Int?
  var samples = 0
  var notGradable = 0
}

/// The terms of a scale by number.
struct TermSlots: Sendable {
  let codes: [String]
  let composites: [(name: String, members: [Int], count: Int)]

  init(_ scale: ToxicityScale) {
    let codes = scale.terms.keys.sorted()
    self.codes = codes
    composites = scale.composites.sorted { $0.key < $1.key }.map { name, members in
      (name, members.compactMap { codes.firstIndex(of: $0) }, members.count)
    }
  }

  subscript(code: String) -> Int? { codes.firstIndex(of: code) }
}

extension CohortToxicity.Term {
  fileprivate mutating func add(_ members: [PlainResult], complete count: Int) {
    let (before, worst) = (members.compactMap(\.baseline), members.compactMap(\.worst))
    join(
      baseline: before.count == count ? before.max() : nil, worst: worst.count == count ? worst.max() : nil,
      samples: members.reduce(0) { $0 + $1.samples },
      notGradable: members.reduce(0) { $0 + $1.notGradable })
  }
}
