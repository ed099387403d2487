import Analysis
import Messages

/// What a job shares with others, as it was published.
struct JobInputs {
  /// An encoded `StimulusSet`.
  var stimuli: [UInt8]
  /// Encoded `PopulationWeights`; empty where the job names none.
  var population: [UInt8]

  /// Takes the bytes apart and lets go of them: a large set need not lie in memory three times.
  /// - Throws: also `JobFailure` where there is no memory for the analysis; a worker with more may have better luck.
  consuming func prepared(for job: Job.Document, in memory: MemoryRoom) throws -> SharedStimuli {
    let set = try StimulusSet(decoding: stimuli)
    stimuli = []
    if let cost = try? AnalysisCost(
      job.settings, images: set.stimuli.count, testImages: set.testStimuli.count, shape: Array(set.stimuli.shape.dropFirst())),
      let complaint = memory.complaint(about: cost, slots: 1)
    {
      throw JobFailure(.transient, "no_memory", complaint)
    }
    let networks = try job.population.map { _ in
      let weights = try PopulationWeights(decoding: population)
      return PopulationNetworks(neurons: weights.neurons, parameters: weights.parameters)
    }
    return try SharedStimuli(
      stimuli: set.stimuli, testStimuli: set.testStimuli, sha256: job.stimuli.sha256, settings: job.settings, seed: job.seed,
      population: networks)
  }
}
