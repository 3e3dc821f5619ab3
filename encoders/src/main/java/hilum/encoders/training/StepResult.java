package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What one training step did.
 *
 * @param loss the loss before the step
 * @param gradientNorm the global norm of the gradients before clipping
 * @param learningRate the rate of the step
 * @param examples the training pairs of the step
 */
public record StepResult(double loss, double gradientNorm, double learningRate, int examples) {

    /** What a program's step returned: the loss and the norm of the gradients. */
    static StepResult of(String stage, int step, List<NDArray> result, double rate, int examples) {
        double loss = result.get(0).toFloatArray()[0];
        double norm = result.get(1).toFloatArray()[0];
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new IllegalStateException(
                    "Step %d of %s has loss %s and gradient norm %s: the run is lost, plan it again with a lower learning rate"
                            .formatted(step, stage, loss, norm));
        }
        return new StepResult(loss, norm, rate, examples);
    }
}
