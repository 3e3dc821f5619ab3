package hilum.cli.bench;

/**
 * Quantiles of measured values: the smallest value that at least the asked share does not exceed.
 */
final class Quantile {
    private Quantile() {}

    /**
     * The quantile of values in ascending order.
     *
     * @param share above 0, at most 1
     */
    static double of(double[] ascending, double share) {
        if (ascending.length == 0) {
            throw new IllegalArgumentException("No values: a quantile needs at least one");
        }
        int rank = (int) Math.ceil(share * ascending.length);
        return ascending[Math.max(1, rank) - 1];
    }
}
