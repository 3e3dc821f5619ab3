package hilum.eval.promotion;

import hilum.eval.promotion.Decision.Compared;
import hilum.eval.rank.Bootstrap;
import hilum.eval.task.Comparison;
import hilum.eval.task.Comparison.Pair;
import hilum.eval.task.Evaluation;
import hilum.eval.task.Figure;
import hilum.eval.task.Scope;
import hilum.eval.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rule: a candidate goes live when the mean gain over the headline measures lies above zero
 * with its whole interval, no headline measure is worse beyond its interval and the margin, overall
 * or at any site with enough queries, and images, where the candidate brings them first, are found
 * above chance. One measure alone neither promotes nor, inside the margin, rejects: a training seed
 * moves a single one by more than its interval.
 *
 * @param margin loss up to which a measure still counts as level, between 0 and 1
 * @param fewest queries at a site below which its figures are reported and do not decide
 */
public record Promotion(double margin, int fewest) {
    /** What the service uses unless it is told otherwise. */
    public static final Promotion DEFAULT = new Promotion(0.02, 10);

    private static final List<Task> TEXT =
            List.of(Task.FINDINGS_TO_IMPRESSION, Task.IMPRESSION_AMONG_ERRORS);
    private static final List<Task> GUARDS = List.of(Task.PRIOR_OMITTED_TO_REPORT);

    public Promotion {
        if (margin < 0 || margin > 1 || fewest < 1) {
            throw new IllegalArgumentException(
                    "Promotion margin %s with at least %d queries: take a margin between 0 and 1 and at least 1 query"
                            .formatted(margin, fewest));
        }
    }

    /** Decides on a candidate against the live model. */
    public Decision decide(Evaluation candidate, String liveVersion, Evaluation live) {
        Comparison comparison = new Comparison(candidate, live);
        List<Compared> compared = new ArrayList<>();
        List<String> against = new ArrayList<>();
        List<Task> averaged = new ArrayList<>(TEXT);
        if (comparison.liveHas(Task.IMAGE_TO_REPORT)) {
            averaged.add(Task.IMAGE_TO_REPORT);
        } else {
            judgeFirstImages(comparison, compared, against);
        }
        Optional<Comparison.Result> overall =
                comparison.compare(Scope.ALL, averaged, GUARDS, Bootstrap.COVERAGE);
        if (overall.isEmpty()) {
            against.add(
                    "nothing to compare: no study has both findings and impression under both versions");
            return new Decision(
                    false, liveVersion, comparison.studies(), 0, 0, 0, against, compared);
        }
        judge(overall.get(), compared, against);
        double atSites = coverageAtSites(comparison, averaged);
        for (String site : comparison.sites()) {
            comparison
                    .compare(site, averaged, GUARDS, atSites)
                    .ifPresent(result -> judge(result, compared, against));
        }
        double mean = overall.get().mean();
        var interval = overall.get().meanInterval();
        String gain =
                text(
                        "mean gain %.4f, interval %.4f to %.4f",
                        mean, interval.low(), interval.high());
        if (interval.low() <= 0) {
            against.add("not better overall: %s, which reaches zero".formatted(gain));
        }
        return new Decision(
                against.isEmpty(),
                liveVersion,
                comparison.studies(),
                mean,
                interval.low(),
                interval.high(),
                against.isEmpty()
                        ? List.of("better overall and worse at no site: " + gain)
                        : against,
                compared);
    }

    /** Bonferroni: the more comparisons at sites, the wider the interval of each. */
    private static double coverageAtSites(Comparison comparison, List<Task> averaged) {
        int comparisons = comparison.sites().size() * (averaged.size() + GUARDS.size());
        return 1 - (1 - Bootstrap.COVERAGE) / Math.max(1, comparisons);
    }

    private void judge(Comparison.Result result, List<Compared> compared, List<String> against) {
        for (int i = 0; i < result.pairs().size(); i++) {
            Pair pair = result.pairs().get(i);
            var interval = result.intervals().get(i);
            Compared each =
                    new Compared(
                            pair.scope().task().label(),
                            pair.scope().site(),
                            pair.scope().task().headline(),
                            pair.candidate(),
                            pair.live(),
                            interval.low(),
                            interval.high(),
                            pair.chance(),
                            pair.queries(),
                            verdict(pair, interval));
            compared.add(each);
            if (each.verdict().equals("worse")) {
                against.add(
                        text(
                                "worse on %s %s, site %s: %.4f after %.4f, interval of the difference %.4f to %.4f",
                                each.task(),
                                each.measure(),
                                each.site(),
                                pair.candidate(),
                                pair.live(),
                                interval.low(),
                                interval.high()));
            }
        }
    }

    private String verdict(Pair pair, Bootstrap.Interval difference) {
        if (!pair.scope().site().equals(Scope.ALL) && pair.queries() < fewest) {
            return "reported";
        }
        if (difference.high() < -margin) {
            return "worse";
        }
        return difference.low() > 0 ? "better" : "level";
    }

    private static void judgeFirstImages(
            Comparison comparison, List<Compared> compared, List<String> against) {
        Scope scope = new Scope(Task.IMAGE_TO_REPORT, Scope.ALL);
        for (Figure figure : comparison.candidateFigures(scope)) {
            if (!figure.measure().equals(Task.IMAGE_TO_REPORT.headline())) {
                continue;
            }
            boolean above = figure.low() > figure.chance();
            compared.add(
                    new Compared(
                            scope.task().label(),
                            scope.site(),
                            figure.measure(),
                            figure.value(),
                            null,
                            figure.low(),
                            figure.high(),
                            figure.chance(),
                            figure.n(),
                            above ? "better" : "worse"));
            if (!above) {
                against.add(
                        text(
                                "its first images are not found above chance: %s %.4f, interval %.4f to %.4f, chance %.4f",
                                figure.measure(),
                                figure.value(),
                                figure.low(),
                                figure.high(),
                                figure.chance()));
            }
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
