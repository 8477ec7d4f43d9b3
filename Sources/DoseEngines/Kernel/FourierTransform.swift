import Foundation

/// Complex Fourier transform of eight lines at a time, one per SIMD lane, for lengths 2ᵃ3ᵇ5ᶜ.
///
/// Stockham autosort (decimation in frequency): no bit reversal, each pass reads one buffer and writes the other.
/// Forward is Σ x(n) exp(−2πi nk/N); the inverse is the same with real and imaginary parts exchanged, without 1/N.
struct FourierTransform: Sendable {
  typealias Lanes = SIMD8<Float>

  private struct Pass {
    let radix: Int
    /// Length of the transforms that this pass splits, and how many of them lie interleaved.
    let length, stride: Int
  }

  let length: Int
  private let passes: [Pass]
  /// exp(−2πi n/N).
  private let cosines: [Float]
  private let sines: [Float]

  /// - Precondition: `length` has no prime factor above 5.
  init(_ length: Int) {
    self.length = length
    var passes: [Pass] = [], rest = length, stride = 1
    for radix in [4, 2, 3, 5] {
      while rest % radix == 0, rest > 1 {
        passes.append(Pass(radix: radix, length: rest, stride: stride))
        rest /= radix
        stride *= radix
      }
    }
    precondition(rest == 1, "\(length) has a prime factor above 5")
    self.passes = passes
    let angles = (0..<length).map { -2 * Double.pi * Double($0) / Double(length) }
    cosines = angles.map { Float(cos($0)) }
    sines = angles.map { Float(sin($0)) }
  }

  /// The smallest length 2ᵃ3ᵇ5ᶜ that is at least `count` and even.
  static func length(atLeast count: Int) -> Int {
    var n = max(2, count + count % 2)
    while true {
      var rest = n
      for p in [2, 3, 5] { while rest % p == 0 { rest /= p } }
      if rest == 1 { return n }
      n += 2
    }
  }

  func forward(_ lines: LineBuffer) { run(lines, real: 0, imaginary: 1) }
  func inverse(_ lines: LineBuffer) { run(lines, real: 1, imaginary: 0) }

  private func run(_ lines: LineBuffer, real: Int, imaginary: Int) {
    cosines.withUnsafeBufferPointer { c in
      sines.withUnsafeBufferPointer { s in
        for pass in passes {
          let data = Butterfly(
            re: lines.part(real), im: lines.part(imaginary), outRe: lines.other(real),
            outIm: lines.other(imaginary), cosines: c.baseAddress!, sines: s.baseAddress!, total: length,
            length: pass.length, stride: pass.stride)
          switch pass.radix {
          case 2: data.radix2()
          case 3: data.radix3()
          case 4: data.radix4()
          default: data.radix5()
          }
          lines.swap()
        }
      }
    }
  }
}

/// The eight lines of one transform and the buffer that passes alternate with. Owned by one worker.
final class LineBuffer {
  typealias Lanes = SIMD8<Float>
  private let memory: UnsafeMutablePointer<Lanes>
  let length: Int
  private var first = true

  init(_ length: Int) {
    self.length = length
    memory = .allocate(capacity: 4 * length)
    memory.initialize(repeating: .zero, count: 4 * length)
  }

  deinit { memory.deallocate() }

  /// Current values: real parts (0), imaginary parts (1).
  func part(_ n: Int) -> UnsafeMutablePointer<Lanes> { memory + ((first ? 0 : 2) + n) * length }
  func other(_ n: Int) -> UnsafeMutablePointer<Lanes> { memory + ((first ? 2 : 0) + n) * length }
  func swap() { first.toggle() }

  var re: UnsafeMutablePointer<Lanes> { part(0) }
  var im: UnsafeMutablePointer<Lanes> { part(1) }
}

extension LineBuffer {
  func clear() {
    re.update(repeating: .zero, count: length)
    im.update(repeating: .zero, count: length)
  }

  /// The same memory as scalars: element n of lane l is at 8n + l.
  var reals: UnsafeMutablePointer<Float> { LineBuffer.scalars(re) }
  var imaginaries: UnsafeMutablePointer<Float> { LineBuffer.scalars(im) }

  private static func scalars(_ p: UnsafeMutablePointer<Lanes>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(p).assumingMemoryBound(to: Float.self)
  }
}
