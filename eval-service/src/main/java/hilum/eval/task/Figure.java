package hilum.eval.task;

/**
 * One published figure.
 *
 * @param scope task and site
 * @param measure recall@k, recall@k-strict, accuracy, accuracy-chance, accuracy-swapped
 * @param value mean over the queries
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 * @param chance what a random order gives under the same rules
 * @param n queries
 * @param candidates candidates of each query
 */
public record Figure(
        Scope scope,
        String measure,
        double value,
        double low,
        double high,
        double chance,
        int n,
        int candidates) {

    /** How duplicates count: strict or aware. */
    public String duplicates() {
        return measure.startsWith("recall") && !measure.endsWith("-strict") ? "aware" : "strict";
    }
}
