import Volumes

/// Mean squared second difference of neighbouring control points: the thin-plate energy of the displacement, which is 0
/// for every affine motion (Rueckert et al. 1999, doi:10.1109/42.796284, equation 4, with differences in place of
/// derivatives). Per mm².
struct BendingEnergy {
  let size: GridSize
  /// Distance of the control points, mm.
  let spacing: Double

  /// The energy of the coefficients; its gradient, times `weight`, is added.
  func add(_ c: [Double], weight: Double, to gradient: inout [Double]) -> Double {
    let scale = 1 / (spacing * spacing * spacing * spacing * Double(size.count))
    let strides = [3, 3 * size.i, 3 * size.i * size.j]
    var energy = 0.0
    for (a, b) in [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)] {
      energy += add(c, strides[a], strides[b], axes: (a, b), scale: scale, weight: weight, &gradient)
    }
    return energy
  }

  private func add(
    _ c: [Double], _ a: Int, _ b: Int, axes: (Int, Int), scale: Double, weight: Double,
    _ gradient: inout [Double]
  ) -> Double {
    let low = (0..<3).map { axes.0 == axes.1 && $0 == axes.0 ? 1 : 0 }
    let counts = [size.i, size.j, size.k]
    let high = (0..<3).map { counts[$0] - ($0 == axes.0 || $0 == axes.1 ? 1 : 0) }
    var sum = 0.0
    for k in low[2]..<high[2] {
      for j in low[1]..<high[1] {
        for i in low[0]..<high[0] {
          let n = 3 * (i + size.i * (j + size.j * k))
          for m in n..<n + 3 {
            sum += axes.0 == axes.1
              ? straight(c, m, a, scale * weight, &gradient) : mixed(c, m, a, b, scale * weight, &gradient)
          }
        }
      }
    }
    return sum * scale
  }

  private func straight(_ c: [Double], _ n: Int, _ a: Int, _ weight: Double, _ g: inout [Double]) -> Double {
    let d = c[n - a] - 2 * c[n] + c[n + a]
    let pull = 2 * weight * d
    g[n - a] += pull
    g[n] -= 2 * pull
    g[n + a] += pull
    return d * d
  }

  /// Counts twice, as ∂²/∂x∂y and ∂²/∂y∂x.
  private func mixed(_ c: [Double], _ n: Int, _ a: Int, _ b: Int, _ weight: Double, _ g: inout [Double])
    -> Double
  {
    let d = c[n + a + b] - c[n + a] - c[n + b] + c[n]
    let pull = 4 * weight * d
    g[n + a + b] += pull
    g[n + a] -= pull
    g[n + b] -= pull
    g[n] += pull
    return 2 * d * d
  }
}
