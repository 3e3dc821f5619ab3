package hilum.radiology.reading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far what has been read agrees with labels, label by label. Grows as reports are added; not
 * safe for several threads.
 */
public final class Agreement {

    private final Map<String, int[]> counts = new LinkedHashMap<>();

    /** Over these labels, in this order; others are ignored. */
    public Agreement(Collection<String> labels) {
        labels.forEach(label -> counts.put(label, new int[3]));
    }

    /**
     * What came out for one label.
     *
     * @param hits labelled and read
     * @param wrong read and not labelled
     * @param missed labelled and not read
     */
    public record Count(String label, int hits, int wrong, int missed) {

        public int positives() {
            return hits + missed;
        }

        /** Share of what was read that is labelled; 1 where nothing was read. */
        public double precision() {
            return hits + wrong == 0 ? 1 : (double) hits / (hits + wrong);
        }

        /** Share of what is labelled that was read; 1 where nothing is labelled. */
        public double recall() {
            return positives() == 0 ? 1 : (double) hits / positives();
        }

        /** 2 hits ÷ (2 hits + wrong + missed); 1 where there is nothing of any. */
        public double f1() {
            return hits + wrong + missed == 0 ? 1 : 2.0 * hits / (2.0 * hits + wrong + missed);
        }
    }

    /** Adds one report. */
    public void add(Collection<String> labelled, Collection<String> read) {
        counts.forEach(
                (label, count) -> {
                    boolean there = labelled.contains(label);
                    boolean found = read.contains(label);
                    count[0] += there && found ? 1 : 0;
                    count[1] += !there && found ? 1 : 0;
                    count[2] += there && !found ? 1 : 0;
                });
    }

    /** Each label's counts, in the order given. */
    public List<Count> counts() {
        var all = new ArrayList<Count>();
        counts.forEach((label, c) -> all.add(new Count(label, c[0], c[1], c[2])));
        return all;
    }

    /** All labels' counts taken together. */
    public Count together() {
        int[] sum = new int[3];
        counts.values()
                .forEach(
                        c -> {
                            sum[0] += c[0];
                            sum[1] += c[1];
                            sum[2] += c[2];
                        });
        return new Count("all", sum[0], sum[1], sum[2]);
    }

    /** Mean F1 of the labels with at least so many positives. */
    public double macroF1(int positives) {
        return counts().stream()
                .filter(c -> c.positives() >= positives)
                .mapToDouble(Count::f1)
                .average()
                .orElse(1);
    }
}
