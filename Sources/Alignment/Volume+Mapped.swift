import Volumes

extension Volume {
  /// `map` compiled into this target, for large volumes.
  func mapped<T>(_ transform: (Element) -> T) -> Volume<T> {
    let values = voxels.withUnsafeBufferPointer { source in
      [T](unsafeUninitializedCapacity: source.count) { target, count in
        for n in source.indices { (target.baseAddress! + n).initialize(to: transform(source[n])) }
        count = source.count
      }
    }
    return try! Volume<T>(grid: grid, voxels: values)
  }
}
