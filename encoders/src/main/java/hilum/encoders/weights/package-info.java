/**
 * Weights at rest and in memory: safetensors files, the MiniLM artifact, and named tensors of
 * libtorch.
 */
package hilum.encoders.weights;
