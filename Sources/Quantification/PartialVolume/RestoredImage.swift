import Quantities
import Volumes

/// One image told apart into what each part of the field holds.
///
/// Parts are uniform for the spill between them; the remainder is locally uniform: at each voxel the mean, weighted with the
/// point spread function, of what the parts do not explain. Both are found in turns. Inside a region the image then follows
/// what was measured: true = model · measured / (model as the camera shows it).
struct RestoredImage: Sendable {
  /// Concentration of each part.
  let concentrations: [Double]
  /// Of the remainder, over the domain.
  let rest: [Float]
  /// Measured over what the camera would show of the model, over the domain.
  let ratio: [Float]
  /// Of the image in each part.
  let means: [Double]
  /// The remainder as the camera shows it.
  let seenRest: [Float]

  private static let rounds = 40
  /// Change of a concentration, relative to the largest one, at which the turns end.
  private static let tolerance = 1e-4

  /// - Parameters:
  ///   - image: over the domain.
  ///   - other: restored by nearly the same transfer, to start from.
  init(_ image: [Float], _ transfer: GeometricTransfer, near other: RestoredImage? = nil) {
    let parts = transfer.parts
    let remainder = LocalRemainder(parts, transfer.spread)
    let means = parts.means(image)
    var rest = [Float](repeating: 0, count: image.count), seen = rest
    var c = other?.concentrations ?? transfer.solve(means, rest: seen)
    for _ in 0..<Self.rounds {
      let shown = transfer.image(c)
      rest = remainder.estimate(zip(image, shown).map { $0 - $1 })
      seen = remainder.seen(rest)
      let next = transfer.solve(means, rest: seen)
      let scale = next.reduce(0) { max($0, abs($1)) }
      let change = zip(c, next).reduce(0) { max($0, abs($1.0 - $1.1)) }
      c = next
      if change <= Self.tolerance * scale { break }
    }
    let model = zip(transfer.image(c.map { max(0, $0) }), seen).map { $0 + max(0, $1) }
    let least = 1e-3 * (model.max() ?? 0)
    ratio = zip(image, model).map { $1 > least ? $0 / $1 : 1 }
    (concentrations, self.rest, self.means, seenRest) = (c, rest, means, seen)
  }
}

/// What no part holds, smooth within the reach of the point spread function.
private struct LocalRemainder {
  let mask: Brick
  let spread: PointSpread
  /// How much of a locally uniform remainder the local mean shows.
  let weight: [Float]

  init(_ parts: RegionParts, _ spread: PointSpread) {
    mask = Brick(box: parts.domain, values: parts.remainder)
    self.spread = spread
    let seen = spread.blurred(mask).values
    weight = spread.blurred(Brick(box: parts.domain, values: zip(mask.values, seen).map { $0 * $1 })).values
  }

  func estimate(_ unexplained: [Float]) -> [Float] {
    let mine = Brick(box: mask.box, values: zip(mask.values, unexplained).map { $0 * $1 })
    return zip(spread.blurred(mine).values, weight).map { $1 > 1e-3 ? $0 / $1 : 0 }
  }

  func seen(_ rest: [Float]) -> [Float] {
    spread.blurred(Brick(box: mask.box, values: zip(mask.values, rest).map { $0 * $1 })).values
  }
}
