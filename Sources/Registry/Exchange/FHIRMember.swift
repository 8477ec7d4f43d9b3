import Files

/// The value as text; absent for nothing.
func member(_ value: Value) -> JSON? { value.isNull ? nil : .text(value.printed) }
