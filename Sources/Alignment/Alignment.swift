/// Brings images of one patient to one reference grid: rigid registration, resampling and the shapes of masks.
///
/// Transforms map points of the fixed (reference) space to the moving image's space, mm, LPS, as resampling needs
/// them. Rigid means rigid: breathing and bending are not modelled, and the residual does not contain them.
public enum Alignment {}
