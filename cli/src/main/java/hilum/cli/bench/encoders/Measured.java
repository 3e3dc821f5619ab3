package hilum.cli.bench.encoders;

import hilum.cli.bench.encoders.Side.Time;
import java.util.Arrays;
import java.util.List;

/**
 * What a comparison gave.
 *
 * @param rival the fastest of them
 * @param precisions ours, theirs
 * @param ratio median of their seconds over median of ours, by the clock
 * @param least the smallest ratio of a round
 * @param most the largest
 * @param cpuRatio the ratio of medians in processor seconds, which other work disturbs less
 * @param memoryRatio our peak memory over theirs; absent where not compared
 */
record Measured(
        String name,
        String title,
        double atLeast,
        double aim,
        String rival,
        String precisions,
        double ratio,
        double least,
        double most,
        double cpuRatio,
        double ourSeconds,
        double theirSeconds,
        Double memoryRatio,
        List<Time> ours,
        List<Time> theirs) {
    Measured {
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
    }

    static Measured of(
            Comparison comparison, Job rival, List<Time> ours, List<Time> theirs, Double memory) {
        double[] rounds = new double[ours.size()];
        Arrays.setAll(rounds, i -> theirs.get(i).seconds() / ours.get(i).seconds());
        return new Measured(
                comparison.name(),
                comparison.title(),
                comparison.atLeast(),
                comparison.aim(),
                rival.kind(),
                comparison.ours().precision() + " / " + rival.precision(),
                seconds(theirs) / seconds(ours),
                Arrays.stream(rounds).min().orElseThrow(),
                Arrays.stream(rounds).max().orElseThrow(),
                cpu(theirs) / cpu(ours),
                seconds(ours),
                seconds(theirs),
                memory,
                ours,
                theirs);
    }

    static double seconds(List<Time> rounds) {
        return median(rounds.stream().mapToDouble(Time::seconds).toArray());
    }

    private static double cpu(List<Time> rounds) {
        return median(rounds.stream().mapToDouble(Time::cpu).toArray());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
