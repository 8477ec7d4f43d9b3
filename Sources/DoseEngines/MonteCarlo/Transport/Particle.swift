/// A particle that waits to be followed.
struct Particle {
  enum Kind: UInt8 { case electron, positron, photon }
  var kind: Kind
  /// Kinetic energy, keV.
  var energy: Float
  var place: Place
  var direction: Direction
  var weight: Float
  /// Seed of its own random numbers.
  var seed: UInt64
}

/// Where a particle is: fractional index (voxel n reaches from n to n + 1) and the voxel that it is in, which decides on faces.
struct Place {
  var x, y, z: Float
  var i, j, k: Int32
  /// Offset of the voxel; negative outside the grid.
  var n: Int
}

/// Particles of one history that are still to be followed; fixed memory.
struct ParticleStack {
  private let memory: UnsafeMutablePointer<Particle>
  private(set) var count = 0
  static let capacity = 256

  private let limit: Int

  init() { (memory, limit) = (.allocate(capacity: ParticleStack.capacity), ParticleStack.capacity) }

  /// An empty stack in the memory that another one has left; the other must not be pushed to meanwhile.
  init(above other: ParticleStack) {
    memory = other.memory + other.count
    limit = other.limit - other.count
  }

  /// Only of a stack made by `init()`.
  func deallocate() { memory.deallocate() }

  /// Those that wait, from the first pushed.
  subscript(_ n: Int) -> Particle { memory[n] }

  /// False if the stack is full; the caller then deposits the energy where it is.
  @inline(__always)
  mutating func push(_ particle: Particle) -> Bool {
    guard count < limit else { return false }
    memory[count] = particle
    count += 1
    return true
  }

  @inline(__always)
  mutating func pop() -> Particle? {
    guard count > 0 else { return nil }
    count -= 1
    return memory[count]
  }
}
