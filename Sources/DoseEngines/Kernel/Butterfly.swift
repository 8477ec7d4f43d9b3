/// One pass of the Stockham transform: input x(q + s(p + mk)) → output y(q + s(rp + k)), p < m = n/r, q < s, k < r.
struct Butterfly {
  typealias Lanes = SIMD8<Float>
  typealias Pointer = UnsafeMutablePointer<Lanes>

  let re, im, outRe, outIm: Pointer
  let cosines, sines: UnsafePointer<Float>
  /// Length of the whole transform, of the part that this pass splits, and the interleaving stride.
  let total, length, stride: Int

  struct Complex {
    var re, im: Lanes
    @inline(__always) init(_ re: Lanes, _ im: Lanes) { (self.re, self.im) = (re, im) }
    @inline(__always) static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
    @inline(__always) static func - (a: Complex, b: Complex) -> Complex { Complex(a.re - b.re, a.im - b.im) }
    @inline(__always) static func * (a: Complex, f: Float) -> Complex { Complex(a.re * f, a.im * f) }
    /// Product with −i.
    @inline(__always) var turned: Complex { Complex(im, -re) }
    @inline(__always) func rotated(_ c: Float, _ s: Float) -> Complex {
      Complex(re * c - im * s, re * s + im * c)
    }
  }

  @inline(__always) private func load(_ n: Int) -> Complex { Complex(re[n], im[n]) }

  /// Stores with the twiddle factor exp(−2πi pk/n).
  @inline(__always) private func store(_ value: Complex, _ n: Int, twiddle t: Int) {
    let turned = value.rotated(cosines[t], sines[t])
    outRe[n] = turned.re
    outIm[n] = turned.im
  }

  @inline(__always) private func store(_ value: Complex, _ n: Int) {
    outRe[n] = value.re
    outIm[n] = value.im
  }

  func radix2() {
    let m = length / 2
    for p in 0..<m {
      let t = p &* stride
      for q in 0..<stride {
        let a = load(q &+ stride &* p), b = load(q &+ stride &* (p &+ m))
        let out = q &+ stride &* 2 &* p
        store(a + b, out)
        store(a - b, out &+ stride, twiddle: t)
      }
    }
  }

  func radix3() {
    let m = length / 3
    let half: Float = 0.5, root: Float = 0.866_025_403_784_438_6
    for p in 0..<m {
      let t = p &* stride
      for q in 0..<stride {
        let i = q &+ stride &* p, out = q &+ stride &* 3 &* p
        let a = load(i), b = load(i &+ stride &* m), c = load(i &+ stride &* 2 &* m)
        let sum = b + c, difference = ((b - c) * root).turned
        let middle = a - sum * half
        store(a + sum, out)
        store(middle + difference, out &+ stride, twiddle: t)
        store(middle - difference, out &+ 2 &* stride, twiddle: 2 &* t)
      }
    }
  }

  func radix4() {
    let m = length / 4
    for p in 0..<m {
      let t = p &* stride
      for q in 0..<stride {
        let i = q &+ stride &* p, out = q &+ stride &* 4 &* p
        let a = load(i), b = load(i &+ stride &* m)
        let c = load(i &+ stride &* 2 &* m), d = load(i &+ stride &* 3 &* m)
        let ac = a + c, bd = b + d, even = a - c, odd = (b - d).turned
        store(ac + bd, out)
        store(even + odd, out &+ stride, twiddle: t)
        store(ac - bd, out &+ 2 &* stride, twiddle: 2 &* t)
        store(even - odd, out &+ 3 &* stride, twiddle: 3 &* t)
      }
    }
  }

  func radix5() {
    let m = length / 5
    // cos and sin of 2π/5 and 4π/5.
    let c1: Float = 0.309_016_994_374_947_45, c2: Float = -0.809_016_994_374_947_5
    let s1: Float = 0.951_056_516_295_153_5, s2: Float = 0.587_785_252_292_473_1
    for p in 0..<m {
      let t = p &* stride
      for q in 0..<stride {
        let i = q &+ stride &* p, out = q &+ stride &* 5 &* p
        let a = load(i)
        let b = load(i &+ stride &* m), c = load(i &+ stride &* 2 &* m)
        let d = load(i &+ stride &* 3 &* m), e = load(i &+ stride &* 4 &* m)
        let be = b + e, cd = c + d
        let r1 = a + be * c1 + cd * c2, r2 = a + be * c2 + cd * c1
        let i1 = ((b - e) * s1 + (c - d) * s2).turned, i2 = ((b - e) * s2 - (c - d) * s1).turned
        store(a + be + cd, out)
        store(r1 + i1, out &+ stride, twiddle: t)
        store(r2 + i2, out &+ 2 &* stride, twiddle: 2 &* t)
        store(r2 - i2, out &+ 3 &* stride, twiddle: 3 &* t)
        store(r1 - i1, out &+ 4 &* stride, twiddle: 4 &* t)
      }
    }
  }
}
