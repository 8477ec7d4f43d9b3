/// Four numbers at once.
typealias Lanes = SIMD4<Double>

/// e^x for −708 ≤ x ≤ 0, below that zero to 1e-308; relative error about 2e-16.
///
/// Cody and Waite's reduction by ln 2 and a Taylor polynomial of degree 13 on |r| ≤ ln 2 / 2. Written out because the
/// library has it for single numbers only, and its calls would cost more than all else in the voxel fit.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
  let bounded = x.clamped(lowerBound: Lanes(repeating: -708), upperBound: Lanes(repeating: 0))
  // Adding and subtracting 1.5 · 2^52 rounds to the nearest integer and leaves it in the low bits.
  let magic = Lanes(repeating: 6_755_399_441_055_744)
  let shifted = bounded * 1.442_695_040_888_963_4 + magic
  let n = shifted - magic
  let r = (bounded - n * 0.693_147_180_369_123_8) - n * 1.908_214_929_270_587_7e-10
  var p = Lanes(repeating: 1 / 6_227_020_800)
  p = p * r + 1 / 479_001_600
  p = p * r + 1 / 39_916_800
  p = p * r + 1 / 3_628_800
  p = p * r + 1 / 362_880
  p = p * r + 1 / 40320
  p = p * r + 1 / 5040
  p = p * r + 1 / 720
  p = p * r + 1 / 120
  p = p * r + 1 / 24
  p = p * r + 1 / 6
  p = p * r + 0.5
  p = p * r + 1
  p = p * r + 1
  let bits = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< 52
  return unsafeBitCast(unsafeBitCast(p, to: SIMD4<UInt64>.self) &+ bits, to: Lanes.self)
}
