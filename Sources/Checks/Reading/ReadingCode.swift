import Stages

/// What reading an image or a structure can find, by the code under which results and `inspect` have it. One kind has one code;
/// the sentence and its numbers may change.
package enum ReadingCode: String, Sendable, Hashable, CaseIterable {
  // MARK: What the object is

  /// Its pixels are colours.
  case colours = "image.colours"
  /// Its class is not read.
  case notSupported = "image.not-supported"
  /// It is of no use here.
  case notNeeded = "image.not-needed"
  /// The case file uses it as something else.
  case roleContradicted = "image.role-contradicted"

  // MARK: Its frames and copies

  /// It contradicts itself on its number of frames.
  case frameCount = "image.frame-count"
  /// Its pixel data have another size than its matrix.
  case pixelCount = "image.pixel-count"
  /// No rows or columns.
  case matrixUnknown = "image.matrix-unknown"
  /// Copies of files, left out.
  case copies = "image.copies"
  /// Two objects under one identifier.
  case copiesDiffer = "image.copies-differ"
  /// One of several volumes of a series.
  case oneOfSeveral = "image.one-of-several"
  /// Several volumes in one file.
  case severalVolumes = "image.several-volumes"
  /// One time frame of a dynamic series.
  case dynamic = "image.dynamic"
  /// Facts of the acquisition that differ between slices.
  case factsDiffer = "image.facts-differ"
  /// Slices of other images among its own.
  case mixedSlices = "image.mixed-slices"
  /// One slice of a dose.
  case doseInSlices = "image.dose-in-slices"
  /// Vectors of slices that contradict themselves.
  case sliceVectors = "image.slice-vectors"
  /// Slices counted from 0.
  case sliceVectorFromZero = "image.slice-vector-from-zero"
  /// A reconstruction of several energy windows.
  case windowsTogether = "image.windows-together"
  /// Slices that nothing numbers.
  case slicesAsStored = "image.slices-as-stored"

  // MARK: Where its voxels are

  /// No voxel size.
  case spacingUnknown = "image.spacing-unknown"
  /// A stated spacing that the positions contradict.
  case spacingContradicted = "image.spacing-contradicted"
  /// Spacing taken from the slice thickness.
  case spacingFromThickness = "image.spacing-from-thickness"
  /// Thickness and spacing differ.
  case thicknessDiffers = "image.thickness-differs"
  /// Voxels of a size that no image has.
  case voxelImplausible = "image.voxel-implausible"
  /// Images of several patients.
  case patientsDiffer = "image.patients-differ"
  /// No position.
  case positionUnknown = "image.position-unknown"
  /// Several positions.
  case positionsDiffer = "image.positions-differ"
  /// Positions that were rounded.
  case positionsRounded = "image.positions-rounded"
  /// Several slices at one place.
  case sharedPlace = "image.shared-place"
  /// One slice alone.
  case singleSlice = "image.single-slice"
  /// Slices that are missing or uneven.
  case unevenSlices = "image.uneven-slices"
  /// Slices that are shifted against each other.
  case sheared = "image.sheared"
  /// No orientation.
  case orientationUnknown = "image.orientation-unknown"
  /// Several orientations.
  case orientationsDiffer = "image.orientations-differ"
  /// Stated directions that are none.
  case directionsInvalid = "image.directions-invalid"
  /// No place in the patient.
  case noPlace = "image.no-place"
  /// A geometry that the user has to confirm.
  case geometryUnconfirmed = "image.geometry-unconfirmed"
  /// A frame of reference of its own.
  case frameUnshared = "image.frame-unshared"

  // MARK: What its numbers mean

  /// No unit.
  case unitUnknown = "image.unit-unknown"
  /// A unit that is neither activity nor uptake.
  case unitForeign = "image.unit-foreign"
  /// The case file states another unit.
  case unitContradicted = "image.unit-contradicted"
  /// A unit whose code and meaning differ.
  case unitContradictsItself = "image.unit-contradicts-itself"
  /// Values mapped to several units.
  case severalUnits = "image.several-units"
  /// Values mapped to an unknown unit.
  case mappingUnknown = "image.mapping-unknown"
  /// Mappings that lead to different values.
  case mappingsDiffer = "image.mappings-differ"
  /// Values through a table that is not applied.
  case lookUpTable = "image.look-up-table"
  /// A scale that is none.
  case slope = "image.slope"
  /// An offset of activity.
  case intercept = "image.intercept"
  /// Counts with a scale.
  case slopeOfCounts = "image.slope-of-counts"
  /// The factor from counts to activity was stripped.
  case factorMissing = "image.factor-missing"
  /// A CT whose scale is not that of CTs.
  case hounsfieldScale = "image.hounsfield-scale"
  /// A CT without air.
  case hounsfieldRange = "image.hounsfield-range"
  /// No correction for attenuation.
  case attenuation = "image.attenuation"
  /// Voxels that are not numbers.
  case notNumbers = "image.not-numbers"
  /// Activities that look like counts.
  case valuesLikeCounts = "image.values-like-counts"
  /// Counts that look like activities.
  case countsLikeValues = "image.counts-like-values"
  /// Uptake that no tissue has.
  case uptakeImplausible = "image.uptake-implausible"
  /// Far below zero, where nothing can be.
  case negativeValues = "image.negative-values"
  /// One slice brighter or darker than its neighbours.
  case sliceStep = "image.slice-step"
  /// Activity that no image of a patient has.
  case activityImplausible = "image.activity-implausible"
  /// Decays that no map of a patient has.
  case decaysImplausible = "image.decays-implausible"
  /// Dose that no map of a patient has.
  case doseImplausible = "image.dose-implausible"
  /// A sum of counts that no acquisition has.
  case countsImplausible = "image.counts-implausible"

  // MARK: When it was acquired, and what of

  /// No date and time.
  case startUnknown = "image.start-unknown"
  /// No duration.
  case durationUnknown = "image.duration-unknown"
  /// No duration of a frame.
  case frameDurationUnknown = "image.frame-duration-unknown"
  /// An unclear number of projections.
  case projectionsUnclear = "image.projections-unclear"
  /// No radionuclide.
  case nuclideUnknown = "image.nuclide-unknown"
  /// A radionuclide by its half-life alone.
  case nuclideByHalfLife = "image.nuclide-by-half-life"
  /// The case file states another radionuclide.
  case nuclideStated = "image.nuclide-stated"
  /// Several radionuclides.
  case severalNuclides = "image.several-nuclides"
  /// A positron fraction that is not its nuclide's, or is that of Y-90.
  case positronFraction = "image.positron-fraction"
  /// An unknown correction for decay.
  case decayCorrectionUnknown = "image.decay-correction-unknown"
  /// No instant to which values are corrected.
  case decayReferenceUnknown = "image.decay-reference-unknown"
  /// Two statements on decay correction.
  case decayContradicted = "image.decay-contradicted"
  /// A series time that cannot be the reference.
  case seriesTimeOdd = "image.series-time-odd"
  /// Administered after the scan.
  case administrationLate = "image.administration-late"
  /// Two times of administration.
  case administrationTimesDiffer = "image.administration-times-differ"
  /// A time of administration without date.
  case administrationDateUnknown = "image.administration-date-unknown"
  /// A date of administration that was concluded.
  case administrationDateTaken = "image.administration-date-taken"
  /// Several administrations.
  case severalAdministrations = "image.several-administrations"
  /// An activity in another unit.
  case doseUnit = "image.dose-unit"

  /// A start that is stated twice, differently.
  case startContradicted = "image.start-contradicted"
  /// A start before its study, after its pixels, or spread over hours.
  case startOutOfOrder = "image.start-out-of-order"
  /// Rotations of different times per projection.
  case rotationsDiffer = "image.rotations-differ"
  /// A duration that no frame has.
  case frameDurationOdd = "image.frame-duration-odd"
  /// A half-life that is not the radionuclide's.
  case halfLife = "image.half-life"
  /// Weight or height that nobody has.
  case bodySize = "image.body-size"
  /// Administered too long ago to be seen.
  case administrationOdd = "image.administration-odd"
  /// An activity that nobody is given.
  case doseOdd = "image.dose-odd"

  // MARK: Files of structures

  /// Names in letters that no character set explains.
  case doubtfulNames = "structures.letters"
  /// Regions or contours without a number, or with one that is another's.
  case regionNumbers = "structures.roi-number"
  /// Contours that cannot be read, or have other points than are stated.
  case unreadableContours = "structures.contours-unreadable"
  /// Pixels of segments that nothing describes.
  case undescribedSegments = "structures.segments-undescribed"
  /// Segments that are probabilities.
  case probabilities = "structures.probabilities"
  /// Fractions of which none is full.
  case noFullVoxel = "structures.none-full"
  /// Slices with empty ones between.
  case sparseSlices = "structures.sparse"
  /// No frame of reference on one side.
  case structureFrameUnknown = "structures.frame-unknown"
  /// The frame of reference of another image.
  case structureFrameForeign = "structures.frame-foreign"
  /// Several of one name.
  case repeatedNames = "structures.repeated-names"
  /// A proposal that nobody has confirmed as it is.
  case proposal = "structures.proposal"
  /// A structure that cannot be read.
  case unreadableStructure = "structures.unreadable"

  // MARK: Contours and structures

  /// Nothing of it on the grid.
  case emptyStructure = "structures.empty"
  /// A part of it outside the grid.
  case cutStructure = "structures.outside-grid"
  /// Two volumes of one structure.
  case volumesDiffer = "contours.volumes"
  /// Contours that enclose nothing.
  case openContours = "contours.open"
  /// Contours without area.
  case flatContours = "contours.flat"
  /// Contours between drawn ones, read as drawn.
  case interpolatedContours = "contours.interpolated"
  /// Contours stored twice, counted once.
  case repeatedContours = "contours.repeated"
  /// Contours that overlap in part.
  case crossingContours = "contours.crossing"
  /// Planes of several directions.
  case tiltedContours = "contours.tilted"
  /// Contours that leave their plane.
  case warpedContours = "contours.warped"
  /// One plane alone.
  case singlePlane = "contours.single-plane"
  /// Planes farther apart than their distance.
  case interruptedContours = "contours.interrupted"

  package var code: Finding.Code { Finding.Code(rawValue) }

  /// Of structures: good to know, and no question. Contours between drawn ones enclose the same region, and one that was
  /// stored twice counts once.
  package var isKnown: Bool { self == .interpolatedContours || self == .repeatedContours }
}
