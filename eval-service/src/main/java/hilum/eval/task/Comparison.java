package hilum.eval.task;

import hilum.eval.rank.Bootstrap;
import hilum.eval.rank.Ratio;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two model versions on the same held-out studies: both are ranked anew in pools of the studies
 * that both know in the same version, so that neither has the smaller haystack.
 */
public final class Comparison {
    private static final int RESAMPLES = 4000;

    private final Evaluation candidate;
    private final Evaluation live;
    private final int studies;

    /**
     * One headline measure of both.
     *
     * @param scope task and site
     * @param candidate the candidate's value
     * @param live the live model's value
     * @param chance what a random order gives
     * @param queries queries that both answer
     */
    public record Pair(Scope scope, double candidate, double live, double chance, int queries) {
        /** What the candidate gains. */
        public double difference() {
            return candidate - live;
        }
    }

    /**
     * The headline measures of one site, or of all, compared on the same resamples.
     *
     * @param pairs one a task that both have queries of
     * @param intervals interval of each pair's difference
     * @param mean mean of the differences of those tasks that are averaged
     * @param meanInterval interval of that mean
     */
    public record Result(
            List<Pair> pairs,
            List<Bootstrap.Interval> intervals,
            double mean,
            Bootstrap.Interval meanInterval) {}

    public Comparison(Evaluation candidate, Evaluation live) {
        Set<String> common = common(candidate.versions(), live.versions());
        this.candidate = candidate.only(common);
        this.live = live.only(common);
        studies = common.size();
    }

    private static Set<String> common(Map<String, Integer> candidate, Map<String, Integer> live) {
        Set<String> common = new HashSet<>();
        candidate.forEach(
                (study, version) -> {
                    if (version.equals(live.get(study))) {
                        common.add(study);
                    }
                });
        return common;
    }

    /** Studies that both know in the same version. */
    public int studies() {
        return studies;
    }

    /** Sites of those studies. */
    public Set<String> sites() {
        return candidate.sites();
    }

    /**
     * Compares on these tasks, each by its headline measure.
     *
     * @param averaged tasks whose differences make the mean
     * @param guarded further tasks, compared but not averaged
     * @param coverage coverage of every interval
     * @return empty where no averaged task has a query in both
     */
    public Optional<Result> compare(
            String site, Collection<Task> averaged, Collection<Task> guarded, double coverage) {
        List<Pair> pairs = new ArrayList<>();
        List<Sheet[]> sheets = new ArrayList<>();
        int inMean = 0;
        Set<String> studiesAsked = new TreeSet<>();
        for (Collection<Task> tasks : List.of(averaged, guarded)) {
            for (Task task : tasks) {
                Scope scope = new Scope(task, site);
                Sheet theirs = live.sheet(scope);
                Sheet ours = candidate.sheet(scope).common(theirs);
                theirs = theirs.common(ours);
                if (!ours.grades().isEmpty()) {
                    studiesAsked.addAll(ours.studies());
                    sheets.add(new Sheet[] {ours, theirs});
                    pairs.add(pair(scope, ours, theirs));
                    inMean += tasks == averaged ? 1 : 0;
                }
            }
        }
        if (inMean == 0) {
            return Optional.empty();
        }
        List<String> order = List.copyOf(studiesAsked);
        List<Ratio> differences = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            String measure = pairs.get(i).scope().task().headline();
            differences.add(
                    sheets.get(i)[0]
                            .ratio(measure, order)
                            .minus(sheets.get(i)[1].ratio(measure, order)));
        }
        Bootstrap all = new Bootstrap(differences, RESAMPLES);
        List<Bootstrap.Interval> intervals = new ArrayList<>();
        for (int i = 0; i < differences.size(); i++) {
            intervals.add(all.of(i, coverage));
        }
        Bootstrap mean = new Bootstrap(differences.subList(0, inMean), RESAMPLES);
        double average =
                pairs.subList(0, inMean).stream()
                        .mapToDouble(Pair::difference)
                        .average()
                        .orElseThrow();
        return Optional.of(new Result(pairs, intervals, average, mean.ofMean(coverage)));
    }

    private static Pair pair(Scope scope, Sheet ours, Sheet theirs) {
        String measure = scope.task().headline();
        Ratio mine = ours.ratio(measure, ours.studies());
        Ratio other = theirs.ratio(measure, theirs.studies());
        return new Pair(scope, mine.value(), other.value(), ours.chance(measure), mine.queries());
    }

    /** The candidate's own figures on the common studies. */
    public List<Figure> candidateFigures(Scope scope) {
        return candidate.figures(scope);
    }

    /** Whether the live model has queries of a task. */
    public boolean liveHas(Task task) {
        return !live.sheet(new Scope(task, Scope.ALL)).grades().isEmpty();
    }
}
