package hilum.trainer;

import hilum.schemas.Model;
import hilum.schemas.Topic;
import hilum.schemas.TrainingEvent;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.Publisher;
import hilum.transport.TraceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces what happens in rounds, and model versions with it, each call in one transaction. While
 * broker or registry are away it waits and tries again: training stands still rather than go on
 * unannounced. Used by one thread.
 */
final class Announcer implements Announcements, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Connection connection;
    private final String instance;
    private final Rounds rounds;
    private final TraceContext trace = TraceContext.start();
    private Optional<Publisher> publisher = Optional.empty();

    Announcer(Connection connection, String instance, Rounds rounds) {
        this.connection = connection;
        this.instance = instance;
        this.rounds = rounds;
    }

    @Override
    public void announce(TrainingEvent event, Optional<Model> model) throws InterruptedException {
        List<Outgoing> records = new ArrayList<>();
        records.add(
                Outgoing.of(
                        Topic.TRAINING,
                        event.getRunId(),
                        event,
                        event.getRunId() + "/" + event.getSequence(),
                        trace.next()));
        model.map(this::outgoing).ifPresent(records::add);
        send(records);
        rounds.take(event);
    }

    /** Announces a model version that no round made. */
    void announce(Model model) throws InterruptedException {
        send(List.of(outgoing(model)));
    }

    /** Sends the receipt of an erasure. */
    void announce(Outgoing receipt) throws InterruptedException {
        send(List.of(receipt));
    }

    private Outgoing outgoing(Model model) {
        return Outgoing.of(
                Topic.MODELS,
                model.getVersion(),
                model,
                model.getVersion() + "/" + model.getState(),
                trace.next());
    }

    private void send(List<Outgoing> records) throws InterruptedException {
        while (true) {
            try {
                if (publisher.isEmpty()) {
                    publisher =
                            Optional.of(
                                    new Publisher(
                                            connection,
                                            TrainerService.NAME,
                                            TrainerService.NAME + "-" + instance));
                }
                publisher.get().send(records);
                return;
            } catch (DependencyUnavailable e) {
                LOG.warn("Announcement waits: reason={}", e.getMessage());
                close();
                Thread.sleep(RETRY);
            }
        }
    }

    @Override
    public void close() {
        publisher.ifPresent(Publisher::close);
        publisher = Optional.empty();
    }
}
