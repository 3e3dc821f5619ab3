package hilum.encoders.training;

/**
 * The learning rate of each step: a linear rise over the first tenth of the steps, then a fall to
 * the floor.
 *
 * @param steps the number of steps
 * @param peak the rate at the end of the rise
 * @param floor the rate of the last step as a share of the peak
 * @param shape how it falls
 */
public record Schedule(int steps, double peak, double floor, Shape shape) {
    private static final double RISE = 0.1;

    /** How the rate falls from its peak. */
    public enum Shape {
        LINEAR,
        COSINE
    }

    public Schedule {
        if (steps < 1 || !(peak > 0) || !(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException(
                    "A schedule of %d steps, peak %s and floor %s: give at least one step, a positive peak and a floor from 0 to 1"
                            .formatted(steps, peak, floor));
        }
    }

    /** The rate of a step, counted from 1. */
    public double rate(int step) {
        if (step < 1 || step > steps) {
            throw new IllegalArgumentException(
                    "Step %d has no learning rate: the schedule has steps 1 to %d"
                            .formatted(step, steps));
        }
        int rise = (int) Math.ceil(steps * RISE);
        if (step <= rise) {
            return peak * step / rise;
        }
        double gone = (double) (step - rise) / (steps - rise);
        double left =
                switch (shape) {
                    case LINEAR -> 1 - gone;
                    case COSINE -> (1 + Math.cos(Math.PI * gone)) / 2;
                };
        return peak * (floor + (1 - floor) * left);
    }
}
