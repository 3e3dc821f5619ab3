package hilum.encoders.training;

/**
 * AdamW (0.9, 0.999, 1e-8) as a stage uses it.
 *
 * @param schedule the learning rates
 * @param clip the largest global norm of the gradients; larger ones are scaled down to it
 * @param decay the weight decay, decoupled; biases, norms and scalars do not decay
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, AdamW</a>
 */
public record Optimiser(Schedule schedule, double clip, double decay) {
    public Optimiser {
        if (!(clip > 0) || !(decay >= 0)) {
            throw new IllegalArgumentException(
                    "An optimiser with clip %s and decay %s: give a positive clip and a decay of at least 0"
                            .formatted(clip, decay));
        }
    }
}
