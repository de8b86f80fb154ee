// Networks to hold targets and executors by, and the arguments and inputs that operators can be called with.
export { candidateArguments, printValue, withArgument } from './candidate-arguments.js';
export { candidateInputs } from './candidate-inputs.js';
export { numbersFor, type Numbers } from './numbers.js';
export { randomNetwork, type RandomNetwork, type RandomNetworkOptions } from './random-network.js';
export { corpusNetworks, reducedText, type CorpusNetwork } from './corpus-networks.js';
