package hilum.ingest.senders;

import hilum.ingest.intake.Pseudonyms;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The newest HL7 messages with what became of each, by a keyed hash of site and control id: who
 * knows the id can ask, and nobody can read it here. A message of which every study is erased is
 * not among them. Bounded, in memory; a message that comes again counts as new. Safe for many
 * threads.
 */
public final class Deliveries {
    private final Map<String, Delivery> newest = new LinkedHashMap<>();
    private final Pseudonyms pseudonyms;
    private final UnaryOperator<String> siteOf;
    private final int most;
    private final Predicate<String> erased;
    private final Clock clock;

    /**
     * @param siteOf site of a sending facility (MSH-4)
     * @param most messages that are kept
     * @param erased whether a study is to be erased
     */
    public Deliveries(
            Pseudonyms pseudonyms,
            UnaryOperator<String> siteOf,
            int most,
            Predicate<String> erased,
            Clock clock) {
        this.pseudonyms = pseudonyms;
        this.siteOf = siteOf;
        this.most = most;
        this.erased = erased;
        this.clock = clock;
    }

    /** What is kept. */
    public record Kept(int messages, int limit, Optional<Instant> since) {}

    /**
     * A message came.
     *
     * @return its hash, to tell the answer under; one without control id can't be found again
     */
    public Optional<String> came(String site, String controlId) {
        if (controlId.isBlank()) {
            return Optional.empty();
        }
        String hash = hash(site, controlId);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        synchronized (newest) {
            Delivery before = newest.remove(hash);
            newest.put(hash, before == null ? Delivery.first(now) : before.again(now));
            if (newest.size() > most) {
                newest.remove(newest.keySet().iterator().next());
            }
        }
        return Optional.of(hash);
    }

    /**
     * It was answered.
     *
     * @param code AA, AE or AR
     * @param studies ids of the studies that it brought
     */
    public void answered(
            String hash, String code, String reason, String words, List<String> studies) {
        synchronized (newest) {
            newest.computeIfPresent(
                    hash,
                    (same, delivery) ->
                            delivery.answered(code, reason, words, studies)
                                    .without(erased)
                                    .orElse(null));
        }
    }

    /**
     * Forgets which messages brought these studies, and of those that brought nothing else that
     * they came.
     *
     * @return how many messages, by study
     */
    public Map<String, Long> forget(Set<String> studies) {
        Map<String, Long> forgotten = new HashMap<>();
        synchronized (newest) {
            for (String hash : List.copyOf(newest.keySet())) {
                newest.get(hash).studies().stream()
                        .filter(studies::contains)
                        .distinct()
                        .forEach(study -> forgotten.merge(study, 1L, Long::sum));
                newest.computeIfPresent(
                        hash, (same, delivery) -> delivery.without(studies::contains).orElse(null));
            }
        }
        return forgotten;
    }

    /**
     * What became of a message; empty where it is not among the newest.
     *
     * @param sender its site, or its sending facility as in MSH-4
     */
    public Optional<Delivery> find(String sender, String controlId) {
        String asSite = hash(sender.strip(), controlId);
        String asFacility = hash(siteOf.apply(sender), controlId);
        synchronized (newest) {
            return Optional.ofNullable(newest.get(asSite))
                    .or(() -> Optional.ofNullable(newest.get(asFacility)));
        }
    }

    /** How far back a message can be found. */
    public Kept kept() {
        synchronized (newest) {
            return new Kept(
                    newest.size(),
                    most,
                    newest.values().stream().findFirst().map(Delivery::receivedAt));
        }
    }

    private String hash(String site, String controlId) {
        return pseudonyms.message(site, controlId.strip());
    }
}
