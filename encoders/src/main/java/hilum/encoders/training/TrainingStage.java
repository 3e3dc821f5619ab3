package hilum.encoders.training;

/**
 * One objective over a fixed sequence of batches. Step {@code n} is a function of the state after
 * step {@code n - 1} alone.
 */
public sealed interface TrainingStage extends AutoCloseable
        permits TextStage, MntpStage, ImageStage, DualStage {
    /** The number of steps. */
    int steps();

    /**
     * Does the step after those the state has seen, and changes the state in place.
     *
     * @throws IllegalStateException when the state has seen all steps, or the loss is not a finite
     *     number
     */
    StepResult step(TrainingState state);

    @Override
    void close();
}
