import Foundation

/// Writes results and images as DICOM objects, each whole or not at all.
///
/// UIDs are derived from content and context: writing the same result twice gives the same objects. Objects join the
/// study and the frame of reference of the context; no other property of the patient but a pseudonym is written.
/// All functions throw `Problem`: `dataRejected` if values cannot be expressed in the object, `cannotCreate` or
/// `inputOutput` if the folder refuses.
public enum DICOMWriter {}
