import Testing

@testable import DoseEngines

@Suite struct MemoryTests {
  @Test(arguments: [
    (64, 64 << 20, 4 << 30, 32), (64, 64 << 20, 64 << 30, 64), (2, 64 << 20, 1 << 20, 1), (8, 0, 0, 1),
  ]) func workersFitIntoHalfOfWhatIsFree(_ wanted: Int, _ bytes: Int, _ free: Int, _ expected: Int) {
    #expect(Memory.workers(wanted, each: bytes, free: free) == expected)
  }

  @Test func nobodyKnowsHowMuchIsFree() { #expect(Memory.workers(64, each: 1 << 40, free: nil) == 64) }

  @Test func whatTheSystemSays() {
    #expect(Memory.available(["MemTotal:  100 kB", "MemAvailable:   12 kB"]) == 12 * 1024)
    #expect(Memory.available(["MemTotal:  100 kB"]) == nil)
    #expect(Memory.allowance(["max"], ["5"]) == nil && Memory.allowance(["9"], ["5"]) == 4)
    #expect(Memory.allowance(["5"], ["9"]) == 0)
  }
}
