/// A uniform medium without end and spherical shells around the origin; places are in cm.
struct ShellSpace: Space {
  let inverseDensity: Float
  /// Per shell, keV; the last entry takes all that lies beyond.
  let tally: UnsafeMutablePointer<Double>
  let shells: ShellMesh
  /// Steps are shortened near the source, where a bend moves energy between shells, down to this path, cm.
  let shortest: Float

  @inline(__always)
  func medium(_ place: Place) -> Int { 0 }
  @inline(__always)
  func clearance(_ place: Place) -> Float { 0 }
  @inline(__always)
  func lose(_ energy: Float) {}

  @inline(__always)
  func longest(_ p: Place) -> Float {
    let r = (p.x * p.x + p.y * p.y + p.z * p.z).squareRoot()
    return max(0.25 * r, shortest) / inverseDensity
  }

  @inline(__always)
  func deposit(_ energy: Float, _ p: Place) {
    let r = (p.x * p.x + p.y * p.y + p.z * p.z).squareRoot()
    tally[shells.index(r)] += Double(energy)
  }

  /// Shells are thinner than steps are straight: their energy is left at the hinge, which is along the path on average.
  @inline(__always)
  func depositAtHinge(_ energy: Float, _ place: Place) { deposit(energy, place) }

  @inline(__always)
  func advance(
    _ p: inout Place, _ d: Direction, fraction: Float, leaving energy: Float, rows: UnsafePointer<StepRow>,
    steps: Int
  ) -> Bool {
    fly(&p, d, fraction * rows[0].length * inverseDensity)
    return true
  }

  @inline(__always)
  func fly(_ p: inout Place, _ d: Direction, _ path: Float) {
    p.x += path * d.u
    p.y += path * d.v
    p.z += path * d.w
  }
}

/// Thin shells near the source, thick ones beyond; radii in cm.
struct ShellMesh: Sendable {
  let near: Int
  let count: Int
  private let nearPitch, farPitch, border: Float
  let thin, thick: Double

  /// - Parameters: widths and outer radii in mm.
  init(thin: Double, to border: Double, thick: Double, to end: Double) {
    (self.thin, self.thick) = (thin, thick)
    near = Int((border / thin).rounded())
    count = near + Int(((end - border) / thick).rounded())
    (nearPitch, farPitch) = (Float(10 / thin), Float(10 / thick))
    self.border = Float(border / 10)
  }

  @inline(__always)
  func index(_ r: Float) -> Int {
    if r < border { return min(near - 1, Int(r * nearPitch)) }
    let far = (r - border) * farPitch
    return far < Float(count - near) ? near + Int(far) : count
  }

  /// Inner and outer radius of a shell, mm.
  func radii(_ n: Int) -> (Double, Double) {
    if n < near { return (Double(n) * thin, Double(n + 1) * thin) }
    let start = Double(near) * thin + Double(n - near) * thick
    return (start, start + thick)
  }
}
