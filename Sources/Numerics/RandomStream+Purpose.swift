extension RandomStream {
  /// What random numbers are for. Two purposes never share a number: their codes stand here, and the compiler refuses an equal one.
  ///
  /// A code is the low half of the `StreamKey` of the purpose's first name, which a test holds it to: with another every number of that purpose would change.
  public enum Purpose: UInt32, Sendable, CaseIterable {
    // The run: shared by all its neurons.

    /// Which images of a recording without a test set become one.
    case testSplit = 0x89BF_CDBD
    /// Which fold each training image falls into.
    case folds = 0xA96A_621B
    /// Which training images take part in support-vector regression.
    case supportVectorImages = 0xFAAC_5176

    // A neuron's networks.

    case initialWeights = 0xA3FC_2BBA
    case dropout = 0x0C02_B510
    /// In which order an epoch shows the images.
    case batchOrder = 0x15A8_0FB3

    // The population's networks, and their fine-tuning to a neuron.

    case populationWeights = 0xBF82_7D97
    case populationOutputWeights = 0x4CDA_B1D6
    case populationDropout = 0xFC4A_ADDD
    case populationOrder = 0x15CD_986E
    case fineTuningDropout = 0xE68C_8E36
    case fineTuningOrder = 0x2139_A3BD

    // What is found of a neuron, and of a population.

    /// The images that gradient ascent starts from.
    case noiseImages = 0x2644_01B1
    /// The bootstrap of a prediction similarity.
    case predictionSimilarity = 0x3585_497B
    /// The bootstrap of a complexness.
    case complexness = 0x5E91_7868
    /// The bootstrap of a report's means.
    case reportBootstrap = 0xF9DE_CFB3

    // Controls.

    case controlTrainingNoise = 0xF4B7_DD42
    case controlTestNoise = 0x70F7_99A8
    case shuffledTrainingResponses = 0xCB37_65B4
    case shuffledTestResponses = 0x102D_C206
    case shiftedResponses = 0x5CC3_7E82

    // Simulated recordings.

    /// What a simulated cell wants, and where.
    case simulatedCell = 0x9681_209F
    case simulatedTrainingImages = 0xB3E3_96A5
    case simulatedTestImages = 0x9E4E_53BB
    case simulatedTrainingNoise = 0x13DA_8B3B
    case simulatedTestNoise = 0x237C_B101

    // Benchmarks.

    case benchmarkNumbers = 0xE5E0_732C
    case benchmarkWeights = 0xF08A_411E
    case benchmarkNoise = 0xD207_68D1
    case benchmarkShuffle = 0x95A3_DCBA
  }
}
