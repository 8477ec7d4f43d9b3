// The products that have a meaning. Anything else is a mistake that the compiler finds.

/// Activity × time = decays.
@inlinable
public func * (activity: Activity, time: TimeSpan) -> Quantity<BecquerelSecond> {
  Quantity(activity.value * time.value)
}

/// Density × volume = mass.
@inlinable
public func * (density: Quantity<GramPerMillilitre>, volume: Quantity<Millilitre>) -> Mass {
  Mass(density.value * volume.value)
}

/// Concentration × volume = activity.
@inlinable
public func * (concentration: Quantity<BecquerelPerMillilitre>, volume: Quantity<Millilitre>) -> Activity {
  Activity(concentration.value * volume.value)
}

/// Energy / mass = absorbed dose; the gram is turned into the kilogram of the gray.
@inlinable
public func / (energy: Quantity<Joule>, mass: Mass) -> AbsorbedDose {
  AbsorbedDose(energy.value / (mass.value * 1e-3))
}
