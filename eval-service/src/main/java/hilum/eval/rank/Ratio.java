package hilum.eval.rank;

import java.util.Arrays;

/**
 * A measure as a ratio of sums over studies: studies are what is resampled, so the queries of one
 * study stay together.
 *
 * @param sums per study, the sum of its queries' values
 * @param counts per study, its queries; 0 where it has none
 */
public record Ratio(double[] sums, int[] counts) {
    public Ratio {
        if (sums.length != counts.length) {
            throw new IllegalArgumentException(
                    "%d sums for %d studies: give one of each a study"
                            .formatted(sums.length, counts.length));
        }
        sums = sums.clone();
        counts = counts.clone();
    }

    /** Mean over all queries; NaN without queries. */
    public double value() {
        return Arrays.stream(sums).sum() / queries();
    }

    /** Mean over all queries when study i is taken {@code times[i]} times. */
    double value(int[] times) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += times[i] * sums[i];
            count += (long) times[i] * counts[i];
        }
        return sum / count;
    }

    /** Queries of all studies. */
    public int queries() {
        return Arrays.stream(counts).sum();
    }

    /** This measure less another one over the same studies and queries. */
    public Ratio minus(Ratio other) {
        if (!Arrays.equals(counts, other.counts)) {
            throw new IllegalArgumentException(
                    "Measures of %d and %d queries are not paired: compare over the same studies"
                            .formatted(queries(), other.queries()));
        }
        double[] difference = new double[sums.length];
        for (int i = 0; i < sums.length; i++) {
            difference[i] = sums[i] - other.sums[i];
        }
        return new Ratio(difference, counts);
    }
}
