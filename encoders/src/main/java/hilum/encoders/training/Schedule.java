package hilum.encoders.training;

/**
 * The learning rate of each step: a linear rise, then a fall to the floor.
 *
 * @param steps the number of steps
 * @param rise the steps of the rise; none where it is 0
 * @param peak the rate at the end of the rise
 * @param floor the rate of the last step as a share of the peak
 * @param shape how it falls
 * @param count how steps are counted
 */
public record Schedule(int steps, int rise, double peak, double floor, Shape shape, Count count) {
    private static final double RISE = 0.1;

    /** How the rate falls from its peak. */
    public enum Shape {
        CONSTANT,
        LINEAR,
        COSINE
    }

    /** From where rise and fall are counted: implementations differ by one step. */
    public enum Count {
        /** The first step is on the rise, the last one at the floor. */
        INCLUSIVE(1, 1),
        /** Transformers': the rate of the first step is 0. */
        TRANSFORMERS(0, 0),
        /** The authors' {@code cosine_lr}: the first step is on the rise, none at the floor. */
        AUTHORS(1, 0);

        private final int rise;
        private final int fall;

        Count(int rise, int fall) {
            this.rise = rise;
            this.fall = fall;
        }
    }

    public Schedule {
        if (steps < 1 || rise < 0 || !(peak > 0) || !(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException(
                    "A schedule of %d steps, a rise of %d, peak %s and floor %s: give at least one step, a positive peak and a floor from 0 to 1"
                            .formatted(steps, rise, peak, floor));
        }
    }

    /** A rise over the first tenth of the steps. */
    public static Schedule of(int steps, double peak, double floor, Shape shape) {
        return new Schedule(
                steps, (int) Math.ceil(steps * RISE), peak, floor, shape, Count.INCLUSIVE);
    }

    /** The rate of a step, counted from 1. */
    public double rate(int step) {
        if (step < 1 || step > steps) {
            throw new IllegalArgumentException(
                    "Step %d has no learning rate: the schedule has steps 1 to %d"
                            .formatted(step, steps));
        }
        if (step <= rise) {
            return peak * (step - 1 + count.rise) / rise;
        }
        double gone = (double) (step - rise - 1 + count.fall) / (steps - rise);
        double left =
                switch (shape) {
                    case CONSTANT -> 1;
                    case LINEAR -> 1 - gone;
                    case COSINE -> (1 + Math.cos(Math.PI * gone)) / 2;
                };
        return peak * (floor + (1 - floor) * left);
    }
}
