/**
 * The stream: embedding events and model versions in, metrics, decisions and dead letters out,
 * exactly once. One task holds every pool, because a decision needs two model versions side by
 * side.
 */
package hilum.eval.stream;
