package hilum.eval.rank;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap over studies (Efron 1979): all measures are computed on the same resamples,
 * so that their mean has an interval too. Seeded: equal input gives equal intervals, whatever the
 * order in which it arrived, as long as studies are given in one order.
 */
public final class Bootstrap {
    /** Resamples of every published interval. */
    public static final int RESAMPLES = 1000;

    /** Coverage of every published interval. */
    public static final double COVERAGE = 0.95;

    private static final long SEED = 20260101L;

    private final double[][] draws; // (measures + 1, resamples), sorted; the last row is the mean

    /**
     * An interval.
     *
     * @param low its lower end
     * @param high its upper end
     */
    public record Interval(double low, double high) {}

    /** Resamples the studies of these measures, all over the same studies in the same order. */
    public Bootstrap(List<Ratio> measures, int resamples) {
        int studies = measures.getFirst().sums().length;
        SplittableRandom random = new SplittableRandom(SEED);
        draws = new double[measures.size() + 1][resamples];
        int[] times = new int[studies];
        for (int r = 0; r < resamples; r++) {
            Arrays.fill(times, 0);
            for (int i = 0; i < studies; i++) {
                times[random.nextInt(studies)]++;
            }
            double sum = 0;
            int defined = 0;
            for (int m = 0; m < measures.size(); m++) {
                double value = measures.get(m).value(times);
                if (Double.isNaN(value)) {
                    value = measures.get(m).value();
                }
                draws[m][r] = value;
                if (!Double.isNaN(value)) {
                    sum += value;
                    defined++;
                }
            }
            draws[measures.size()][r] = sum / defined;
        }
        for (double[] row : draws) {
            Arrays.sort(row);
        }
    }

    /** Interval of one measure. */
    public Interval of(int measure, double coverage) {
        return interval(draws[measure], coverage);
    }

    /** Interval of the mean of all measures. */
    public Interval ofMean(double coverage) {
        return interval(draws[draws.length - 1], coverage);
    }

    private static Interval interval(double[] sorted, double coverage) {
        int tail = (int) Math.floor((1 - coverage) / 2 * sorted.length);
        return new Interval(sorted[tail], sorted[sorted.length - 1 - tail]);
    }
}
