import Statistics

/// A list of arms in permuted blocks of varying size (Zelen, J Chronic Dis 1974;27:365,
/// doi:10.1016/0021-9681(74)90015-0).
///
/// The generator is written down so that anyone can redraw a list from its seed: SplitMix64; numbers below m by
/// rejection; for each block its size, drawn only where there are several; then the letters of the arms in their order,
/// each size/arms times; then Fisher and Yates' shuffle from the end.
public struct PermutedBlocks: Sendable, Hashable {
  /// One letter per allocation.
  public let sequence: String
  /// Sizes of the whole blocks that were drawn; the last one may be cut off.
  let blockSizes: [Int]

  /// - Parameters:
  ///   - sizes: allowed block sizes, multiples of the number of arms.
  ///   - arms: letters in the order in which a block is filled.
  /// - Precondition: sizes are positive multiples of the number of arms.
  public init(seed: UInt64, count: Int, sizes: [Int], arms: [Character] = ["R", "L"]) {
    precondition(!sizes.isEmpty && sizes.allSatisfy { $0 > 0 && $0 % arms.count == 0 }, "whole blocks")
    var random = SplitMix64(seed: seed)
    var letters: [Character] = [], drawn: [Int] = []
    while letters.count < count {
      let size = sizes.count == 1 ? sizes[0] : sizes[random.below(sizes.count)]
      var block = arms.flatMap { Array(repeating: $0, count: size / arms.count) }
      for i in stride(from: size - 1, through: 1, by: -1) { block.swapAt(i, random.below(i + 1)) }
      letters += block
      drawn.append(size)
    }
    sequence = String(letters.prefix(count))
    blockSizes = drawn
  }

  /// Largest difference between two arms' counts after any number of allocations.
  public var largestImbalance: Int { Self.largestImbalance(sequence) }

  static func largestImbalance(_ sequence: some Sequence<Character>) -> Int {
    var counts: [Character: Int] = [:]
    let letters = Set(sequence)
    return sequence.reduce(0) { worst, letter in
      counts[letter, default: 0] += 1
      let all = letters.map { counts[$0, default: 0] }
      return max(worst, all.max()! - all.min()!)
    }
  }
}

/// What consecutive blocks of one size give away.
public struct BlockCheck: Sendable, Hashable {
  /// Each whole block holds every arm equally often.
  let isBalanced: Bool
  /// Allocations that an observer who knows the block size foresees: all other places of the block are used up.
  let deterministic: Int
  public let count: Int
  public var fraction: Double { count == 0 ? 0 : Double(deterministic) / Double(count) }

  /// - Parameter sizes: of the consecutive blocks; the last may be cut off.
  public init(_ sequence: String, sizes: [Int], arms: [Character] = ["R", "L"]) {
    let letters = Array(sequence)
    var (start, foreseen, balanced) = (0, 0, true)
    for size in sizes where start < letters.count {
      let block = letters[start..<min(start + size, letters.count)]
      foreseen += Self.foreseen(block, size, arms)
      if block.count == size {
        balanced = balanced && arms.allSatisfy { arm in block.count { $0 == arm } == size / arms.count }
      }
      start += size
    }
    (isBalanced, deterministic, count) = (balanced, foreseen, letters.count)
  }

  public init(_ sequence: String, size: Int, arms: [Character] = ["R", "L"]) {
    self.init(sequence, sizes: Array(repeating: size, count: (sequence.count + size - 1) / size), arms: arms)
  }

  /// An allocation is foreseen if all arms but one hold exactly their share already.
  private static func foreseen(_ block: ArraySlice<Character>, _ size: Int, _ arms: [Character]) -> Int {
    var counts: [Character: Int] = [:]
    return block.reduce(0) { sum, letter in
      let full = arms.count { counts[$0, default: 0] == size / arms.count }
      counts[letter, default: 0] += 1
      return sum + (full == arms.count - 1 ? 1 : 0)
    }
  }
}
