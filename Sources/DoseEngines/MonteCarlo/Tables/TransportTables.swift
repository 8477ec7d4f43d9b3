import Nuclides

/// All tables of a case in memory that does not move, for loops that take pointers.
final class TransportTables: @unchecked Sendable {
  // Sendable because nothing is written after `init`.
  let electron: ElectronWalk
  let positron: ElectronWalk
  let photon: PhotonPhysics
  let media: [Medium]
  let settings: ElectronTable.Settings
  private var free: [() -> Void] = []

  init(
    _ media: [Medium], _ settings: ElectronTable.Settings, photonCutOff: Double
  ) {
    var free: [() -> Void] = []
    func fixed<T>(_ values: [T]) -> UnsafePointer<T> {
      let memory = UnsafeMutablePointer<T>.allocate(capacity: values.count)
      memory.initialize(from: values, count: values.count)
      free.append { memory.deallocate() }
      return UnsafePointer(memory)
    }
    let spectrum = PhotonSpectrum(shape: fixed(PhotonSpectrum.values(.water)))
    func walk(_ particle: ChargedParticle) -> ElectronWalk {
      let table = ElectronTable(media, settings, particle: particle)
      return ElectronWalk(
        energies: fixed(table.energies), rows: fixed(table.rows), spread: fixed(table.spread),
        index: fixed(table.finderIndex), steps: table.steps, isPositron: particle == .positron,
        collisionCut: table.collisionCut, radiationCut: table.radiationCut, brems: spectrum)
    }
    (electron, positron) = (walk(.electron), walk(.positron))
    let photons = PhotonTable(media)
    photon = PhotonPhysics(
      rows: fixed(photons.rows), incoherent: fixed(photons.incoherent), coherent: fixed(photons.coherent),
      cutOff: Float(photonCutOff))
    (self.media, self.settings, self.free) = (media, settings, free)
  }

  deinit { for release in free { release() } }
}
