package hilum.ingest.senders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What became of an HL7 message, without a word of it.
 *
 * @param receivedAt when it last came
 * @param times how often it came
 * @param answer AA, AE or AR as it was answered last; empty while it is under way
 * @param reason in a word, as the metrics count it; {@code accepted} for what was taken
 * @param words what its sender was told
 * @param studies ids of the studies that it brought
 */
public record Delivery(
        Instant receivedAt,
        int times,
        Optional<String> answer,
        String reason,
        String words,
        List<String> studies) {
    public Delivery {
        studies = List.copyOf(studies);
    }

    static Delivery first(Instant at) {
        return new Delivery(at, 1, Optional.empty(), "", "", List.of());
    }

    Delivery again(Instant at) {
        return new Delivery(at, times + 1, answer, reason, words, studies);
    }

    Delivery answered(String code, String because, String told, List<String> brought) {
        return new Delivery(receivedAt, times, Optional.of(code), because, told, brought);
    }

    /** The same without these studies; empty where it brought no others. */
    Optional<Delivery> without(Predicate<String> these) {
        List<String> others = studies.stream().filter(these.negate()).toList();
        return others.isEmpty() && !studies.isEmpty()
                ? Optional.empty()
                : Optional.of(new Delivery(receivedAt, times, answer, reason, words, others));
    }
}
