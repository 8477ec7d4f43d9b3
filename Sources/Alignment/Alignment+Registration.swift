import Diagnostics
import Parallel
import Synchronization
import Volumes

extension Alignment {
  /// Finds the rigid motion that lays `moving` onto `fixed`.
  ///
  /// Both images are averaged to three levels; at each, the metric over points sampled in the body is made small by
  /// regular-step gradient descent (ITK 5.2). Several independent runs, half of them with the images exchanged, give
  /// the result as their mean and the residual as their spread. The same input and options give the same bits on any
  /// number of cores.
  /// - Throws: `Problem` if an image holds no body, or the images have no common part. A poor result is not thrown but
  ///   carries warnings.
  public static func registerRigid(
    fixed: Volume<Float>, moving: Volume<Float>, options: RegistrationOptions = RegistrationOptions(),
    progress: ProgressHandler? = nil
  ) throws(Problem) -> RigidRegistration {
    let fixedImage = try RegistrationImage(fixed, name: "fixed", options: options)
    var movingOptions = options
    if options.kind == .magnetic { movingOptions.kind = .ct }
    let movingImage = try RegistrationImage(moving, name: "moving", options: movingOptions)
    progress?(0.1, "registration: images prepared")
    let runs = try independentRuns(fixedImage, movingImage, options, progress)
    return try Agreement(
      forward: runs.forward.map(\.transform), backward: runs.backward.map(\.transform), fixed: fixedImage,
      moving: movingImage, options: options, voxel: fixed.grid.spacing.max()
    ).registration(trace: runs.forward[0].trace)
  }

  private static func independentRuns(
    _ fixed: RegistrationImage, _ moving: RegistrationImage, _ options: RegistrationOptions,
    _ progress: ProgressHandler?
  ) throws(Problem) -> (forward: [RegistrationRun], backward: [RegistrationRun]) {
    let count = 2 * options.runs
    let finished = Atomic(0)
    let runs = try parallelMap(count) { n throws(Problem) in
      defer {
        let done = finished.add(1, ordering: .relaxed).newValue
        progress?(0.1 + 0.9 * Double(done) / Double(count), "registration: run \(done) of \(count)")
      }
      let exchanged = n % 2 == 1
      return try RegistrationRun(
        fixed: exchanged ? moving : fixed, moving: exchanged ? fixed : moving, options: options,
        stream: UInt64(n))
    }
    func every(_ remainder: Int) -> [RegistrationRun] {
      runs.indices.filter { $0 % 2 == remainder }.map { runs[$0] }
    }
    return (forward: every(0), backward: every(1))
  }
}
