import Diagnostics
import Files
import Foundation
import Quantities

/// Reads a protocol, collecting all mistakes.
final class ProtocolReader {
  private let root: JSON5Object
  private var problems: [Problem] = []

  init(_ root: JSON5Object) { self.root = root }

  static let keys = [
    "hepatica", "trial", "title", "design", "arms", "strata", "allocation", "testSeed", "subjects", "cycles",
    "alpha",
    "lesions", "measurement", "endpoints", "visits", "stopping", "gate", "enrolment", "activity",
  ]

  func read() throws -> TrialProtocol {
    problems += root.unknown(except: Self.keys)
    if attempt({ try root.required("hepatica", "version of the file's form").integer() }) != 1 {
      problems.append(Problem(.dataRejected, what: "“hepatica” is not 1", at: root.location))
    }
    let design = attempt {
      try choice(root.required("design", "withinPatient or parallel"), TrialProtocol.Design.self)
    }
    let arms = list("arms", "the arms") { (o: JSON5Object) in
      let letter = try o.required("letter", "one letter")
      guard try letter.string().count == 1 else { throw letter.rejected("an arm has one letter") }
      return TrialProtocol.Arm(
        letter: try letter.string().first!, name: try o.required("name", "name").string())
    }
    let strata = list("strata", "the strata, the centre first") { (o: JSON5Object) in
      TrialProtocol.Stratum(
        name: try o.required("name", "name").string(),
        levels: try o.required("levels", "its levels").array().map { try $0.string() })
    }
    let allocation = attempt {
      try self.allocation(root.required("allocation", "method of allocation").object(), arms.count, strata)
    }
    let endpoints = list("endpoints", "the endpoints", endpoint)
    let visits = root["visits"] == nil ? [] : list("visits", "", visit)
    let stopping = root["stopping"] == nil ? [] : list("stopping", "", stoppingRule)
    let gate = attempt { try root["gate"].map { try self.gate($0.object()) } } ?? nil
    let enrolment = attempt { try root["enrolment"].map { try self.enrolment($0.object()) } } ?? nil
    let activity = attempt { try root["activity"].map { try self.activity($0.object()) } } ?? nil
    let measurement = attempt { try root["measurement"].map { try measurementRule($0.object()) } } ?? nil
    let lesions = attempt { try lesionRule(root.required("lesions", "which lesions count").object()) }
    let numbers = (
      name: attempt { try root.required("trial", "short name").string() },
      title: attempt { try root.required("title", "title").string() },
      subjects: attempt { try positive(root.required("subjects", "planned number")) },
      cycles: attempt { try positive(root.required("cycles", "number of cycles"), upTo: 100) },
      seed: attempt { try positive(root.required("testSeed", "seed of test lists"), upTo: 1 << 53) },
      alpha: attempt { try root.required("alpha", "two-sided level").number() }
    )
    check(arms, strata, endpoints, numbers.cycles ?? .max, isSingle: design == .singleArm)
    guard problems.isEmpty, let design, let allocation, let lesions, let name = numbers.name,
      let title = numbers.title,
      let subjects = numbers.subjects, let cycles = numbers.cycles, let seed = numbers.seed,
      let alpha = numbers.alpha
    else { throw Problems(problems) }
    return TrialProtocol(
      name: name, title: title, design: design, arms: arms, strata: strata, allocation: allocation,
      testSeed: UInt64(seed), subjects: subjects, cycles: cycles, alpha: alpha, lesions: lesions,
      endpoints: endpoints, visits: visits, stopping: stopping, gate: gate,
      enrolment: enrolment ?? EnrolmentRule(), activity: activity, measurement: measurement)
  }

  private func attempt<T>(_ body: () throws -> T) -> T? {
    do { return try body() } catch let problem as Problem { problems.append(problem) } catch {
      problems.append(Problem(.internalError, what: "\(error)"))
    }
    return nil
  }

  private func list<T>(_ key: String, _ meaning: String, _ read: (JSON5Object) throws -> T) -> [T] {
    let items = attempt { try root.required(key, meaning).array() } ?? []
    return items.compactMap { item in attempt { try read(item.object()) } }
  }

  private func check(
    _ arms: [TrialProtocol.Arm], _ strata: [TrialProtocol.Stratum], _ endpoints: [Endpoint], _ cycles: Int,
    isSingle: Bool
  ) {
    func complain(_ key: String, _ what: String) -> Problem {
      Problem(.dataRejected, what: what, at: root[key]?.location ?? root.location)
    }
    if isSingle {
      if arms.count != 1 { problems.append(complain("arms", "a trial of a single arm has one arm")) }
    } else if arms.count < 2 || Set(arms.map(\.letter)).count != arms.count {
      problems.append(complain("arms", "a trial has two or more arms with letters of their own"))
    }
    if strata.first?.name != "centre" { problems.append(complain("strata", "the first stratum is “centre”")) }
    if strata.contains(where: {
      $0.levels.isEmpty || ($0.levels + [$0.name]).contains { $0.contains(/[;=|]/) }
    }) {
      problems.append(complain("strata", "a stratum has levels, and no name holds “;”, “=” or “|”"))
    }
    if endpoints.count(where: \.isPrimary) != 1 {
      problems.append(complain("endpoints", "exactly one endpoint is primary"))
    }
    if endpoints.contains(where: { $0.cycles.contains { !(1...max(1, cycles)).contains($0) } }) {
      problems.append(complain("endpoints", "an endpoint names a cycle that the trial does not have"))
    }
  }
}

extension ProtocolReader {
  func choice<C: RawRepresentable & CaseIterable>(_ value: JSON5Value, _: C.Type) throws -> C
  where C.RawValue == String {
    let text = try value.string()
    if let choice = C(rawValue: text) { return choice }
    throw value.rejected("“\(text)” is not one of: " + C.allCases.map(\.rawValue).joined(separator: ", "))
  }

  /// - Parameter limit: what no trial reaches; lists and simulations are as long as the number.
  func positive(_ value: JSON5Value, upTo limit: Int = 100_000) throws -> Int {
    try value.integer(in: 1...limit)
  }

  private func allocation(_ o: JSON5Object, _ arms: Int, _ strata: [TrialProtocol.Stratum]) throws
    -> TrialProtocol.Allocation
  {
    let method = try o.required("method", "permutedBlocks or minimisation")
    switch try method.string() {
    case "consecutive":
      if let unknown = o.unknown(except: ["method", "perStratum"]).first { throw unknown }
      guard arms == 1 else { throw method.rejected("consecutive allocation is for a single arm") }
      return .permutedBlocks(
        sizes: [1], perStratum: try positive(o.required("perStratum", "subjects per stratum")))
    case "permutedBlocks":
      if let unknown = o.unknown(except: ["method", "blockSizes", "perStratum"]).first { throw unknown }
      let sizes = try o.required("blockSizes", "sizes to choose from").array().map { value in
        let size = try positive(value)
        guard size % max(1, arms) == 0 else {
          throw value.rejected("a block size is a multiple of the number of arms")
        }
        return size
      }
      guard !sizes.isEmpty else { throw method.rejected("at least one block size") }
      return .permutedBlocks(
        sizes: sizes, perStratum: try positive(o.required("perStratum", "allocations per stratum")))
    case "minimisation":
      if let unknown = o.unknown(except: ["method", "factors", "probability"]).first { throw unknown }
      let factors = try o.required("factors", "names of strata").array().map { value in
        let name = try value.string()
        guard strata.contains(where: { $0.name == name }) else {
          throw value.rejected("“\(name)” is not a stratum")
        }
        return name
      }
      let probability = try o.required("probability", "of the best arm")
      guard try probability.number() > 1 / Double(max(1, arms)), try probability.number() <= 1 else {
        throw probability.rejected("the best arm's probability is above chance and at most 1")
      }
      return .minimisation(factors: factors, probability: try probability.number())
    default: throw method.rejected("the method is permutedBlocks, minimisation or consecutive")
    }
  }

  private func endpoint(_ o: JSON5Object) throws -> Endpoint {
    if let unknown = o.unknown(except: [
      "name", "primary", "quantity", "cycles", "scale", "aggregation", "regions",
    ]).first {
      throw unknown
    }
    let regions = try o["regions"]?.object().members.map { ($0.name, try $0.value.string()) } ?? []
    return Endpoint(
      name: try o.required("name", "name").string(), isPrimary: try o["primary"]?.bool() ?? false,
      quantity: try choice(o.required("quantity", "what is measured"), Endpoint.Quantity.self),
      cycles: try o.required("cycles", "after which cycles").array().map { try $0.integer() },
      scale: try choice(o.required("scale", "raw or log, locked"), Endpoint.Scale.self),
      aggregation: try o["aggregation"].map { try choice($0, RatioAggregation.self) } ?? .meanOfRatios,
      regions: Dictionary(regions, uniquingKeysWith: { a, _ in a }))
  }

  /// As the registry has them.
  static let visitKinds = [
    "clinic", "imaging", "laboratory", "CT", "MR", "PET", "admission", "angiography",
  ]

  private func visit(_ o: JSON5Object) throws -> VisitRule {
    if let unknown = o.unknown(except: ["name", "kind", "after", "days", "months", "early", "late"]).first {
      throw unknown
    }
    let kind = try o.required("kind", Self.visitKinds.joined(separator: ", "))
    guard Self.visitKinds.contains(try kind.string()) else {
      throw kind.rejected(
        "no visit is of this kind", remedy: "one of: " + Self.visitKinds.joined(separator: ", "))
    }
    return VisitRule(
      name: try o.required("name", "name").string(), kind: try kind.string(),
      after: try choice(o.required("after", "eachCycle, firstCycle or lastCycle"), VisitRule.Origin.self),
      days: try o["days"]?.integer(in: -365...36_500) ?? 0,
      months: try o["months"]?.integer(in: 0...1_200) ?? 0,
      early: try o["early"]?.integer(in: 0...36_500) ?? 0, late: try o["late"]?.integer(in: 0...36_500) ?? 0)
  }
}
