/// The version of the method: raised whenever a change may alter a result's bytes.
///
/// It stands in manifest and job; a worker of another method version does not compute the job (see the delivery rules, "versions meet").
public let methodVersion = 4
