import Checks
import Diagnostics
import Foundation
import Quantities
import Stages

extension ImageNote {
  var text: String {
    switch self {
    case .calibrationNotApplied: "The image is in Bq/mL already: the calibration factor was not applied."
    case .deadTimeOfImage: "Dead time was taken at the count rate of the image, not of the open detector."
    case .notNumbers(let voxels):
      "\(counted(voxels, "voxel", "is not a number and was", "are not numbers and were")) set to zero."
    case .clipped(let voxels):
      "\(counted(voxels, "negative voxel", "was", "were")) set to zero: low activities are biased upwards."
    case .collimatorUnknown(let calibrated):
      "The image does not name its collimator: calibrated with \(calibrated)."
    case .voxelSizeUnknown:
      "The calibration does not name its voxel size, on which a factor per count depends."
    case .withoutValidity: "The calibration has no limit of validity."
    case .withoutUncertainty: "The calibration has no uncertainty."
    case .total(let fraction):
      "laid onto the reference grid it holds \(rounded(100 * fraction)) % of its activity"
    case .sharpness(let fraction):
      "laid onto the reference grid its activity-weighted mean concentration is \(rounded(100 * fraction)) % of what it "
        + "was: maxima and D2 of small regions are too low by about as much"
    }
  }
}

extension AdministeredNote {
  var text: String {
    switch self {
    case .image, .decays, .energy:
      "\(fact)\(isLittle ? ", which is very little" : ""): \(AdministeredActivity.remedy)"
    case .curve: "\(fact): check calibration, times and administered activity."
    case .header: "\(fact): all limits rest on the case; correct whichever is wrong"
    }
  }
}

extension RegistrationNote {
  var text: String {
    func mm(_ value: Double) -> String { value.printed(decimals: 1) + " mm" }
    return switch self {
    case .byChoice(let point): "\(point) was not registered, by choice of the case file"
    case .runsDisagree(let by, let limit):
      "Registration runs disagree by \(mm(by)), more than \(mm(limit)): check the overlay."
    case .notUsed:
      "The images match better as they lie than after registration: the registration is not used."
    case .matchesLess: "The images match less after registration than before: check it before use."
    case .lowCorrelation(let coefficient):
      "The aligned images correlate only by \(coefficient.printed(decimals: 2)): they may be misaligned."
    case .littleOverlap(let fraction):
      "Only \(Int((100 * fraction).rounded())) % of the body is in both images."
    case .largeRotation(let degrees):
      "The registration rotates the patient by \(Int(degrees.rounded()))°: check the overlay."
    case .byUptake:
      "Registered by the uptake itself and not by anatomy: changes of uptake shift the result (options.register: \"uptake\" "
        + "states that this is meant)."
    case .byUptakeAsAsked:
      "Registered by the uptake itself, as the case file asked: changes of uptake shift the result."
    case .frameUnknown:
      "The frame of reference of the CT or the emission image is not known: confirm that both come from one session."
    }
  }
}

extension DoseNote {
  var text: String {
    switch self {
    case .balanceOpen(let fraction): "the energy balance does not close: \(percent(fraction))"
    case .escapes(let fraction): "\(percent(fraction)) of the emitted energy escapes the dose grid"
    case .nearCut(let fraction):
      "\(percent(fraction)) of the activity is within 30 mm of a face of the grid that cuts through the body: nothing "
        + "scatters back from beyond, so the dose next to the face is too low (by up to 1.5 % in the last 4 mm, 0.3 % at "
        + "30 mm), and activity beyond it is unknown"
    case .inAir(let fraction):
      "\(percent(fraction)) of the energy is deposited in air: photons that leave the body, and activity that was blurred "
        + "or is beyond it; it is not in any region's dose"
    case .nearLungOrAir(let fraction):
      "\(percent(fraction)) of the energy is within one electron range of lung or air, where a kernel made in water is "
        + "unreliable"
    case .outsideBody(let fraction):
      "\(percent(fraction)) of the time-integrated activity \(fraction > 0.05 ? "lies beyond" : "is outside") the body"
    }
  }
}
