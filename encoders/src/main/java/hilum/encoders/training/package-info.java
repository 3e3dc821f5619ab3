/**
 * Training: contrastive steps of the text and the image tower, each one call of a program, and the
 * state that makes a run resumable to the bit.
 *
 * <p>Everything that is drawn at random is drawn from the plan's seed, the stage and the step, so
 * that a step gives the same result whether or not the steps before it ran in the same process.
 */
package hilum.encoders.training;
