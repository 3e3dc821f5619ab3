/**
 * Studies and variants in, model versions out: when a round starts, what it trains on, how it goes
 * on after a kill, and how its result is published. How a step is computed is {@code
 * hilum.encoders.training}'s.
 */
package hilum.trainer;
