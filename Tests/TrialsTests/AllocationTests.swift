import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Trials

@Suite("Allocation")
struct AllocationTests {
  let plan = try! ProtocolFile(text: ProtocolTemplate.lutia.text, document: "protocol").plan

  @Test("permuted_blocks.csv row by row")
  func permutedBlocks() throws {
    let faults = try Fixtures.everyRow("permuted_blocks") { check in
      let row = check.row
      let sizes = row.numbers("block_sizes").map { Int($0) }
      let list = PermutedBlocks(seed: UInt64(row["seed_splitmix64"]!)!, count: Int(row["n"]!)!, sizes: sizes)
      check.equal("expected_sequence", list.sequence)
      check.equal("expected_blocks_drawn", list.blockSizes.map(String.init).joined(separator: " "))
      check.equal("n_right", list.sequence.count { $0 == "R" })
      check.equal("n_left", list.sequence.count { $0 == "L" })
      check.equal("max_abs_imbalance", list.largestImbalance)
      check.equal(
        "expected_sha256_commitment", AllocationList.commitment(salt: row["salt"]!, sequence: list.sequence))
    }
    #expect(faults == [])
  }

  @Test("block_check.csv row by row")
  func blockCheck() throws {
    let faults = try Fixtures.everyRow("block_check") { check in
      let result = BlockCheck(check.row["sequence"]!, size: Int(check.row["block_size"]!)!)
      check.equal("expected_balanced_blocks", result.isBalanced)
      check.equal("expected_deterministic_allocations", result.deterministic)
      check.near("fraction", result.fraction, decimals: 6)
    }
    #expect(faults == [])
  }

  @Test("A sealed list opens with its key, purpose, stratum and commitment only")
  func sealing() throws {
    let key = SecretKey.random()
    let list = AllocationList.draw(plan, purpose: .production, stratum: "centre=1")
    let sealed = list.sealed(with: key)
    #expect(!sealed.contains(hex(Array(list.sequence.utf8))))
    let open = { (text: String, key: SecretKey, purpose: ListPurpose, stratum: String, commitment: String) in
      try AllocationList(
        unsealing: text, with: key, trial: list.trial, purpose: purpose, stratum: stratum,
        commitment: commitment)
    }
    #expect(try open(sealed, key, .production, "centre=1", list.commitment) == list)
    #expect(throws: Problem.self) { try open(sealed, .random(), .production, "centre=1", list.commitment) }
    #expect(throws: Problem.self) { try open(sealed, key, .test, "centre=1", list.commitment) }
    #expect(throws: Problem.self) { try open(sealed, key, .production, "centre=2", list.commitment) }
    #expect(throws: Problem.self) {
      try open(sealed, key, .production, "centre=1", String(repeating: "0", count: 64))
    }
    for place in stride(from: 0, to: sealed.count, by: 7) {
      var digits = Array(sealed)
      digits[place] = digits[place] == "0" ? "1" : "0"
      #expect(throws: Problem.self) {
        try open(String(digits), key, .production, "centre=1", list.commitment)
      }
    }
  }

  @Test("Real lists differ each time, test lists never; a list ends")
  func drawing() throws {
    let real = (0..<4).map { _ in AllocationList.draw(plan, purpose: .production, stratum: "centre=1") }
    #expect(Set(real.map(\.seed)).count == 4 && Set(real.map(\.salt)).count == 4)
    let tried = (0..<2).map { _ in AllocationList.draw(plan, purpose: .test, stratum: "centre=1") }
    #expect(tried[0] == tried[1])
    #expect(tried[0].seed != AllocationList.draw(plan, purpose: .test, stratum: "centre=2").seed)
    #expect(try real[0].arm(at: 26) == real[0].sequence.last)
    #expect(throws: Problem.self) { try real[0].arm(at: 27) }
    #expect(throws: Problem.self) { try real[0].arm(at: 0) }
  }

  @Test("Names keep real subjects and trial runs apart")
  func names() throws {
    #expect(throws: Problem.self) { try ListPurpose.production.check(subject: "test-01") }
    #expect(throws: Problem.self) { try ListPurpose.test.check(subject: "P01") }
    try ListPurpose.production.check(subject: "P01")
    try ListPurpose.test.check(subject: "TEST-01")
  }

  @Test("Minimisation takes the arm that lags, with the probability of its coin")
  func minimisation() {
    let method = Minimisation(arms: ["A", "B"], factors: ["centre", "sex"], probability: 0.8)
    let subjects = [
      Minimisation.Subject(levels: ["centre": "1", "sex": "f"], arm: "A"),
      Minimisation.Subject(levels: ["centre": "1", "sex": "m"], arm: "A"),
    ]
    // Centre 1 holds 2 A, sex f holds 1 A: A would make ranges 3 + 2, B 1 + 0.
    #expect(method.imbalances(["centre": "1", "sex": "f"], among: subjects) == [5, 1])
    let draws = (0..<20_000).map {
      method.arm(["centre": "1", "sex": "f"], among: subjects, seed: 42, number: $0)
    }
    let share = Double(draws.count { $0 == "B" }) / 20_000
    // Binomial standard error 0.0028; 4 of them are exceeded by chance once in 16 000.
    #expect(abs(share - 0.8) < 4 * 0.0028)
    let tie = (0..<20_000).map { method.arm(["centre": "2", "sex": "x"], among: [], seed: 7, number: $0) }
    #expect(abs(Double(tie.count { $0 == "A" }) / 20_000 - 0.5) < 4 * 0.0036)
  }

  @Test("Simulation: arms even out, and smaller blocks are easier to guess")
  func simulation() {
    var small = plan, large = plan
    small.allocation = .permutedBlocks(sizes: [2], perStratum: 26)
    large.allocation = .permutedBlocks(sizes: [6], perStratum: 26)
    let (a, b) = (
      AllocationSimulation(small, enrolments: 20_000, seed: 1),
      AllocationSimulation(large, enrolments: 20_000, seed: 1)
    )
    #expect(a.enrolments >= 20_000 && a.counts.reduce(0, +) == a.enrolments)
    // Blocks of 2: the second of each is foreseen, and guessed right; the first is a coin. Two strata may end in a
    // half block.
    #expect(a.largestStratumImbalance == 1 && b.largestStratumImbalance == 3)
    #expect(a.largestImbalance <= 2)
    #expect(a.foreseen! > 0.45 && a.foreseen! < 0.5)
    #expect(a.convergenceGuess > 0.72 && a.convergenceGuess < 0.755)
    #expect(b.convergenceGuess < a.convergenceGuess && b.foreseen! < a.foreseen!)
    var minimised = plan
    minimised.allocation = .minimisation(factors: ["centre"], probability: 0.8)
    let c = AllocationSimulation(minimised, enrolments: 2_000, seed: 1)
    #expect(c.foreseen == nil && c.convergenceGuess > 0.6 && c.convergenceGuess < 0.9)
    // A coin alone would end 4.05 subjects apart on average (√(2·26/π)).
    #expect(c.meanImbalance < 3)
  }
}
