import Synchronization
import Testing

@testable import Parallel

@Suite("Parallel loops")
struct ParallelTests {
  /// Sizes around the blocks' borders, with more and with fewer threads than there is work.
  static let shapes: [(count: Int, block: Int, threads: Int?)] = [
    (0, 1, nil), (1, 1, 1), (1, 8, 16), (7, 8, 3), (8, 8, 3), (9, 8, 3), (1000, 1, 2), (1000, 7, 5),
    (1000, 4096, nil), (10_001, 16, 64),
  ]

  @Test(arguments: shapes)
  func everyIndexIsVisitedOnce(_ shape: (count: Int, block: Int, threads: Int?)) {
    let visits = DisjointBuffer.allocate(shape.count, repeating: 0)
    defer { visits.deallocate() }
    parallelForEach(shape.count, block: shape.block, threads: shape.threads) { range in
      for n in range { visits[n] += 1 }
    }
    #expect(visits.array == [Int](repeating: 1, count: shape.count))
  }

  @Test(arguments: shapes)
  func rangesDependOnCountAndBlockAlone(_ shape: (count: Int, block: Int, threads: Int?)) {
    let seen = Mutex<Set<Range<Int>>>([])
    parallelForEach(shape.count, block: shape.block, threads: shape.threads) { range in
      seen.withLock { _ = $0.insert(range) }
    }
    let starts = stride(from: 0, to: shape.count, by: shape.block)
    #expect(seen.withLock { $0 } == Set(starts.map { $0..<min(shape.count, $0 + shape.block) }))
  }

  /// Sums of floats depend on their order: the order of the blocks' sums must not be that of the threads.
  @Test(arguments: [1, 2, 3, 8, 61])
  func resultsAreThoseOfOneThread(_ threads: Int) {
    func sums(_ threads: Int) -> [UInt32] {
      parallelMap(301, threads: threads) { n -> Float in
        (0..<977).reduce(Float(0)) { $0 + 1 / Float(1 + (n * 31 + $1 * 17) % 1009) }
      }.map(\.bitPattern)
    }
    #expect(sums(threads) == sums(1))
  }

  @Test(arguments: [1, 2, 7])
  func eachWorkerHasScratchOfItsOwn(_ threads: Int) {
    let made = Mutex<[Int]>([])
    let owner = DisjointBuffer.allocate(500, repeating: -1)
    defer { owner.deallocate() }
    parallelForEach(
      500, threads: threads,
      scratch: { worker in
        made.withLock { $0.append(worker) }
        return (worker: worker, used: 0)
      }
    ) { range, own in
      own.used += range.count
      for n in range { owner[n] = own.worker }
    }
    let workers = made.withLock { $0 }
    #expect(Set(workers).count == workers.count)
    #expect(workers.allSatisfy { (0..<threads).contains($0) })
    #expect(Set(owner.array) == Set(workers))
  }

  @Test func nothingIsMadeForNoWork() {
    parallelForEach(0, scratch: { _ in Issue.record("scratch for nothing") }) { _, _ in
      Issue.record("a range of nothing")
    }
    #expect(parallelMap(0) { $0 } == [])
  }

  @Test func loopsMayStandInLoops() {
    let rows = parallelMap(40) { row in parallelMap(40) { row * 40 + $0 }.reduce(0, +) }
    #expect(rows == (0..<40).map { row in (0..<40).reduce(0) { $0 + row * 40 + $1 } })
  }
}

@Suite("Ordered parallel map")
struct MapTests {
  struct Fault: Error, Equatable { var index: Int }

  @Test(arguments: [1, 2, 16], [1, 3, 1000])
  func valuesAreInOrder(_ threads: Int, _ block: Int) {
    #expect(parallelMap(777, block: block, threads: threads) { "\($0)" } == (0..<777).map { "\($0)" })
  }

  /// A late index that fails at once must not hide an early one that fails after some work.
  @Test(arguments: [1, 2, 4, 32])
  func theFirstFaultInOrderIsThrown(_ threads: Int) {
    #expect(throws: Fault(index: 13)) {
      try parallelMap(400, threads: threads) { n throws(Fault) in
        guard n % 29 == 13 else { return n }
        if n == 13 {
          var x = 1.0
          for _ in 0..<200_000 { x = (x + 2 / x) / 2 }
          guard x > 1 else { return n }
        }
        throw Fault(index: n)
      }
    }
  }

  @Test func everyIndexIsTriedInSpiteOfFaults() {
    let tried = Atomic(0)
    #expect(throws: Fault.self) {
      try parallelMap(100, threads: 3) { n throws(Fault) in
        tried.add(1, ordering: .relaxed)
        if n.isMultiple(of: 2) { throw Fault(index: n) }
      }
    }
    #expect(tried.load(ordering: .relaxed) == 100)
  }

  @Test func referencesAreKeptAndReleased() {
    final class Thing: Sendable {}
    weak var first: Thing?
    do {
      let things = parallelMap(64) { _ in Thing() }
      first = things[0]
      #expect(first != nil)
      #expect(Set(things.map(ObjectIdentifier.init)).count == 64)
    }
    #expect(first == nil)
  }
}

@Suite("Disjoint memory")
struct DisjointBufferTests {
  @Test func rangesAreViewsOfTheSameMemory() {
    let buffer = DisjointBuffer.allocate(12, repeating: 0)
    defer { buffer.deallocate() }
    parallelForEach(3) { rows in
      for row in rows {
        let line = buffer[row * 4..<(row + 1) * 4]
        for i in line.indices { line[i] = row * 10 + i }
      }
    }
    #expect(buffer.array == [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23])
  }

  @Test func emptyMemoryHasViewsToo() {
    var none: [Double] = []
    #expect(none.withUnsafeMutableBufferPointer { DisjointBuffer($0).array } == [])
    #expect(DisjointBuffer(UnsafeMutableBufferPointer<Int>(start: nil, count: 0))[0..<0].isEmpty)
  }

  @Test func deallocationReleasesElements() {
    final class Thing {}
    weak var thing: Thing?
    do {
      let only = Thing()
      thing = only
      let buffer = DisjointBuffer<Thing?>.allocate(3, repeating: only)
      buffer.deallocate()
    }
    #expect(thing == nil)
  }

  @Test func manyReadersSeeOneMemory() {
    let values = (0..<100).map { Double($0) * 0.1 }
    let doubled = values.withUnsafeBufferPointer { buffer in
      let from = ReadOnlyPointer(buffer)
      return parallelMap(100) { from[$0] + (from + $0).pointee }
    }
    #expect(doubled == values.map { $0 + $0 })
  }
}
