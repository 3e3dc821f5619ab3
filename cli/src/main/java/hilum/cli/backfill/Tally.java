package hilum.cli.backfill;

import hilum.cli.archive.Place;
import hilum.cli.backfill.Outcome.Kind;
import hilum.cli.backfill.Outcome.Said;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The account of what was sent so far. Its size does not grow with the archive: reasons are counted
 * with their first places, and from the hundredth on together. Confined to whoever guards it.
 */
final class Tally {
    private static final int MOST_REASONS = 100;
    private static final int MOST_EXAMPLES = 5;
    private static final String OTHERS = "other reasons";

    private final Map<Said, Cases> reasons = new LinkedHashMap<>();
    private long accepted;
    private long notTaken;
    private long again;

    Tally() {}

    /**
     * How often a reason was given.
     *
     * @param examples the first places where
     */
    record Cases(long count, List<Place> examples) {
        Cases {
            examples = List.copyOf(examples);
        }

        Cases plus(Cases more) {
            return new Cases(
                    count + more.count,
                    Stream.concat(examples.stream(), more.examples.stream())
                            .limit(MOST_EXAMPLES)
                            .toList());
        }
    }

    /**
     * An account that stands still.
     *
     * @param reasons in the order in which they first came
     */
    record State(long accepted, long notTaken, long again, List<Reason> reasons) {
        State {
            reasons = List.copyOf(reasons);
        }

        long refused() {
            return count(Kind.REFUSED);
        }

        long skipped() {
            return count(Kind.SKIPPED);
        }

        private long count(Kind kind) {
            return reasons.stream()
                    .filter(each -> each.said.kind() == kind)
                    .mapToLong(each -> each.cases.count)
                    .sum();
        }

        /** Without the words of a receiver that may repeat what was sent to it. */
        State withoutWords() {
            return new State(
                    accepted, notTaken, again, reasons.stream().map(Reason::withoutWords).toList());
        }
    }

    /** A reason and its cases. */
    record Reason(Said said, Cases cases) {
        private Reason withoutWords() {
            return said.kind() == Kind.SKIPPED // our own words
                    ? this
                    : new Reason(new Said(said.kind(), said.code(), ""), cases);
        }

        Reason plus(Reason more) {
            return new Reason(said, cases.plus(more.cases));
        }

        /** What a person reads. */
        String text() {
            return said.words().isEmpty() ? said.code() : said.words();
        }
    }

    static Tally of(State state) {
        Tally tally = new Tally();
        tally.accepted = state.accepted;
        tally.notTaken = state.notTaken;
        tally.again = state.again;
        state.reasons.forEach(each -> tally.reasons.merge(each.said, each.cases, Cases::plus));
        return tally;
    }

    void count(Place place, Outcome outcome) {
        accepted += outcome.accepted();
        notTaken += outcome.notTaken();
        again += outcome.again();
        for (Said said : outcome.said()) {
            Said key =
                    reasons.containsKey(said) || reasons.size() < MOST_REASONS
                            ? said
                            : new Said(said.kind(), OTHERS, OTHERS);
            reasons.merge(key, new Cases(1, List.of(place)), Cases::plus);
        }
    }

    State state() {
        return new State(
                accepted,
                notTaken,
                again,
                reasons.entrySet().stream()
                        .map(each -> new Reason(each.getKey(), each.getValue()))
                        .toList());
    }
}
