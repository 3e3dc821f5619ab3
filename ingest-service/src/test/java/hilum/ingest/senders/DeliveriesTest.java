package hilum.ingest.senders;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.ingest.intake.Pseudonyms;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pseudonyms PSEUDONYMS =
            Pseudonyms.fromFile(Path.of("src/test/resources/pseudonym.key"));

    private final Set<String> erased = new HashSet<>();
    private final Deliveries deliveries =
            new Deliveries(
                    PSEUDONYMS,
                    facility -> facility.toLowerCase(Locale.ROOT),
                    2,
                    erased::contains,
                    Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void aMessageIsFoundBySiteOrFacilityAndControlId() {
        String hash = deliveries.came("north", "MSG-1").orElseThrow();
        deliveries.answered(hash, "AA", "accepted", "", List.of("s1"));

        Delivery expected = new Delivery(NOW, 1, Optional.of("AA"), "accepted", "", List.of("s1"));
        assertThat(deliveries.find("north", "MSG-1")).contains(expected);
        assertThat(deliveries.find("NORTH", " MSG-1 ")).contains(expected);
        assertThat(deliveries.find("south", "MSG-1")).isEmpty();
        assertThat(deliveries.find("north", "MSG-2")).isEmpty();
        assertThat(hash).isEqualTo(PSEUDONYMS.message("north", "MSG-1"));
    }

    @Test
    void aMessageWithoutAnswerIsUnderWay() {
        deliveries.came("north", "MSG-1");

        assertThat(deliveries.find("north", "MSG-1"))
                .hasValueSatisfying(found -> assertThat(found.answer()).isEmpty());
    }

    @Test
    void aRepeatIsCountedAndKeepsItsAnswer() {
        String hash = deliveries.came("north", "MSG-1").orElseThrow();
        deliveries.answered(hash, "AA", "accepted", "", List.of());
        deliveries.came("north", "MSG-1");

        assertThat(deliveries.find("north", "MSG-1"))
                .contains(new Delivery(NOW, 2, Optional.of("AA"), "accepted", "", List.of()));
    }

    @Test
    void theOldestAreForgottenAndWhatComesAgainIsNew() {
        deliveries.came("north", "1");
        deliveries.came("north", "2");
        deliveries.came("north", "1");
        deliveries.came("north", "3");

        assertThat(deliveries.find("north", "1")).isPresent();
        assertThat(deliveries.find("north", "2")).isEmpty();
        assertThat(deliveries.kept()).isEqualTo(new Deliveries.Kept(2, 2, Optional.of(NOW)));
    }

    @Test
    void anErasureForgetsTheMessagesThatBroughtItsStudyAndNothingElse() {
        answered("1", List.of("s1"));
        answered("2", List.of("s1", "s2"));

        assertThat(deliveries.forget(Set.of("s1", "s3"))).isEqualTo(Map.of("s1", 2L));

        assertThat(deliveries.find("north", "1")).isEmpty();
        assertThat(deliveries.find("north", "2").orElseThrow().studies()).containsExactly("s2");
        assertThat(deliveries.forget(Set.of("s1"))).isEmpty();
    }

    @Test
    void aMessageThatBringsNoStudySurvivesEveryErasure() {
        answered("1", List.of());

        deliveries.forget(Set.of("s1"));

        assertThat(deliveries.find("north", "1")).isPresent();
    }

    @Test
    void aMessageAboutAnErasedStudyIsNotKept() {
        erased.add("s1");

        answered("1", List.of("s1"));
        answered("2", List.of("s1", "s2"));

        assertThat(deliveries.find("north", "1")).isEmpty();
        assertThat(deliveries.find("north", "2").orElseThrow().studies()).containsExactly("s2");
    }

    private void answered(String controlId, List<String> studies) {
        String hash = deliveries.came("north", controlId).orElseThrow();
        deliveries.answered(hash, "AA", "accepted", "", studies);
    }

    @Test
    void aMessageWithoutControlIdIsNotKept() {
        assertThat(deliveries.came("north", " ")).isEmpty();
        assertThat(deliveries.kept().messages()).isZero();
    }
}
