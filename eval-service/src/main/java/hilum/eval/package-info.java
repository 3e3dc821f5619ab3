/**
 * The evaluation service: measures every model version on the held-out studies while the data
 * flows, and decides which version serves.
 */
package hilum.eval;
