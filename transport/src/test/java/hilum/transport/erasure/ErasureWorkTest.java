package hilum.transport.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.Incoming;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ErasureWorkTest {
    private static final String STUDY = "a".repeat(32);
    private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final Instant DONE = Instant.parse("2026-01-01T00:00:05Z");

    private final List<String> removed = new ArrayList<>();

    @Test
    void aRequestIsCarriedOutAndAnswered() throws InterruptedException {
        Erasure receipt = (Erasure) process(request()).getFirst().value().orElseThrow();

        assertThat(removed).containsExactly(STUDY);
        assertThat(receipt.getStage()).isEqualTo("some-service");
        assertThat(receipt.getReason()).isEqualTo("consent withdrawn");
        assertThat(receipt.getRequestedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
        assertThat(receipt.getErasedAt()).isEqualTo(DONE);
        assertThat(receipt.getRemoved()).containsExactly(Map.entry("points", 7L));
        assertThat(receipt.getReceipts())
                .containsExactly("some-service removed 7 points at 2026-01-01T00:00:05Z");
    }

    @Test
    void theReceiptStandsUnderAKeyOfItsOwn() throws InterruptedException {
        assertThat(process(request()))
                .extracting(Outgoing::key)
                .containsExactly(STUDY + "/some-service");
    }

    @Test
    void anAnswerIsNotARequest() throws InterruptedException {
        Outgoing answer = process(request()).getFirst();
        removed.clear();

        assertThat(process(incoming(answer))).isEmpty();
        assertThat(removed).isEmpty();
    }

    @Test
    void aDeletedKeyIsNoRequest() throws InterruptedException {
        assertThat(
                        process(
                                incoming(
                                        Outgoing.tombstone(
                                                Topic.ERASURES,
                                                STUDY,
                                                STUDY,
                                                TraceContext.start()))))
                .isEmpty();
    }

    @Test
    void whatATopicKeepsIsSaidWithTheFirstDayWithoutIt() {
        assertThat(Receipts.until(Topic.INTAKE_REPORTS, "texts", ASKED))
                .isEqualTo("texts in cxr.intake.reports.v1 until 2026-02-01");
    }

    @Test
    void keysOfStudiesAndOfTheirVariantsAreRecognised() {
        ErasedStudies erased = ErasedStudies.fixed(Set.of(STUDY));

        assertThat(erased.containsKey(STUDY)).isTrue();
        assertThat(erased.containsKey(STUDY + "/SPLIT-1")).isTrue();
        assertThat(erased.containsKey("b".repeat(32) + "/SPLIT-1")).isFalse();
    }

    private List<Outgoing> process(Incoming incoming) throws InterruptedException {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("points", 7L);
        counts.put("collections", 0L);
        return new ErasureWork(
                        "some-service",
                        (request, from) -> {
                            removed.add(request.getStudyId());
                            return Removed.of(counts);
                        },
                        Clock.fixed(DONE, ZoneOffset.UTC))
                .process(List.of(incoming))
                .outgoing();
    }

    private static Incoming request() {
        return incoming(Receipts.request(STUDY, "consent withdrawn", ASKED));
    }

    private static Incoming incoming(Outgoing sent) {
        return new Incoming(
                Topic.ERASURES,
                sent.key(),
                Optional.of(sent).flatMap(Outgoing::value),
                TraceContext.start(),
                new ConsumerRecord<>(
                        Topic.ERASURES.topicName(),
                        0,
                        0,
                        sent.key().getBytes(StandardCharsets.UTF_8),
                        new byte[0]));
    }
}
