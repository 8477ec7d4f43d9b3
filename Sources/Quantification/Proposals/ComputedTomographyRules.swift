import Volumes

/// Body, lungs and bone of a CT in HU.
package struct ComputedTomographyRules {
  /// The rules in words and numbers; a change of any is a change of these.
  package static let statement = """
    body: above -300 HU, the largest piece, holes of axial slices filled, opened by a ball of 8 mm, the largest piece of at least 1000 mL; \
    lungs: below -400 HU in the body, pieces of at least 100 mL with a mean from -950 to -500 HU, \
    closed by a ball of 8 mm; bone: above 200 HU in the body and outside the lungs, holes of axial slices filled, pieces of at least 5 mL
    """

  private let image: Volume<Float>
  /// - Parameter image: HU, in blocks of some millimetres.
  package init(_ image: Volume<Float>) { self.image = image }

  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  package func structures() throws -> [ProposedLabels] {
    guard let body = try body() else { return [] }
    let lungs = try lungs(in: body)
    let bone = try bone(in: body.without(lungs))
    var labels = Volume<Int32>(grid: image.grid, repeating: 0)
    for n in labels.voxels.indices { labels.voxels[n] = lungs.isIn[n] ? 1 : bone.isIn[n] ? 2 : 0 }
    let names = [1: "lungs", 2: "bone"].filter { $0.key == 1 ? lungs.count > 0 : bone.count > 0 }
    let whole = ProposedLabels(
      file: "body", labels: try! Volume(grid: image.grid, voxels: body.isIn.map { $0 ? 1 : 0 }),
      names: [1: "body"])
    return names.isEmpty ? [whole] : [.init(file: "structures", labels: labels, names: names), whole]
  }

  /// A couch is thin: the opening takes what of it is joined to the patient. A wall of the chest is thin as well, so the lungs
  /// are filled first.
  private func body() throws -> VoxelMask? {
    guard let solid = try VoxelMask(image, { $0 > -300 }).pieces().first?.withoutHoles(),
      let trunk = try solid.shrunk(8).pieces().first
    else { return nil }
    let body = try trunk.grown(8).and(solid)
    return body.millilitres >= 1000 ? body : nil
  }

  /// Gas of the bowel is nearer to -1000 HU than a lung is, and in smaller pieces.
  private func lungs(in body: VoxelMask) throws -> VoxelMask {
    try VoxelMask(image) { $0 < -400 }.and(body)
      .pieces(meansOf: image) { $0 >= 100 && (-950 ... -500).contains($1) }
      .grown(8).shrunk(8).and(body)
  }

  private func bone(in body: VoxelMask) throws -> VoxelMask {
    try VoxelMask(image) { $0 > 200 }.and(body).withoutHoles().and(body)
      .pieces(meansOf: image) { millilitres, _ in millilitres >= 5 }
  }
}
