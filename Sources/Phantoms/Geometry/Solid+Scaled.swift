import Volumes

extension Solid {
  /// The same shape, lengths multiplied, about a point.
  /// - Parameter point: stays where it is; `nil`: the centre of the solid.
  /// - Precondition: a factor above 0.
  package func scaled(by factor: Double, about point: Vector3? = nil) -> Solid {
    precondition(factor > 0, "a solid keeps an extent")
    let point = point ?? centre
    func moved(_ p: Vector3) -> Vector3 { point + (p - point) * factor }
    let whole = Solid(
      centre: moved(centre), axes: axes, inverseRadii: inverseRadii / factor, lower: moved(lower),
      upper: moved(upper))
    return cuts.reduce(whole) { solid, cut in
      let middle = cut.normal.dot(point)
      return solid.cut(HalfSpace(normal: cut.normal, limit: middle + (cut.limit - middle) * factor))
    }
  }
}
