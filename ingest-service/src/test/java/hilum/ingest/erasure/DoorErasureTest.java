package hilum.ingest.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.schemas.Erasure;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.erasure.Receipts;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DoorErasureTest {
    private static final String STUDY = "a".repeat(32);
    private static final String OTHER = "b".repeat(32);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Store first = new Store();
    private final Store second = new Store();
    private final List<Erasure> topic = new ArrayList<>();
    private boolean brokerIsAway;

    /** Something that keeps things of studies, and may fail. */
    private static final class Store {
        private final Set<String> kept = new HashSet<>(Set.of(STUDY, OTHER));
        private boolean broken;

        Map<String, Long> forget(Set<String> studies) throws IOException {
            if (broken) {
                throw new IOException("No space left on device");
            }
            Map<String, Long> forgotten = new HashMap<>();
            studies.stream().filter(kept::remove).forEach(study -> forgotten.put(study, 1L));
            return forgotten;
        }
    }

    /** The doors as they start: they have read the topic, and remember nothing else. */
    private DoorErasure start() {
        DoorRequests requests = new DoorRequests("ingest-service/1");
        topic.forEach(requests::take);
        return new DoorErasure(
                requests,
                List.of(
                        new Holding("images", first::forget),
                        new Holding("messages", second::forget)),
                this::publish,
                Duration.ofSeconds(1),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private CompletableFuture<Void> publish(List<Outgoing> receipts) {
        if (brokerIsAway) {
            return CompletableFuture.failedFuture(
                    new DependencyUnavailable("broker", new IOException("away")));
        }
        receipts.forEach(receipt -> topic.add((Erasure) receipt.value().orElseThrow()));
        return CompletableFuture.completedFuture(null);
    }

    private void ask(Instant at) {
        topic.add((Erasure) Receipts.request(STUDY, "r", at).value().orElseThrow());
    }

    private List<Erasure> receipts() {
        return topic.stream().filter(each -> !Receipts.isRequest(each)).toList();
    }

    @Test
    void aRequestTakesItsStudyOutOfEveryHoldingAndIsAnsweredOnce() throws Exception {
        ask(NOW);
        DoorErasure doors = start();

        doors.look();
        doors.look();

        assertThat(first.kept).containsExactly(OTHER);
        assertThat(second.kept).containsExactly(OTHER);
        assertThat(receipts()).hasSize(1);
        Erasure receipt = receipts().getFirst();
        assertThat(receipt.getStage()).isEqualTo("ingest-service/1");
        assertThat(receipt.getRequestedAt()).isEqualTo(NOW);
        assertThat(receipt.getRemoved()).isEqualTo(Map.of("images", 1L, "messages", 1L));
    }

    @Test
    void aKillBetweenTwoRemovalsEndsWithAllRemovedAndAnswered() throws Exception {
        ask(NOW);
        second.broken = true;
        DoorErasure killed = start();
        assertThatThrownBy(killed::look).isInstanceOf(IOException.class);
        assertThat(first.kept).doesNotContain(STUDY);
        assertThat(receipts()).isEmpty();

        second.broken = false;
        start().look();

        assertThat(second.kept).containsExactly(OTHER);
        assertThat(receipts()).hasSize(1);
    }

    @Test
    void whatFailedOnceIsCountedInTheReceiptOfTheNextTry() throws Exception {
        ask(NOW);
        second.broken = true;
        DoorErasure doors = start();
        assertThatThrownBy(doors::look).isInstanceOf(IOException.class);

        second.broken = false;
        doors.look();

        assertThat(receipts().getFirst().getRemoved())
                .isEqualTo(Map.of("images", 1L, "messages", 1L));
    }

    @Test
    void aBrokerThatIsAwayForTheReceiptHasItComeLater() throws Exception {
        ask(NOW);
        brokerIsAway = true;
        DoorErasure doors = start();
        assertThatThrownBy(doors::look).isInstanceOf(DependencyUnavailable.class);

        brokerIsAway = false;
        doors.look();

        assertThat(receipts().getFirst().getRemoved())
                .isEqualTo(Map.of("images", 1L, "messages", 1L));
    }

    @Test
    void aStartGoesThroughAllThatWasErasedAndAnswersNothingAgain() throws Exception {
        ask(NOW);
        start().look();
        first.kept.add(STUDY); // as a restored backup has it

        start().look();

        assertThat(first.kept).containsExactly(OTHER);
        assertThat(receipts()).hasSize(1);
    }

    @Test
    void aSecondRequestIsCarriedOutAndAnsweredAgain() throws Exception {
        ask(NOW);
        start().look();
        ask(NOW.plusSeconds(60));

        start().look();

        assertThat(receipts())
                .extracting(Erasure::getRequestedAt)
                .containsExactly(NOW, NOW.plusSeconds(60));
        assertThat(receipts().getLast().getRemoved()).isEmpty();
    }

    @Test
    void theReceiptOfAnotherInstanceIsNotItsOwn() throws Exception {
        ask(NOW);
        start().look();
        topic.add(Erasure.newBuilder(topic.removeLast()).setStage("ingest-service/2").build());

        start().look();

        assertThat(receipts())
                .extracting(Erasure::getStage)
                .containsExactly("ingest-service/2", "ingest-service/1");
    }
}
