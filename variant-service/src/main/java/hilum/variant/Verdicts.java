package hilum.variant;

import hilum.language.rewrite.Rewriting;
import hilum.language.rewrite.Signature;
import hilum.radiology.variant.VerifiedVariant;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many rewrites the verifier has accepted and refused since the service started. */
final class Verdicts {
    private static final String NO_MODEL = "none";

    private final MeterRegistry meters;
    private final Map<Origin, Tally> tallies = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> instead = new ConcurrentHashMap<>();

    /** What is counted apart. */
    private record Origin(String kind, String generator, String model, String site) {}

    private static final class Tally {
        private final LongAdder accepted = new LongAdder();
        private final LongAdder rejected = new LongAdder();
    }

    /**
     * One line of the account.
     *
     * @param generator {@code rules/2}, or of a language model {@code llm/} and the prompt's
     *     version
     * @param model of a language model, else {@code none}
     * @param shareRejected of all that the generator wrote
     */
    record Row(
            String kind,
            String generator,
            String model,
            String site,
            long accepted,
            long rejected,
            double shareRejected) {}

    Verdicts(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(VerifiedVariant variant, String site, boolean accepted) {
        Optional<Signature> signature = Signature.read(variant.generator());
        Origin origin =
                new Origin(
                        variant.kind().name(),
                        signature.map(s -> "llm/" + s.prompt()).orElse(variant.generator()),
                        signature.map(Signature::model).orElse(NO_MODEL),
                        site);
        Tally tally = tallies.computeIfAbsent(origin, key -> new Tally());
        (accepted ? tally.accepted : tally.rejected).increment();
        meters.counter(
                        "hilum.variants",
                        Tags.of(
                                "kind", origin.kind(),
                                "generator", origin.generator(),
                                "model", origin.model(),
                                "site", origin.site(),
                                "verdict", accepted ? "accepted" : "rejected"))
                .increment();
    }

    /** Takes note that rules write what a language model did not. */
    void countInstead(String kind, String site, Rewriting.Cause cause) {
        instead.computeIfAbsent(cause.name(), key -> new LongAdder()).increment();
        meters.counter(
                        "hilum.llm.instead",
                        Tags.of("kind", kind, "site", site, "cause", cause.name()))
                .increment();
    }

    /** The account by kind, generator, model and site. */
    List<Row> rows() {
        return tallies.entrySet().stream()
                .map(each -> row(each.getKey(), each.getValue()))
                .sorted(
                        Comparator.comparing(Row::kind)
                                .thenComparing(Row::generator)
                                .thenComparing(Row::model)
                                .thenComparing(Row::site))
                .toList();
    }

    private static Row row(Origin origin, Tally tally) {
        long accepted = tally.accepted.sum();
        long rejected = tally.rejected.sum();
        return new Row(
                origin.kind(),
                origin.generator(),
                origin.model(),
                origin.site(),
                accepted,
                rejected,
                (double) rejected / (accepted + rejected));
    }

    /** How often rules wrote what a language model did not, by cause. */
    Map<String, Long> instead() {
        Map<String, Long> counts = new TreeMap<>();
        instead.forEach((cause, count) -> counts.put(cause, count.sum()));
        return counts;
    }
}
