package hilum.eval.promotion;

import java.util.List;

/**
 * What became of a candidate, with the figures that decided; written as JSON into the model's
 * record.
 *
 * @param promoted whether it goes live
 * @param live the version that it was compared with
 * @param studies held-out studies that both know
 * @param mean mean gain over the headline measures
 * @param low lower end of the mean's 95 % interval
 * @param high upper end
 * @param reasons in words: what spoke against it, or for it
 * @param comparisons every comparison made, overall first
 */
public record Decision(
        boolean promoted,
        String live,
        int studies,
        double mean,
        double low,
        double high,
        List<String> reasons,
        List<Compared> comparisons) {
    public Decision {
        reasons = List.copyOf(reasons);
        comparisons = List.copyOf(comparisons);
    }

    /**
     * One measure of one task at one site.
     *
     * @param task task
     * @param site site, or all
     * @param measure measure
     * @param candidate the candidate's value
     * @param live the live model's value; null where it has none
     * @param low lower end of the interval of the difference; of the value where live has none
     * @param high upper end
     * @param chance what a random order gives
     * @param n queries that both answer
     * @param verdict better, level, worse, or reported (too few queries to decide)
     */
    public record Compared(
            String task,
            String site,
            String measure,
            double candidate,
            Double live,
            double low,
            double high,
            double chance,
            int n,
            String verdict) {}
}
