package hilum.ingest.hl7;

import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.privacy.Scrubber;
import hilum.ingest.senders.Deliveries;
import hilum.ingest.senders.Senders;
import hilum.schemas.DeadLetter;
import hilum.schemas.ReportReceived;
import hilum.transport.ArtifactStore;
import hilum.transport.Outgoing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** An HL7 door in front of a broker of the test's own. */
public final class Door implements Intake {
    public final Queue<Outgoing> events = new ConcurrentLinkedQueue<>();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public volatile Function<List<Outgoing>, CompletableFuture<Void>> broker =
            sent -> CompletableFuture.completedFuture(null);
    public final Senders senders = new Senders(meters, Clock.systemUTC());
    public final Set<String> erased = ConcurrentHashMap.newKeySet();
    public final Deliveries deliveries;
    public final Hl7Door door;

    public Door() {
        this(Map.of("ABCHOSP", "abc"), Set.of());
    }

    Door(Map<String, String> sites, Set<String> allowed) {
        Pseudonyms pseudonyms = Pseudonyms.fromFile(Path.of("src/test/resources/pseudonym.key"));
        Site site = new Site(sites, "default");
        deliveries =
                new Deliveries(pseudonyms, site::of, 1_000, erased::contains, Clock.systemUTC());
        door =
                new Hl7Door(
                        new ReportReader(
                                site,
                                pseudonyms,
                                new Examinations(Optional.of(Examinations.CHEST_RADIOGRAPHS))),
                        site,
                        allowed,
                        new Admission(
                                pseudonyms,
                                new Scrubber(),
                                new ArtifactStore(Path.of("target/test-artifacts")),
                                this,
                                Clock.systemUTC()),
                        this,
                        new Hl7Metrics(meters, senders, Clock.systemUTC()),
                        new Repeats(1_000),
                        deliveries,
                        Duration.ofSeconds(1),
                        Clock.systemUTC());
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> sent) {
        CompletableFuture<Void> acknowledged = broker.apply(sent);
        events.addAll(sent);
        return acknowledged;
    }

    /** Sends a message and waits for its answers. */
    List<String> send(String message) {
        return door.receive(message.getBytes(StandardCharsets.UTF_8), false).join().stream()
                .map(each -> new String(each, StandardCharsets.UTF_8))
                .toList();
    }

    String answer(String message) {
        return send(message).getFirst();
    }

    public List<ReportReceived> reports() {
        return values(ReportReceived.class);
    }

    public List<DeadLetter> letters() {
        return values(DeadLetter.class);
    }

    private <T> List<T> values(Class<T> type) {
        return events.stream()
                .map(event -> event.value().orElseThrow())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    double count(String meter) {
        return meters.find(meter).counters().stream().mapToDouble(each -> each.count()).sum();
    }
}
