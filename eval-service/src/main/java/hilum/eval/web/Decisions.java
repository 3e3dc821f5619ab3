package hilum.eval.web;

import hilum.schemas.Model;
import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.Outgoing;
import hilum.transport.Publisher;
import hilum.transport.TraceContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Sends an operator's decisions to the models topic, one at a time, each acknowledged. */
@Singleton
public class Decisions {
    private static final String SERVICE = "eval-service";

    private final Connection connection;

    @Inject
    public Decisions(Connection connection) {
        this.connection = connection;
    }

    /**
     * Sends the records in one transaction and waits for the broker.
     *
     * @throws hilum.transport.DependencyUnavailable if broker or registry does not answer
     */
    public synchronized void announce(List<Model> decided) {
        try (Publisher publisher = new Publisher(connection, SERVICE, SERVICE + "-operator")) {
            publisher.send(decided.stream().map(Decisions::outgoing).toList());
        }
    }

    private static Outgoing outgoing(Model decided) {
        String id =
                "%s/%s/%d"
                        .formatted(
                                decided.getVersion(),
                                decided.getState(),
                                decided.getAt().toEpochMilli());
        return Outgoing.of(Topic.MODELS, decided.getVersion(), decided, id, TraceContext.start());
    }
}
