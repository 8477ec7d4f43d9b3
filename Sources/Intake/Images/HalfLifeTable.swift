import Quantities

/// Half-life of a nuclide such as `Lu-177`; `nil` for one that is not known.
public typealias HalfLifeTable = @Sendable (_ nuclide: String) -> TimeSpan?
