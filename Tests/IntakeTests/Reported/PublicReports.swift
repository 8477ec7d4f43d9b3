import Fixtures
import Foundation
import Testing

/// A fault that somebody reported of another program, and the test that holds the right value of it here.
///
/// Facts of the reports alone: inputs are made up anew, and nothing of a report is copied.
struct PublicReport: CustomTestStringConvertible, Sendable {
  /// Issues and pull requests, on github.com.
  var threads: String
  var symptom: String
  /// `Suite.function`; several where the report had several sides.
  var tests: [String]

  init(_ threads: String, _ symptom: String, _ tests: String...) {
    (self.threads, self.symptom, self.tests) = (threads, symptom, tests)
  }

  var testDescription: String { "\(threads): \(symptom)" }

  static let all: [PublicReport] = series + structures + doses + files + emissions

  private static let series: [PublicReport] = [
    .init(
      "rordenlab/dcm2niix/issues/978", "PET slopes of 1e-8, another one in each slice, are lost",
      "ReportedSeriesTests.slopesOfAHundredMillionthOfEachSliceAreKept"),
    .init(
      "innolitics/dicom-numpy/issues/1", "slope and intercept of each slice",
      "ReportedSeriesTests.slopeAndInterceptOfEachSliceApply"),
    .init(
      "rordenlab/dcm2niix/issues/363", "enhanced objects with a slope of each frame",
      "ReportedFrameTests.framesInAnyOrderKeepTheirOwnSlope"),
    .init(
      "rordenlab/dcm2niix/issues/372, nipy/nibabel/pull/1340", "frames in any order",
      "ReportedFrameTests.framesInAnyOrderKeepTheirOwnSlope",
      "MultiFrameTests.framesAreSortedByPositionAndScaledByTheirOwnGroup"),
    .init(
      "rordenlab/dcm2niix/issues/894", "three planes in one enhanced object are stacked",
      "ReportedFrameTests.aCoronalFrameIsNotStackedAmongAxialOnes"),
    .init(
      "rordenlab/dcm2niix/issues/1018", "step 0.6 mm, thickness 0.8 mm",
      "ReportedSeriesTests.theStepBetweenSlicesIsNotTheirThickness"),
    .init(
      "rordenlab/dcm2niix/issues/168", "slices of equal times are called duplicates",
      "ReportedSeriesTests.slicesOfOneTimeAreNoDuplicates"),
    .init(
      "dgobbi/vtk-dicom/issues/98, OHIF/Viewers/issues/3360, rordenlab/dcm2niix/issues/404",
      "a localiser inside the CT series", "GeometryTests.localiserAndSecondOrientationAreSplitOff",
      "SeriesIdentifierTests.noIdentifierNamesTwo"),
    .init(
      "Project-MONAI/monai-deploy-app-sdk/issues/532, qurit/rt-utils/issues/97",
      "two phases at equal positions in one series",
      "GeometryTests.severalVolumesOfOneSeriesAreSeparatedByTheirNumber"),
    .init(
      "Project-MONAI/monai-deploy-app-sdk/issues/532", "the same without acquisition number",
      "RegularPlacesTests.slicesThatShareTheirPlacesAreCounted"),
    .init(
      "Slicer/Slicer/issues/7496", "a multi-frame CT without places",
      "ReportedFrameTests.framesWithoutPlacesAreRefused"),
    .init(
      "InsightSoftwareConsortium/ITK/issues/1607, moloney/dcmstack/issues/55",
      "positions with one decimal are no regular grid",
      "RegularPlacesTests.positionsWithOneDecimalMakeAVolume"),
    .init(
      "dgobbi/vtk-dicom/issues/134", "bits above the stored ones are not cleared",
      "ReportedSeriesTests.bitsAboveTheStoredOnesAreNoValue"),
    .init(
      "icometrix/dicom2nifti/issues/13, rordenlab/dcm2niix/issues/688", "signed values of 12 bits",
      "HostileBytesTests.highBitsAboveTheStoredOnesAreNoValue"),
    .init(
      "ivmartel/dwv/issues/30", "High Bit 15 of 12 stored bits",
      "ReportedSeriesTests.theHighBitSaysWhereTheValueStands"),
    .init(
      "pydicom/pydicom/issues/1149", "JPEG 2000 whose sign is not that of the header",
      "HostileBytesTests.theHeaderDecidesTheSignOfJPEG2000"),
    .init(
      "fo-dicom/fo-dicom/issues/1992", "JPEG 2000 of 8 stored in 16 allocated bits",
      "HostileBytesTests.eightBitsOfJPEG2000InSixteen"),
    .init(
      "icometrix/dicom2nifti (tests of gantry tilt), wasserth/TotalSegmentator/issues/610",
      "a tilted CT becomes a box", "GeometryTests.tiltedGantryIsRefused"),
    .init(
      "e0404/matRad/pull/674, e0404/matRad/pull/679", "prone and feet-first CT with contours",
      "ReportedSeriesTests.contoursLieOnTheSameTissueInEveryPosition"),
    .init(
      "dicompyler/dicompyler-core (example data)", "an RT plan beside the images",
      "FileAccountTests.plansAreNotNeededAndRaiseNoAlarm"),
  ]

  private static let structures: [PublicReport] = [
    .init(
      "bhklab/med-imagetools/issues/147", "contours in another order than names",
      "ReportedContourTests.contoursInAnotherOrderThanTheirNamesStayWithTheirNumbers"),
    .init(
      "pyplati/platipy/pull/143, mwgeurts/dicom_tools/issues/18", "a name without contours",
      "ReportedContourTests.aNameWithoutContoursCostsNoOther"),
    .init(
      "dicompyler/dicompyler-core/pull/22", "an observation without a region",
      "ReportedContourTests.anObservationOfNothingIsNoStructure"),
    .init(
      "dicompyler/dicompyler-core/pull/81", "contours without Contour Image Sequence",
      "ReportedContourTests.contoursNeedNotNameTheirImages"),
    .init(
      "SlicerRt/SlicerRT/issues/110, bhklab/med-imagetools/issues/344", "two structures of one name",
      "RepeatedNameTests.eachIsReadAndNamedApart"),
    .init(
      "qurit/rt-utils/issues/16, qurit/rt-utils/pull/105", "points, open contours, one or two points",
      "ContourProblemTests.pointsAndOpenContoursAreTold"),
    .init(
      "Sikerdebaard/dcmrtstruct2nii/issues/2", "contours of type INTERPOLATED_PLANAR",
      "ContourPlaneTests.interpolatedContoursAreClosedAndTold"),
    .init(
      "Sikerdebaard/dcmrtstruct2nii/issues/32, livingag/pyTG43/issues/5",
      "rings, nested contours, keyholes, contours stored twice",
      "ReportedContourTests.threeNestedContoursAreARingAndACore", "ContourVolumeTests.volumesAreAnalytic",
      "ContourProblemTests.repeatedContoursAreCountedOnce"),
    .init(
      "brianmanderson/Dicom_RT_and_Images_to_Mask/pull/44", "contours that lie in no slice",
      "ReportedContourTests.contoursBetweenTheSlicesKeepTheirVolume"),
    .init(
      "qurit/rt-utils/issues/10", "a structure set of another series",
      "ForeignObjectTests.structuresOfAnotherFrameOfReferenceAreRefused"),
    .init(
      "JamesAPetts/ohif-viewer-XNAT-plugin/issues/18", "contours half a pixel off",
      "ReportedContourTests.edgesOfPixelsAreNotCentresOfPixels"),
    .init(
      "dicompyler/dicompyler-core/issues/26, cutright/DVH-Analytics/issues/133",
      "structures beyond the grid", "ContourProblemTests.partBesideTheGridIsTold",
      "ResamplingTests.partBesideTheTargetIsTold"),
    .init(
      "QIICR/dcmqi/issues/473", "spacings of rows and columns swapped",
      "ReportedSegmentTests.spacingsOfRowsAndColumnsAreNotSwapped"),
    .init(
      "QIICR/dcmqi/issues/275", "slices that are not quite regular",
      "ReportedSegmentTests.slicesAHairOffTheirPlacesMakeAVolume"),
    .init(
      "QIICR/dcmqi/issues/513, QIICR/dcmqi/issues/89", "frames of some slices only",
      "ForeignObjectTests.labelMapsOfSixteenBits"),
    .init(
      "ivmartel/dwv/issues/1677, ivmartel/dwv/issues/1922", "thickness taken for spacing",
      "ReportedSegmentTests.thicknessIsNotTakenForTheDistance"),
    .init(
      "QIICR/lidc2dicom/issues/9, OHIF/Viewers/issues/3420", "segmentations flipped along their rows",
      "RoundTripTests.segmentationsComeBack"),
    .init(
      "ImagingDataCommons/highdicom (its objects)",
      "overlapping, fractional and label-map segments, bits that fill no byte, frames in any order",
      "RoundTripTests.segmentationsComeBack", "ForeignObjectTests.labelMapsOfSixteenBits"),
  ]

  private static let doses: [PublicReport] = [
    .init(
      "dicompyler/dicompyler-core/issues/29", "RT Dose that is not head-first supine",
      "RoundTripTests.dosesComeBack", "ForeignObjectTests.absoluteFrameOffsets"),
    .init(
      "rexcardan/Evil-DICOM/issues/107", "16-bit dose above half of the range",
      "ReportedDoseTests.doseAboveHalfOfSixteenBitsIsPositive", "GateTests.signedDosesAreRefused"),
    .init(
      "SebastiaanBreedveld/TROTS/pull/19, ferdymercury/amide/issues/1",
      "frame offsets relative, absolute, irregular, missing", "ForeignObjectTests.absoluteFrameOffsets",
      "ForeignObjectTests.contradictoryDosesAreRefused", "ReportedDoseTests.framesWithoutOffsetsHaveNoPlace"),
    .init(
      "bastula/dicompyler/issues/19", "one dose in several files",
      "GateTests.slicesOfADoseAreNotTakenForDoses"),
  ]

  private static let files: [PublicReport] = [
    .init(
      "simnibs/simnibs/issues/448, simnibs/simnibs/issues/110", "a NIfTI transform of code 0 is used",
      "ReportedVolumeFileTests.aTransformOfCodeZeroIsNotUsed"),
    .init(
      "NIFTI-Imaging/nifti_clib/issues/127, MRtrix3/mrtrix3/pull/1540, nipreps/fmriprep/issues/2281",
      "sform and qform disagree", "GateTests.whatInspectBlocksIsNotReadAsLabels"),
    .init(
      "wasserth/TotalSegmentator/issues/31, wasserth/TotalSegmentator/issues/413",
      "labels on another grid than the image", "ReportedSegmentTests.labelsOnAnotherGridAreLaidByPlace"),
    .init(
      "InsightSoftwareConsortium/ITK/issues/1484", "negative spacing, handedness of 0",
      "ReportedVolumeFileTests.aNegativeSpacingIsRefusedWithItsReason",
      "ReportedVolumeFileTests.aHandednessOfZeroIsRightHanded"),
    .init(
      "DIAGNijmegen/rse-panimg/issues/44", "TransformMatrix transposed", "MetaImageTests.bigEndian"),
    .init(
      "OpenGATE/GateTools/issues/22, OpenGATE/Gate/issues/359",
      "prone MetaImage, unknown orientation letters, other words for Offset, HeaderSize −1, big endian",
      "ReportedVolumeFileTests.proneImagesLieWhereTheirMatrixPutsThem", "MetaImageTests.headerSize",
      "MetaImageTests.bigEndian"),
  ]

  private static let emissions: [PublicReport] = [
    .init(
      "nroduit/Weasis/issues/635", "a zone west of Greenwich leaves no SUV",
      "ReportedEmissionTests.zonesWestOfGreenwichShiftNothing"),
    .init(
      "rordenlab/dcm2niix/issues/698, UCL/STIR/pull/336", "beds of other times are other volumes",
      "ReportedEmissionTests.bedsOfOtherTimesAreOneVolume"),
    .init(
      "rordenlab/dcm2niix/issues/184, rordenlab/dcm2niix/issues/577", "dynamic PET out of order",
      "HeaderNatureTests.dynamicPETIsNamedAndTakenApart"),
    .init(
      "OHIF/Viewers/issues/3587", "a weight of 0", "ReportedEmissionTests.aWeightOfNothingIsNoWeight"),
    .init(
      "salimkanoun/Dicom-To-CNN/issues/9, cornerstonejs/calculate-suv/issues/15",
      "lean body mass with sexes swapped, height in cm", "VectorTests.leanMass",
      "HeaderNatureTests.implausibleNumbersAreReportedAndNotUsed"),
    .init(
      "openneuropet/PET2BIDS/issues/368, medical-physics-usz/z-rad/pull/282",
      "the time of injection is absent or shifted",
      "ReportedEmissionTests.anAbsentTimeOfInjectionIsNotMadeUp",
      "HeaderNatureTests.implausibleNumbersAreReportedAndNotUsed"),
    .init(
      "medical-physics-usz/z-rad/pull/140", "SUV of other kinds than body weight in GML",
      "UnitTests.uptakeAndRelativeUnits"),
    .init(
      "OHIF/Viewers/issues/3805", "two injections", "HeaderNatureTests.twoInjectionsAreNotTakenForOne"),
    .init(
      "PyTomography/PyTomography/issues/232", "slope and intercept of SPECT are ignored",
      "ReportedEmissionTests.slopeAndInterceptOfSPECTApplyAndAreTold"),
    .init(
      "UCL/STIR/issues/872", "decay within a frame",
      "AcquisitionTests.startIsComputedBackFromTheFrameReferenceTime",
      "QuantifyTests.byHand"),
    .init(
      "FNNDSC/ami/issues/293, bhklab/med-imagetools/pull/317, SimpleITK/SimpleITK/issues/2214",
      "SPECT whose distance of slices is absent, 0 or negative",
      "ReportedEmissionTests.slicesOfSPECTAtNoDistanceAreRefused",
      "GeometryTests.nuclearMedicineWithoutOrientationOrSpacingAsks",
      "GeometryTests.signOfSpacingDecidesTheStackingDirection"),
    .init(
      "horosproject/horos/issues/33", "numbers of frames that contradict each other",
      "FrameCountTests.contradictionsAreRefused"),
  ]
}

@Suite struct PublicReportTests {
  /// Every test of the test folders as `Suite.function`.
  private static let tests: Set<String> = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var all: Set<String> = []
    for room in [
      "IntakeTests", "IntakeTests/Reported", "DICOMTests", "ImageFilesTests", "QuantificationTests",
    ] {
      let files =
        (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: room).path)) ?? []
      for file in files where file.hasSuffix(".swift") {
        guard let text = try? String(contentsOf: folder.appending(path: "\(room)/\(file)"), encoding: .utf8)
        else { continue }
        var suite = ""
        for line in text.split(separator: "\n") {
          if let found = line.firstMatch(of: /struct (\w+Tests)\b/) { suite = String(found.1) }
          if let found = line.firstMatch(of: /func (\w+)\(/) { all.insert("\(suite).\(found.1)") }
        }
      }
    }
    return all
  }()

  @Test(arguments: PublicReport.all) func hasATest(_ report: PublicReport) {
    #expect(!report.tests.isEmpty)
    for test in report.tests { #expect(Self.tests.contains(test), "\(test) is not there") }
  }

  @Test func sixtyReports() {
    #expect(PublicReport.all.count == 60)
    #expect(Set(PublicReport.all.map(\.testDescription)).count == 60)
  }
}
